"""What sub-contractors take off: turnover under Article 47, paid premium under Article 41."""

from dataclasses import dataclass

from hub.usecases.article38.errors import FactMissing, FactsContradict
from schemas.canonical.assessment import Facts, Form, SubContract, Work

_CONDITIONS = ("matches", "confirmed", "cleared")


@dataclass(frozen=True, slots=True)
class Deduction:
    """What comes off one part of the work: turnover from its gross first, then paid premium."""

    turnover: int
    paid: int


NOTHING = Deduction(0, 0)
"""No sub-contractor takes anything off."""


def deductions(facts: Facts) -> tuple[Deduction, ...]:
    """Return what comes off each part of the work, in their order.

    A sub-contract counts when subject, period and total match, the assigner confirmed it and its
    own clearance was issued. Raises `FactMissing` when it is not known whether there are any, or
    whether one counts, and `FactsContradict` for one of a part that there is not, or of more
    turnover than that part has.
    """
    if facts.subcontracts is None:
        raise FactMissing("", ["subcontracts"], ["every row"])
    if not facts.subcontracts:
        return (NOTHING,) * len(facts.work)
    known = {one.code for one in facts.work}
    if any(one.part not in known for one in facts.subcontracts):
        raise FactsContradict("names no part of the work", field="subcontracts.part")
    counted = [one for one in facts.subcontracts if _counts(one)]
    return tuple(_deduction(work, counted) for work in facts.work)


def _deduction(work: Work, counted: list[SubContract]) -> Deduction:
    mine = [one for one in counted if one.part == work.code]
    turnover = sum(one.turnover for one in mine if one.form is Form.ARTICLE47)
    if turnover > work.gross:
        raise FactsContradict(
            f"more than the gross (part {work.code})", field="subcontracts.turnover"
        )
    return Deduction(turnover, sum(one.paid for one in mine if one.form is Form.ARTICLE41))


def _counts(one: SubContract) -> bool:
    """Tell whether a sub-contract is taken off."""
    told = (one.matches, one.confirmed, one.cleared)
    if False in told:
        return False
    if None in told:
        missing = [name for name, value in zip(_CONDITIONS, told, strict=True) if value is None]
        raise FactMissing(one.part, [f"subcontracts.{name}" for name in missing], ["every row"])
    return True
