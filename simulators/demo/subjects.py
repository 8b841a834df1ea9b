"""Whom the demonstration's lookups are about, and what the registries hold of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from persiantools.jdatetime import JalaliDate

from simulators.civil_registry.families import MEMBERS
from simulators.civil_registry.kin import CHILD, SPOUSE, kin_in
from simulators.civil_registry.people import MAGIC as PEOPLE
from simulators.demo.agreed import Agreed, by_purpose
from simulators.demo.country import jalali
from simulators.kit import cast
from simulators.kit.people import Person
from simulators.legal_person_registry.people import MAGIC as FIRMS
from simulators.legal_person_registry.records import ACTIVE
from simulators.mobile_ownership.people import mobile_of


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the form of both calendars, as an answer tells it."""

    jalali: str
    gregorian: str

    @classmethod
    def of(cls, text: str) -> "Day":
        """Return a Jalali day given as ``1369/06/31``."""
        year, month, day = map(int, text.split("/"))
        return cls(text, JalaliDate(year, month, day).to_gregorian().isoformat())


Held: TypeAlias = str | bool | Day | None
Subject: TypeAlias = tuple[dict[str, Any], dict[str, Held]]
"""What a body says of whom it is about, and the fields that the registries hold of him."""


@dataclass(frozen=True, slots=True)
class Question:
    """One lookup: where, what is sent, what is agreed to be told, and what the registries hold."""

    path: str
    service: str
    purpose: str
    signed: bool
    about: Mapping[str, Any]
    granted: Mapping[str, str]
    held: Mapping[str, Held]

    @property
    def body(self) -> dict[str, Any]:
        """The body of the request."""
        return {"service": self.service, "purpose": self.purpose, **self.about}


def questions(agreed: list[Agreed]) -> Iterator[Question]:
    """Yield a question for every service and every lookup that its agreements together allow."""
    for (service, purpose), found in by_purpose(agreed).items():
        granted = {name: form for one in found for name, form in one.fields.items()}
        families = frozenset[str]().union(*(one.families for one in found))
        signed = any(one.signed for one in found)
        for (path, needed), subject in _DOORS.items():
            if families >= needed:
                about, held = subject(granted)
                yield Question(path, service, purpose, signed, about, granted, held)


def _person(granted: Mapping[str, str]) -> Subject:
    """Return somebody dead where the day of death is agreed, else the clear employer."""
    who = cast.DECEASED if "person.death_date" in granted else cast.CLEAR_EMPLOYER
    return {"person": _named(who)}, _held(who, "person") | {"person.death_date": _died(who)}


def _mobile(_: Mapping[str, str]) -> Subject:
    who = cast.CLEAR_EMPLOYER
    about = {"person": {"national_id": who.national_id}, "mobile": mobile_of(who)}
    return about, {"mobile.owned": True}


def _registration(granted: Mapping[str, str]) -> Subject:
    (named, person), (numbered, mobile) = _person(granted), _mobile(granted)
    return numbered | named, person | mobile


def _relation(granted: Mapping[str, str]) -> Subject:
    """Return a father with a child of his; where no names are agreed, with his wife."""
    insured = PEOPLE["couple"].person
    wanted = CHILD if "relative.given_name" in granted else SPOUSE
    family = [one for one in MEMBERS if one.household == insured.household]
    relative = next(one.person for one in kin_in(family, insured) if one.relation == wanted)
    relation = {CHILD: "child", SPOUSE: "spouse"}[wanted]
    named = {"national_id": relative.national_id, "relation": relation}
    held: dict[str, Held] = {"relation.holds": True}
    return {"person": _named(insured), "relative": named}, held | _held(relative, "relative")


def _firm(_: Mapping[str, str]) -> Subject:
    record = FIRMS["active"].record
    return {"firm": {"legal_id": record.legal_id}}, {
        "firm.name": record.name,
        "firm.registered_on": Day.of(record.registered),
        "firm.registration_number": record.number,
        "firm.postal_code": record.postal_code,
        "firm.active": record.state == ACTIVE,
    }


_DOORS: Mapping[tuple[str, frozenset[str]], Callable[[Mapping[str, str]], Subject]] = {
    ("/v1/persons/lookup", frozenset({"person"})): _person,
    ("/v1/persons/mobile-ownership", frozenset({"mobile"})): _mobile,
    ("/v1/persons/registration-check", frozenset({"person", "mobile"})): _registration,
    ("/v1/persons/relation", frozenset({"relation"})): _relation,
    ("/v1/firms/lookup", frozenset({"firm"})): _firm,
}
"""The lookups, by their path and what they tell of."""


def _named(person: Person) -> dict[str, str]:
    return {"national_id": person.national_id, "birth_date": jalali(person.born)}


def _held(person: Person, who: str) -> dict[str, Held]:
    """Return what the civil registry holds of somebody, as the fields of ``who``."""
    return {
        f"{who}.given_name": person.given_name,
        f"{who}.family_name": person.family_name,
        f"{who}.father_name": person.father_name,
        f"{who}.birth_date": Day.of(jalali(person.born)),
        f"{who}.alive": not person.died,
    }


def _died(person: Person) -> Day | None:
    return Day.of(jalali(person.died)) if person.died else None
