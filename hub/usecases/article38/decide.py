"""Which row applies to a part of the work: the stages asked in their order, each look kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hub.usecases.article38.conditions import Atom, Condition, evaluate
from hub.usecases.article38.errors import FactMissing, LeftOpen, NoRow
from hub.usecases.article38.facts import Known
from hub.usecases.article38.model import Outcome, Row, Stage, Table
from schemas.canonical.assessment import Facts, Work
from schemas.canonical.subject import Subject

KINDS = {one: Atom("work.subject", "is", one, frozenset({str(one)})) for one in Subject}
"""What each row that applies was chosen by first: rows of other kinds are not looked at."""


class Look(NamedTuple):
    """One comparison that was looked at; ``verdict`` is None where the fact was missing."""

    part: str
    row: str
    atom: Atom
    found: object
    verdict: bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What applies to one part of the work.

    ``path`` has the rows that applied, stage by stage; ``row`` is the last. ``known`` are the
    part's facts, ``looks`` every comparison on the way.
    """

    work: Work
    path: tuple[Row, ...]
    known: Known
    looks: tuple[Look, ...]

    @property
    def row(self) -> Row:
        """The row that settles it."""
        return self.path[-1]

    @property
    def by_difference(self) -> bool:
        """Tell whether the coefficient is for what the books list beyond the gross alone."""
        return any(one.outcome is Outcome.DIFFERENCE for one in self.path)


def decide(facts: Facts, work: Work, table: Table, on: date) -> Verdict:
    """Return which row of ``table`` applies to ``work`` on the day ``on``.

    Raises `FactMissing` while a fact is missing that decides, `LeftOpen` where no rule decides,
    `NoRow` where none in force applies.
    """
    known = Known(facts, work, table.chosen)
    asking = _Asking(known, table, on)
    path = tuple(asking.path())
    if path[-1].outcome is Outcome.UNDECIDED:
        raise LeftOpen(path[-1].code, path[-1].title.en)
    return Verdict(work, path, known, tuple(asking.looks))


class _Asking:
    """Asks the stages about one part of the work."""

    def __init__(self, known: Known, table: Table, on: date) -> None:
        self._known = known
        self._table = table
        self._on = on
        self.looks: list[Look] = []

    def path(self) -> Iterator[Row]:
        """Yield the rows that apply, the last of which settles it."""
        for stage in (Stage.SCOPE, Stage.CIVIL):
            if (row := self._ask(stage)) is not None:
                yield row
                return
        if (row := self._ask(Stage.EXEMPTION)) is not None:
            yield row
            if row.outcome is not Outcome.BOOKS:
                return
            row = self._must(Stage.BOOKS)
            yield row
            if row.outcome not in {Outcome.DIFFERENCE, Outcome.GENERAL}:
                return
        yield self._must(Stage.COEFFICIENT)

    def _must(self, stage: Stage) -> Row:
        """Return the row of a stage; `NoRow` when there is none."""
        if (row := self._ask(stage)) is not None:
            return row
        rule = f"none of the rows in force on {self._on} applies to a {self._known.work.subject}"
        raise NoRow(rule, field=f"stage {stage}")

    def _ask(self, stage: Stage) -> Row | None:
        """Return the one row of a stage that applies: the lowest rank that has one."""
        kind = self._known.work.subject
        rank, open_ = 0, list[Row]()
        for row, left in self._table.by_subject[stage, kind]:
            if open_ and row.rank != rank:
                self._refuse(open_)
            rank = row.rank
            if not row.in_force(self._on):
                continue
            begun = len(self.looks)
            verdict = self._look(row, left)
            if verdict:
                chosen = Look(self._known.work.code, row.code, KINDS[kind], kind, True)
                self.looks.insert(begun, chosen)
                return row
            if verdict is None:
                open_.append(row)
        if open_:
            self._refuse(open_)
        return None

    def _look(self, row: Row, left: Condition) -> bool | None:
        """Return whether a row applies, and keep what was looked at."""
        part, code, looks = self._known.work.code, row.code, self.looks

        def note(atom: Atom, found: object, verdict: bool | None) -> None:
            looks.append(Look(part, code, atom, found, verdict))

        return evaluate(left, self._known, note)

    def _refuse(self, rows: list[Row]) -> None:
        """Raise `FactMissing` for what the rows still ask for."""
        codes = [row.code for row in rows]
        missing = {
            name: None
            for look in self.looks
            if look.verdict is None and look.row in codes
            for name in self._known.absent(look.atom.fact)
        }
        raise FactMissing(self._known.work.code, [*missing], codes)
