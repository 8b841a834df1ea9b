"""The assessment of a contract: estimated and fixed at its beginning, reckoned at its end.

Pure: facts, the table and the day in, amounts with their reasons out. Articles 38, 41, 47 and 100
of the Social Security Act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hub.usecases.article38.decide import Look, Verdict, decide
from hub.usecases.article38.errors import OtherVersion
from hub.usecases.article38.model import Confidence, Obligation, Outcome, Slice, Table, Words
from hub.usecases.article38.reckon import Exact, coefficient, lines
from hub.usecases.article38.rounding import apportioned, to_rials
from hub.usecases.article38.subcontracts import NOTHING, deductions
from hub.usecases.article38.table_check import RATED
from hub.usecases.article38.validate import check
from schemas.canonical.assessment import Facts


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole rials: what they are, and who bears them; both ways they make up ``total``."""

    premium: int
    unemployment: int
    fine: int
    contractor: int
    assigner: int

    @property
    def total(self) -> int:
        """The whole, in rials."""
        return self.premium + self.unemployment + self.fine


@dataclass(frozen=True, slots=True)
class Line:
    """One line: exactly, and in the rials that make up the total with the other lines."""

    exact: Exact
    amount: Amount


@dataclass(frozen=True, slots=True)
class Kept:
    """What applies to one part: the code and title of its row, the way to it, its exact rates."""

    part: str
    row: str
    title: Words
    outcome: Outcome
    path: tuple[str, ...]
    rates: tuple[Slice, ...]
    citation: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a contract owes, why, and what its parties are to do.

    ``version`` is that of the table and ``on`` the day by which its rows were in force;
    ``confidence`` the weakest source among the rows that applied.
    """

    version: str
    on: date
    parts: tuple[Kept, ...]
    lines: tuple[Line, ...]
    total: Amount
    looks: tuple[Look, ...]
    obligations: tuple[Obligation, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Fixed:
    """The coefficient of a contract as fixed when its row was allocated, with all it stands on.

    ``estimate`` is by the amounts that were expected. A later table never changes any of it. It is
    kept as `hub.usecases.article38.record` writes it.
    """

    version: str
    on: date
    parts: tuple[Kept, ...]
    estimate: Amount


@dataclass(frozen=True, slots=True)
class Moved:
    """A part that ended by another row than it was fixed by, under the same version.

    ``fixed`` is empty for one that was not foreseen, ``found`` for one that was never done.
    """

    part: str
    fixed: str
    found: str


def assess(facts: Facts, table: Table, on: date) -> Assessment:
    """Return what a contract owes by ``table`` as it stands on the day ``on``.

    Raises a subclass of `AssessmentRefused`: a fact is missing or cannot be, no row applies, or
    the row that does is left open.
    """
    check(facts)
    verdicts = [decide(facts, one, table, on) for one in facts.work]
    exact = [*lines(facts, verdicts, deductions(facts), table.fine)]
    return _assessment(table, on, verdicts, exact)


def fix(facts: Facts, table: Table, on: date) -> tuple[Fixed, Assessment]:
    """Return the coefficient of a contract whose row is being allocated on the day ``on``.

    The kind of work is known and amounts are estimated; lists and sub-contracts are yet to come
    and are not asked for. The second value is that estimate, with the trace and what the parties
    are to do. Raises as `assess` does.
    """
    check(facts)
    verdicts = [decide(facts, one, table, on) for one in facts.work]
    rated = [one for one in verdicts if one.row.outcome in RATED]
    estimate = _assessment(table, on, verdicts, [coefficient(facts, one, NOTHING) for one in rated])
    return Fixed(table.version, on, estimate.parts, estimate.total), estimate


def calculate(fixed: Fixed, facts: Facts, table: Table) -> tuple[Assessment, tuple[Moved, ...]]:
    """Return what a contract owes at its end by the version that its coefficient was fixed under.

    Rows are those in force on the day of fixing. The second value names the parts that turned out
    to be of another kind. Raises `OtherVersion` for any other table, and as `assess` does.
    """
    if table.version != fixed.version:
        raise OtherVersion("the table is not the one it was fixed under", field="version")
    found = assess(facts, table, fixed.on)
    before = {one.part: one.row for one in fixed.parts}
    after = {one.part: one.row for one in found.parts}
    moved = [Moved(one, before.get(one, ""), after.get(one, "")) for one in {**before, **after}]
    return found, tuple(one for one in moved if one.fixed != one.found)


def _assessment(
    table: Table, on: date, verdicts: Sequence[Verdict], exact: Sequence[Exact]
) -> Assessment:
    parts = tuple(map(_kept, verdicts))
    found = tuple(_rounded(exact))
    return Assessment(
        version=table.version,
        on=on,
        parts=parts,
        lines=found,
        total=_summed(one.amount for one in found),
        looks=tuple(look for one in verdicts for look in one.looks),
        obligations=_obligations(table, verdicts),
        confidence=max((row.confidence for one in verdicts for row in one.path), key="HML".index),
    )


def _kept(verdict: Verdict) -> Kept:
    row = verdict.row
    path = tuple(one.code for one in verdict.path)
    return Kept(
        verdict.work.code,
        row.code,
        row.title,
        row.outcome,
        path,
        row.slices,
        row.citation,
        row.confidence,
    )


def _rounded(exact: Sequence[Exact]) -> list[Line]:
    """Return the lines in whole rials: the sum is rounded, and the lines share it."""
    totals = [one.total for one in exact]
    whole = apportioned(to_rials(sum(totals)), totals)
    return [Line(one, _amount(one, total)) for one, total in zip(exact, whole, strict=True)]


def _amount(one: Exact, total: int) -> Amount:
    """Return a line of ``total`` rials by what it is and by who bears it."""
    premium, unemployment, fine = apportioned(total, [one.premium, one.unemployment, one.fine])
    contractor, assigner = apportioned(total, [one.total - one.assigner, one.assigner])
    return Amount(premium, unemployment, fine, contractor, assigner)


def _summed(amounts: Iterable[Amount]) -> Amount:
    rows = [(a.premium, a.unemployment, a.fine, a.contractor, a.assigner) for a in amounts]
    return Amount(*map(sum, zip(*rows, strict=True))) if rows else Amount(0, 0, 0, 0, 0)


def _obligations(table: Table, verdicts: Sequence[Verdict]) -> tuple[Obligation, ...]:
    """Return what the parties are to do, each once: of Article 38 itself, then of the rows."""
    if all(one.row.outcome is Outcome.NOT_SUBJECT for one in verdicts):
        return ()
    named = {name for one in verdicts for row in one.path for name in row.obligations}
    return tuple(one for one in table.obligations.values() if one.always or one.code in named)
