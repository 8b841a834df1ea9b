"""What no contract's facts can be, whatever its kind."""

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction

from hub.usecases.article38.errors import FactsContradict
from schemas.canonical.assessment import Facts, ListTotals, Work

_WITHIN_GROSS = (
    "contractor_materials",
    "mechanical",
    "manual",
    "domestic_equipment",
    "equipment",
    "employed_drivers",
    "contractor_share",
    "evaporation",
    "assigner_manpower",
    "hospital_share",
    "rent",
)
_AMOUNTS = (*_WITHIN_GROSS, "assigner_materials", "customs_base", "initial_gross")
_LISTS = ("within", "outside", "subcontractors")


def check(facts: Facts) -> None:
    """Raise `FactsContradict` for facts that cannot be; it names the fact and the rule."""
    if not facts.work:
        raise FactsContradict("a contract has one part at least", field="work")
    if len({one.code for one in facts.work}) != len(facts.work):
        raise FactsContradict("two parts have one code", field="work.code")
    for field, rule in _slips(facts):
        raise FactsContradict(rule, field=field)


def _slips(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield each fact that cannot be, with its rule."""
    for one in facts.work:
        yield from _work_slips(one)
    for name in _LISTS:
        if (found := getattr(facts.lists, name)) is not None:
            yield from _list_slips(f"lists.{name}", found)
    listed = facts.books.listed_amount
    if listed is not None and listed < 0:
        yield "books.listed_amount", "is below nothing"
    if any(one.turnover < 0 or one.paid < 0 for one in facts.subcontracts or ()):
        yield "subcontracts", "an amount is below nothing"


def _work_slips(work: Work) -> Iterator[tuple[str, str]]:
    if work.gross <= 0:
        yield "work.gross", "must be more than nothing"
    for name in _AMOUNTS:
        found = getattr(work, name)
        if found is not None and found < 0:
            yield f"work.{name}", "is below nothing"
        if found is not None and found > work.gross and name in _WITHIN_GROSS:
            yield f"work.{name}", "is more than the gross"
    if work.exempt_share is not None and not 0 <= work.exempt_share <= Fraction(1):
        yield "work.exempt_share", "is no share"


def _list_slips(name: str, found: ListTotals) -> Iterator[tuple[str, str]]:
    amounts = [getattr(found, one.name) for one in fields(found)]
    if min(amounts) < 0:
        yield name, "a number is below nothing"
    if not found.number and any(amounts):
        yield name, "amounts without a list"
