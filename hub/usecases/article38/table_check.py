"""What must hold between the keys of a row, and between rows, before a table is taken."""

from collections.abc import Container, Iterator
from itertools import combinations

from hub.usecases.article38.conditions import Alternative, alternatives, meeting
from hub.usecases.article38.model import Outcome, Row, Stage
from hub.usecases.article38.ranges import Interval
from hub.usecases.article38.slips import Slips

_OUTCOMES = {
    Stage.SCOPE: {Outcome.NOT_SUBJECT, Outcome.UNDECIDED},
    Stage.CIVIL: {Outcome.COEFFICIENT, Outcome.COVERED, Outcome.UNDECIDED},
    Stage.EXEMPTION: {Outcome.EXEMPT, Outcome.BOOKS, Outcome.UNDECIDED},
    Stage.BOOKS: {Outcome.EXEMPT, Outcome.DIFFERENCE, Outcome.GENERAL, Outcome.UNDECIDED},
    Stage.COEFFICIENT: {Outcome.COEFFICIENT, Outcome.UNDECIDED},
}
RATED = (Outcome.COEFFICIENT, Outcome.COVERED)
"""What has rates."""


def check_rows(rows: tuple[Row, ...], obligations: Container[str], slips: Slips) -> None:
    """Note every row that contradicts itself, and every two that could both apply."""
    for row in rows:
        for key, rule in _slips_of(row, obligations):
            slips.note(f"row {row.code}: {key}", rule)
    for code, rule in _clashes(rows):
        slips.note(f"row {code}: when", rule)


def _clashes(rows: tuple[Row, ...]) -> Iterator[tuple[str, str]]:
    """Yield the rows that cannot stand beside another, each with its rule."""
    ways = {id(row): alternatives(row.when) for row in rows}
    for one, other in combinations(rows, 2):
        if not one.overlaps(other):
            continue
        if one.code == other.code:
            yield one.code, "stands twice for the same days"
        elif (one.stage, one.rank) == (other.stage, other.rank):
            way = meeting(ways[id(one)], ways[id(other)])
            if way is not None:
                yield one.code, f"{other.code} of equal rank applies as well, when {_told(way)}"


def _slips_of(row: Row, obligations: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the keys of a row that do not go together, each with its rule."""
    if row.outcome not in _OUTCOMES[row.stage]:
        yield "outcome", f"{row.outcome} is no answer of stage {row.stage}"
    if (row.outcome in RATED) is not bool(row.slices):
        yield "slices", "stand where there is a coefficient, and nowhere else"
    if row.valid_until is not None and row.valid_until < row.valid_from:
        yield "valid_until", "is before valid_from"
    for name in row.obligations:
        if name not in obligations:
            yield "obligations", f"unknown obligation {name}"
    if row.outcome is Outcome.COVERED and not row.sums_lists:
        yield "sums_lists", "is true where the premium is paid with the main contract"
    yield from _slips_of_shares(row)


def _slips_of_shares(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the shares of a row whose premium both parties bear."""
    if row.contractor is None and row.assigner is None:
        return
    if row.contractor is None or row.assigner is None:
        yield "contractor, assigner", "both are given, or neither"
    elif not _whole(row):
        yield "assigner", "is a share of the gross: one slice, of the whole gross"
    elif row.contractor + row.assigner != row.slices[0].premium + row.slices[0].unemployment:
        yield "contractor, assigner", "do not make up premium and unemployment insurance"


def _whole(row: Row) -> bool:
    """Tell whether a row's only slice is the gross."""
    if len(row.slices) != 1:
        return False
    (one,) = row.slices
    return one.of == "work.gross" and one.share == 1 and one.at_most is None


def _told(way: Alternative) -> str:
    """Return a way in words that a reader of the file knows."""
    return "; ".join(
        f"{fact} in {_range(one)}" if isinstance(one, Interval) else f"{fact} is {_words(one)}"
        for fact, one in sorted(way.items())
    )


def _range(one: Interval) -> str:
    left, right = "[" if one.low_in else "(", "]" if one.high_in else ")"
    return f"{left}{one.low or '…'}, {one.high or '…'}{right}"


def _words(one: frozenset[str] | frozenset[bool]) -> str:
    return " or ".join(sorted(str(word).lower() for word in one))
