"""The synthetic country: the same for a seed, consistent within, valid throughout."""

from collections import defaultdict
from dataclasses import fields

import pytest

from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    parse_branch_code,
    parse_legal_id,
    parse_national_id,
    parse_postal_code,
    parse_workshop_id,
)
from simulators.kit.people import Firm, Person
from simulators.kit.population import Population, population

COUNT = 3_000
make = population.__wrapped__
FIELDS = [one.name for one in fields(Population)]


@pytest.fixture(scope="module")
def country() -> Population:
    """Give a country of three thousand."""
    return population(7, COUNT)


def test_same_seed_same_people(country: Population) -> None:
    """A run that failed must be repeatable from the seed it printed."""
    again = make(7, COUNT)
    assert [getattr(again, one) for one in FIELDS] == [getattr(country, one) for one in FIELDS]
    assert again is not country


def test_other_seed_other_people(country: Population) -> None:
    """A seed that changed nothing would test one country for ever."""
    assert make(8, COUNT).people.keys().isdisjoint(country.people.keys())


def test_as_many_as_asked(country: Population) -> None:
    """No two share an id, so nobody was lost."""
    assert len(country.people) == COUNT
    assert len(country.firms) == COUNT // 40
    assert len(country.workshops) == COUNT // 10


def test_people_are_valid(country: Population) -> None:
    """Every id passes its rule, every day is in the calendar, nobody died before his birth."""
    for national_id, person in country.people.items():
        assert parse_national_id(national_id) == person.national_id
        born = parse_jalali(str(person.born))
        assert not person.died or parse_jalali(str(person.died)) > born


def test_families(country: Population) -> None:
    """Children bear their father's name and are younger than their mother."""
    families: dict[int, list[Person]] = defaultdict(list)
    for person in country.people.values():
        families[person.household].append(person)
    assert max(len(family) for family in families.values()) > 3
    for father, *others in families.values():
        assert father.male
        for mother in others[:1]:
            assert not mother.male
        for child in others[1:]:
            assert child.father_name == father.given_name
            assert child.family_name == father.family_name
            assert child.born // 10_000 >= others[0].born // 10_000 + 18


def test_workshops_are_valid(country: Population) -> None:
    """A workshop has a number, a branch, a place, an owner who lives, and whole rials."""
    for (workshop_id, branch), workshop in country.workshops.items():
        assert parse_workshop_id(workshop_id) == workshop.workshop_id
        assert parse_branch_code(branch) == workshop.branch
        assert parse_postal_code(workshop.postal_code) == workshop.postal_code
        assert workshop in country.at_postal_code[workshop.postal_code]
        owner = workshop.owner
        if isinstance(owner, Firm):
            assert country.firms[parse_legal_id(owner.legal_id)] is owner
            owner = owner.director
        assert country.people[owner.national_id] is owner
        assert not owner.died
        assert workshop.definite == workshop.divisible + workshop.indivisible


def test_all_kinds_occur(country: Population) -> None:
    """A country without debtors, dead, firms or shared buildings would test half the hub."""
    assert any(one.died for one in country.people.values())
    assert any(one.national_id.startswith("000") for one in country.people.values())
    owing = [one for one in country.workshops.values() if one.definite]
    assert 0.2 < len(owing) / len(country.workshops) < 0.4
    assert any(isinstance(one.owner, Firm) for one in country.workshops.values())
    assert any(len(found) > 1 for found in country.at_postal_code.values())
