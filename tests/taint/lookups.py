"""Every lookup for every service that has an agreement, and what each may be told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from hub.lookups import LOOKUPS
from hub.lookups.base import Lookup
from schemas.canonical.dates import jalali
from tests.taint import world
from tests.taint.house import SERVICES
from tests.taint.variants import Forms, Variant, lettered, mutants, shipped
from tests.taint.world import VALUES

_PERSON: Final = {
    "national_id": world.INSURED,
    "birth_date": jalali(world.BORN_AS_ASKED),
}
_MOBILE: Final = {"mobile": world.MOBILE}
_BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "persons.lookup": {"person": _PERSON},
    "persons.mobile-ownership": {"person": {"national_id": world.INSURED}, **_MOBILE},
    "persons.relation": {
        "person": _PERSON,
        "relative": {"national_id": world.CHILD, "relation": "child"},
    },
    "persons.registration-check": {"person": _PERSON, **_MOBILE},
    "firms.lookup": {"firm": {"legal_id": world.FIRM_ID}},
}
_SOURCES: Final = {
    "persons.lookup": {"civil_registry": "person."},
    "persons.mobile-ownership": {"mobile_ownership": "mobile."},
    "persons.relation": {"civil_registry": "relati"},
    "persons.registration-check": {"civil_registry": "person.", "mobile_ownership": "mobile."},
    "firms.lookup": {"legal_person_registry": "firm."},
}
"""Whom a lookup asks, and how the fields begin that it is given there."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One lookup under one set of agreements: its body, and what may be told in which form.

    ``granted`` is None where an agreement with one of its providers is missing.
    """

    lookup: Lookup[Any]
    body: Mapping[str, Any]
    granted: Forms | None

    @property
    def told(self) -> frozenset[str]:
        """The fields whose whole value may be seen."""
        return frozenset(n for n, form in (self.granted or {}).items() if form == "whole")

    @property
    def expected(self) -> dict[str, tuple[str, Any]]:
        """What the answer must tell: fields with their forms and values."""
        granted = self.granted or {}
        return {name: (form, world.in_form(name, form)) for name, form in granted.items()}


def as_shipped() -> Iterator[Asking]:
    """Yield every lookup for every service and purpose of the shipped agreements."""
    found: dict[tuple[str, str], list[Variant]] = {}
    for one in shipped():
        if _is_for_lookups(one):
            found.setdefault((one.table["service"], one.table["purpose"]), []).append(one)
    for (service, purpose), variants in found.items():
        for lookup in LOOKUPS:
            yield _asking(lookup, service, purpose, variants)


def mutated() -> tuple[dict[str, str], list[Asking]]:
    """Return agreements, each mutated and under a purpose of its own, and what is asked by them."""
    texts: dict[str, str] = {}
    asked: list[Asking] = []
    numbers = count(1)
    for one in shipped():
        if not _is_for_lookups(one):
            continue
        for mutant in mutants(one):
            purpose = f"mutant-{lettered(next(numbers))}"
            both = [mutant, *_beside(one)]
            texts |= {f"{purpose}-{each.file}": each.text(purpose=purpose) for each in both}
            asked += [
                _asking(lookup, one.table["service"], purpose, both)
                for lookup in LOOKUPS
                if _fits(lookup, mutant, both)
            ]
    return texts, asked


def _is_for_lookups(one: Variant) -> bool:
    """Tell whether the organization's services look something up by an agreement."""
    return one.table["consumer"] == SERVICES and "service" in one.table


def _beside(one: Variant) -> list[Variant]:
    """Return the other agreements for the same service and purpose."""
    words = ("consumer", "service", "purpose")
    mine = [one.table.get(word) for word in words]
    return [
        each
        for each in shipped()
        if each.file != one.file and [each.table.get(word) for word in words] == mine
    ]


def _fits(lookup: Lookup[Any], mutant: Variant, variants: Iterable[Variant]) -> bool:
    """Tell whether a lookup asks the mutant's provider, and all it asks have agreed."""
    sources = _SOURCES[lookup.name]
    return mutant.provider in sources and sources.keys() <= {each.provider for each in variants}


def _asking(lookup: Lookup[Any], service: str, purpose: str, variants: Iterable[Variant]) -> Asking:
    fields = {each.provider: each.fields for each in variants}
    body = {**_BODIES[lookup.name], "service": service, "purpose": purpose}
    sources = _SOURCES[lookup.name]
    if not sources.keys() <= fields.keys():
        return Asking(lookup, body, None)
    granted = {
        name: form
        for provider, beginning in sources.items()
        for name, form in fields[provider].items()
        if name.startswith(beginning)
    }
    return Asking(lookup, body, granted)


def offered(lookup: Lookup[Any]) -> set[str]:
    """Return the marked fields that the agencies give to a lookup."""
    beginnings = tuple(_SOURCES[lookup.name].values())
    return {name for name in VALUES if name.startswith(beginnings)}
