"""The facts that a condition can name: what they may be, and how each is found or derived."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import EnumType
from fractions import Fraction
from operator import attrgetter
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

from schemas.canonical.assessment import Books, Contract, Contractor, Facts, ListTotals, Work

Getter = Callable[[Facts, Work], Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: the words it may be (none for a number), and whether it is an amount of rials."""

    words: tuple[str, ...] | tuple[bool, ...]
    amount: bool
    find: Getter
    needs: tuple[str, ...] = ()


def _declared(group: str, model: type) -> dict[str, Fact]:
    """Return the facts that a model declares, under the group's name."""
    hints = get_type_hints(model)
    return {
        f"{group}.{field.name}": _fact(group, field.name, hints[field.name])
        for field in fields(model)
        if field.name != "code"
    }


def _fact(group: str, name: str, hint: Any) -> Fact:
    """Return one declared fact; its type says what it may be."""
    (kind,) = [one for one in get_args(hint) or (hint,) if one is not NoneType]
    get = attrgetter(name if group == "work" else f"{group}.{name}")
    find: Getter = (lambda _, work: get(work)) if group == "work" else (lambda facts, _: get(facts))
    if isinstance(kind, EnumType):
        return Fact(tuple(cast("Mapping[str, str]", kind.__members__).values()), False, find)
    if kind is bool:
        return Fact((True, False), False, find)
    return Fact((), kind is not Fraction, find)


def _ratio(over: Getter, under: Getter, *needs: str) -> Fact:
    """Return a derived share; missing while a part of it is, or while it is of nothing."""

    def find(facts: Facts, work: Work) -> Fraction | None:
        top, bottom = over(facts, work), under(facts, work)
        return None if top is None or not bottom else Fraction(top, bottom)

    return Fact((), False, find, needs)


def _after_customs(_: Facts, work: Work) -> int | None:
    """Return what of the gross the customs papers do not cover."""
    return None if work.customs_base is None else max(0, work.gross - work.customs_base)


def _work(name: str) -> Getter:
    get = attrgetter(name)
    return lambda _, work: get(work)


def _growth(_: Facts, work: Work) -> int | None:
    return None if work.initial_gross is None else work.gross - work.initial_gross


def _exempt(_: Facts, work: Work) -> Fraction | None:
    return None if work.exempt_share is None else work.exempt_share * work.gross


def _total(facts: Facts, _: Work) -> int:
    return sum(one.gross for one in facts.work)


_GROSS = _work("gross")
DERIVED: Mapping[str, Fact] = {
    "work.materials_share": _ratio(
        _work("contractor_materials"), _GROSS, "work.contractor_materials"
    ),
    "work.customs_share": _ratio(_work("customs_base"), _GROSS, "work.customs_base"),
    "work.domestic_share": _ratio(
        _work("domestic_equipment"), _after_customs, "work.domestic_equipment", "work.customs_base"
    ),
    "work.equipment_share": _ratio(_work("equipment"), _GROSS, "work.equipment"),
    "work.initial_equipment_share": _ratio(
        _work("initial_equipment"),
        _work("initial_gross"),
        "work.initial_equipment",
        "work.initial_gross",
    ),
    "work.exempt_amount": Fact((), True, _exempt, ("work.exempt_share",)),
    "work.growth": _ratio(_growth, _work("initial_gross"), "work.initial_gross"),
    "work.own_share": _ratio(_work("contractor_share"), _GROSS, "work.contractor_share"),
    "books.listed_share": _ratio(
        lambda facts, _: facts.books.listed_amount, _total, "books.listed_amount"
    ),
}
"""Shares that decide, each of the gross unless its name says otherwise."""


def _wages(facts: Facts, _: Work) -> int | None:
    within: ListTotals | None = facts.lists.within
    return None if within is None else within.wages


FACTS: Mapping[str, Fact] = {
    **_declared("contract", Contract),
    **_declared("contractor", Contractor),
    **_declared("books", Books),
    **_declared("work", Work),
    **DERIVED,
    "lists.wages": Fact((), True, _wages, ("lists.within",)),
}
"""Every fact by its name; an amount stands in a slice and never in a condition."""


class Known(dict[str, Any]):
    """The facts of one part of the work by name, found when first asked for; None is missing."""

    __slots__ = ("facts", "work")

    def __init__(self, facts: Facts, work: Work, chosen: Mapping[str, str]) -> None:
        super().__init__(chosen)
        self.facts = facts
        self.work = work

    def __missing__(self, name: str) -> Any:
        found = self[name] = FACTS[name].find(self.facts, self.work)
        return found

    def absent(self, name: str) -> tuple[str, ...]:
        """Return the names of what must be told before ``name`` is known."""
        needs = FACTS[name].needs
        return tuple(one for one in needs if self._untold(one)) or needs or (name,)

    def _untold(self, name: str) -> bool:
        return name == "lists.within" or self[name] is None
