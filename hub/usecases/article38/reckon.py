"""The exact amounts: the coefficient, what is taken off it, lists, and the fine of Article 100."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hub.usecases.article38.amounts import sliced
from hub.usecases.article38.decide import Verdict
from hub.usecases.article38.errors import FactMissing
from hub.usecases.article38.model import Outcome
from hub.usecases.article38.subcontracts import Deduction
from hub.usecases.article38.table_check import RATED
from schemas.canonical.assessment import Facts, ListTotals

Number = Fraction | int


class Kind(StrEnum):
    """What a line of an assessment is."""

    COEFFICIENT = "coefficient"
    SUBCONTRACTORS = "subcontractors"
    COVERED = "covered"
    LIST_EXCESS = "list-excess"
    OUTSIDE_LISTS = "outside-lists"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Exact:
    """One line, exact, in rials: what it is made of, and how much of it the assigner bears.

    ``part`` is empty for what concerns the contract as a whole; a deduction is below nothing.
    """

    kind: Kind
    part: str
    row: str
    premium: Number
    unemployment: Number
    fine: Number
    assigner: Number

    @property
    def total(self) -> Number:
        """The whole line."""
        return self.premium + self.unemployment + self.fine

    def times(self, kind: Kind, factor: Number) -> "Exact":
        """Return a line of another kind that is ``factor`` times this one."""
        return Exact(
            kind,
            self.part,
            self.row,
            self.premium * factor,
            self.unemployment * factor,
            self.fine * factor,
            self.assigner * factor,
        )


def coefficient(facts: Facts, verdict: Verdict, deduction: Deduction) -> Exact:
    """Return a part's premium by its coefficient, sub-contractors' turnover (Article 47) left out.

    The slices keep their proportion when turnover is taken off. What the books list beyond the
    gross of the contract is spread over its parts in their proportion.
    """
    row, work = verdict.row, verdict.work
    factor = _factor(facts, verdict, deduction)
    premium: Number = 0
    unemployment: Number = 0
    for one, amount in zip(row.slices, sliced(verdict), strict=True):
        premium += amount * one.premium
        unemployment += amount * one.unemployment
    exact = Exact(
        Kind.COEFFICIENT,
        work.code,
        row.code,
        premium,
        unemployment,
        0,
        work.gross * (row.assigner or 0),
    )
    return exact if factor == 1 else exact.times(Kind.COEFFICIENT, factor)


def _factor(facts: Facts, verdict: Verdict, deduction: Deduction) -> Number:
    """Return which part of the gross is reckoned."""
    if verdict.by_difference:
        gross = sum(one.gross for one in facts.work)
        return Fraction((facts.books.listed_amount or 0) - gross, gross)
    return 1 - Fraction(deduction.turnover, verdict.work.gross) if deduction.turnover else 1


def lines(
    facts: Facts, verdicts: Sequence[Verdict], deductions: Sequence[Deduction], fine: Fraction
) -> Iterator[Exact]:
    """Yield every line of the assessment; each says what it adds or takes off.

    Due is the larger of coefficient and lists, then the lists of other months, then the fine.
    """
    if all(one.row.outcome is Outcome.NOT_SUBJECT for one in verdicts):
        return
    own: list[Exact] = []
    gross: list[Exact] = []
    for verdict, deduction in zip(verdicts, deductions, strict=True):
        if verdict.row.outcome not in RATED:
            continue
        found = coefficient(facts, verdict, deduction)
        gross.append(found)
        own.append(found)
        yield found
        for line in _taken_off(verdict, found, deduction):
            own.append(line)
            yield line
    beyond = _paid_beyond(verdicts, deductions, own)
    yield from _lists(facts, verdicts, gross, own, beyond)
    yield from _fine(facts, verdicts, own, fine)


def _taken_off(verdict: Verdict, found: Exact, deduction: Deduction) -> Iterator[Exact]:
    """Yield what is taken off a part's coefficient, never more than that is."""
    if verdict.row.outcome is Outcome.COVERED:
        yield found.times(Kind.COVERED, -1)
    elif deduction.paid and found.total and not verdict.by_difference:
        part = Fraction(min(deduction.paid, found.total)) / found.total
        yield found.times(Kind.SUBCONTRACTORS, -part)


def _paid_beyond(
    verdicts: Sequence[Verdict], deductions: Sequence[Deduction], own: Sequence[Exact]
) -> Number:
    """Return what sub-contractors of civil parts paid and the coefficient was too little for."""
    civil = {one.work.code for one in verdicts if one.row.sums_lists}
    paid = sum(
        one.paid for of, one in zip(verdicts, deductions, strict=True) if of.work.code in civil
    )
    taken = (one for one in own if one.kind is Kind.SUBCONTRACTORS and one.part in civil)
    return paid + sum(one.total for one in taken)


def _lists(
    facts: Facts,
    verdicts: Sequence[Verdict],
    gross: Sequence[Exact],
    own: Sequence[Exact],
    beyond: Number,
) -> Iterator[Exact]:
    """Yield what the lists come to beyond the coefficient, and the lists of other months.

    In civil works the sub-contractors' lists count too, against the coefficient before what they
    paid is taken off it; so does a covered coefficient. What they paid ``beyond`` it comes off the
    excess, which their own lists are in. The contractor, who files the lists, bears the excess; it
    is premium and unemployment insurance as the lists are.
    """
    sums = any(one.row.sums_lists for one in verdicts)
    found = _told(facts.lists.within, "lists.within", verdicts)
    against = gross if sums else own
    premium, unemployment = int(found.premium), int(found.unemployment)
    if sums and facts.subcontracts:
        others = _told(facts.lists.subcontractors, "lists.subcontractors", verdicts)
        premium, unemployment = premium + others.premium, unemployment + others.unemployment
    filed = premium + unemployment
    excess = filed - sum(one.total for one in against)
    if excess > 0:
        part = Fraction(excess) / filed
        more = Exact(Kind.LIST_EXCESS, "", "", premium * part, unemployment * part, 0, 0)
        yield more
        if beyond > 0:
            yield more.times(Kind.SUBCONTRACTORS, -Fraction(min(beyond, excess)) / excess)
    outside = _told(facts.lists.outside, "lists.outside", verdicts)
    if outside.number:
        yield Exact(Kind.OUTSIDE_LISTS, "", "", outside.premium, outside.unemployment, 0, 0)


def _fine(
    facts: Facts, verdicts: Sequence[Verdict], own: Sequence[Exact], fine: Fraction
) -> Iterator[Exact]:
    """Yield the fine of Article 100 for each part, when no list of the period was filed."""
    within = facts.lists.within
    if within is None or within.number:
        return
    for verdict in verdicts:
        owed = sum(one.total for one in own if one.part == verdict.work.code)
        if owed <= 0 or _waived(facts, verdict):
            continue
        yield Exact(Kind.FINE, verdict.work.code, verdict.row.code, 0, 0, owed * fine, 0)


def _waived(facts: Facts, verdict: Verdict) -> bool:
    """Tell whether a consultant's lists were filed with his head office's."""
    if not verdict.row.central_lists:
        return False
    if facts.lists.central is None:
        raise FactMissing(verdict.work.code, ["lists.central"], [verdict.row.code])
    return facts.lists.central


def _told(found: ListTotals | None, name: str, verdicts: Sequence[Verdict]) -> ListTotals:
    """Return lists that were told of; `FactMissing` otherwise."""
    if found is None:
        raise FactMissing("", [name], [one.row.code for one in verdicts])
    return found
