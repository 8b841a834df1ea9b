"""The register of forms as far as it was read: what forms are, and whether a line fits them."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hub.usecases.article38.paper.life import LIFE, FormState, state_of
from schemas.canonical.paper_form import Entry, FormAct, Line, Minute, Span

STAGES: Final = {
    FormAct.DELIVERED: 1,
    FormAct.ISSUED: 2,
    FormAct.RETURNED: 2,
    FormAct.SPOILED: 2,
    FormAct.VOIDED: 3,
}
"""Which of a form's turns an act is: each is taken once."""
_IS: Final = {state: f"paper.is-{state.value}" for state in FormState}
"""Why an act cannot follow, by what the form is."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a line: a rule that has words, and the forms that it is about."""

    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Forms in a row with one past: their entries by turn."""

    span: Span
    entries: tuple[Entry, ...]

    @property
    def state(self) -> FormState | None:
        """What these forms are."""
        return state_of(one.line.act for one in self.entries)


class Register:
    """Entries by series and turn; of one turn no two have a form in common."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._shelves: dict[tuple[str, int], list[Entry]] = {}
        for one in entries:
            self.add(one)

    def add(self, entry: Entry) -> None:
        """Put an entry in its place."""
        key = (entry.line.span.series, STAGES[entry.line.act])
        insort(self._shelves.setdefault(key, []), entry, key=_last)

    def pieces(self, span: Span) -> Iterator[Piece]:
        """Yield ``span`` in pieces that have one past each, in order and without a gap."""
        over = [one for stage in (1, 2, 3) for one in self._over(span, stage)]
        ends = {found.last for one in over if (found := one.line.span.common(span))}
        begins = {found.first - 1 for one in over if (found := one.line.span.common(span))}
        first = span.first
        for last in sorted({*ends, *begins, span.last}):
            if last < first:
                continue
            piece = Span(span.series, first, last)
            yield Piece(piece, tuple(one for one in over if one.line.span.common(piece)))
            first = last + 1

    def has(self, line: Line, minute: Minute) -> bool:
        """Tell whether these very minutes have said this very line before."""
        name = (minute.province, minute.branch, minute.number)
        return any(
            one.line == line and (one.province, one.branch, one.minute) == name
            for one in self._over(line.span, STAGES[line.act])
        )

    def slips(self, line: Line, minute: Minute) -> list[Slip]:
        """Return why a line of ``minute`` cannot follow, by the forms concerned; none where it can.

        A form goes through its life at the branch that it was delivered to.
        """
        found = (
            (self._wrong(piece, line.act, minute), piece.span) for piece in self.pieces(line.span)
        )
        return [Slip(rule, span) for rule, span in found if rule is not None]

    @staticmethod
    def _wrong(piece: Piece, act: FormAct, minute: Minute) -> str | None:
        """Return the rule that an act on these forms breaks."""
        state = piece.state
        if (state, act) not in LIFE:
            return "paper.not-delivered" if state is None else _IS[state]
        if not piece.entries:
            return None
        before = piece.entries[-1]
        if (before.province, before.branch) != (minute.province, minute.branch):
            return "paper.other-branch"
        return "paper.day-reversed" if minute.day < before.day else None

    def _over(self, span: Span, stage: int) -> Iterator[Entry]:
        """Yield the entries of a turn that have forms in common with ``span``, in order."""
        shelf = self._shelves.get((span.series, stage), [])
        for one in shelf[bisect_left(shelf, span.first, key=_last) :]:
            if one.line.span.first > span.last:
                return
            yield one


def _last(entry: Entry) -> int:
    return entry.line.span.last
