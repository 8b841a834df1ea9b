"""Asking the registry's gateway, and holding what it finds against the stand-in's people."""

from collections.abc import Awaitable, Callable
from typing import Any

from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_national_id
from schemas.canonical.person import Person, Relative
from schemas.canonical.text import same_text
from simulators.kit import people as synthetic

Ask = Callable[[Any, synthetic.Person], Awaitable[Any]]


async def found(gateway: Any, person: synthetic.Person) -> Person:
    """Return the person whom the gateway finds."""
    attested = await gateway.find_person(
        parse_national_id(person.national_id), parse_jalali(str(person.born))
    )
    value: Person = attested.value
    return value


async def relatives(gateway: Any, person: synthetic.Person) -> tuple[Relative, ...]:
    """Return the relatives whom the gateway finds."""
    attested = await gateway.relatives_of(
        parse_national_id(person.national_id), parse_jalali(str(person.born))
    )
    value: tuple[Relative, ...] = attested.value
    return value


def same(one: Person, person: synthetic.Person) -> bool:
    """Tell whether the hub's person is the registry's, letters aside."""
    return (
        one.national_id == person.national_id
        and same_text(one.given_name, person.given_name)
        and same_text(one.family_name, person.family_name)
        and same_text(one.father_name, person.father_name)
        and one.deceased == bool(person.died)
        and one.death_date == (parse_jalali(str(person.died)) if person.died else None)
    )
