"""Families by the registry's gateway against its stand-in: whole, in order, or not at all."""

from datetime import timedelta

import pytest

from adapters.base.errors import AgencyBrokeContract
from adapters.base.fresh import allowing_age
from schemas.canonical.dates import parse_jalali
from schemas.canonical.person import Relation
from simulators.civil_registry.families import FAMILIES, MEMBERS
from simulators.civil_registry.kin import Households
from simulators.civil_registry.people import MAGIC
from simulators.kit.population import Population
from tests.contract.civil_registry.asking import found, relatives, same
from tests.contract.conftest import Agency

SPOUSE, CHILD, FATHER, MOTHER = Relation
CODES = dict(enumerate(Relation, 1))


async def test_every_family_isfound(agency: Agency, people: Population) -> None:
    """Relatives come whole and in order for all kinds of households, the empty one too."""
    gateway = agency.open()
    households = Households(people.people.values)
    sizes = set()
    for person in list(people.people.values())[:200]:
        kin = households.kin_of(person)
        family = await relatives(gateway, person)
        assert [one.relation for one in family] == [CODES[one.relation] for one in kin]
        assert all(same(one.person, row.person) for one, row in zip(family, kin, strict=True))
        sizes.add(len(kin))
    assert {0, 1, 2, 3, 4} <= sizes


@pytest.mark.parametrize(
    ("key", "relations"),
    [
        ("couple", [SPOUSE, CHILD, CHILD, CHILD]),
        ("child", [FATHER, MOTHER]),
        ("widow", [SPOUSE, CHILD]),
        ("deceased-spouse", [SPOUSE]),
        ("one-parent", [MOTHER]),
        ("alone", []),
        ("divorced", [CHILD]),
        ("two-wives", [SPOUSE, SPOUSE]),
        ("fifty-children", [CHILD] * 50),
        ("clear-employer", []),
    ],
)
async def testrelatives(agency: Agency, key: str, relations: list[Relation]) -> None:
    """Each shape of family is read as it is: whom he has divorced is a dependent no longer."""
    family = await relatives(agency.open(), MAGIC[key].person)
    assert [one.relation for one in family] == relations


async def test_death_of_a_spouse(agency: Agency) -> None:
    """A dead spouse is a spouse with a day of death: a survivor's pension hangs on it."""
    husband = (await relatives(agency.open(), MAGIC["widow"].person))[0].person
    assert husband.deceased
    assert husband.death_date == parse_jalali("13950404")


IMPOSSIBLE = [
    ("many-children", "relatives-missing"),
    ("rows-missing", "relatives-missing"),
    ("two-fathers", "two-fathers"),
    ("two-mothers", "two-mothers"),
    ("own-relative", "own-relative"),
    ("older-child", "impossible-ages"),
    ("younger-father", "impossible-ages"),
    ("twice", "relative-twice"),
    ("strange-relation", "relation"),
    ("relative-no-id", "relative-id"),
    ("relative-no-day", "relative-birth-date"),
]


@pytest.mark.parametrize(("key", "code"), IMPOSSIBLE)
async def test_impossiblerelatives(agency: Agency, key: str, code: str) -> None:
    """A family that cannot be is nobody's dependents; the person himself is still found."""
    gateway = agency.open()
    with pytest.raises(AgencyBrokeContract) as caught:
        await relatives(gateway, MAGIC[key].person)
    assert caught.value.code == code
    assert same(await found(gateway, MAGIC[key].person), MAGIC[key].person)


async def test_relatives_can_be_asked_for(agency: Agency) -> None:
    """Whom a family names, the registry knows: a dependent is looked up by what it said."""
    gateway = agency.open()
    for member in MEMBERS:
        assert same(await found(gateway, member), member)
    for family in FAMILIES[:6]:
        for relative in await relatives(gateway, family.person):
            attested = await gateway.find_person(
                relative.person.national_id, relative.person.birth_date
            )
            assert attested.value == relative.person


async def test_fresh_answers(agency: Agency) -> None:
    """Where an age is allowed, a person is never told as his family, nor one family as another."""
    gateway = agency.open()
    couple, widow = MAGIC["couple"].person, MAGIC["widow"].person
    with allowing_age(timedelta(minutes=5)):
        for _ in range(2):
            assert same(await found(gateway, couple), couple)
            assert len(await relatives(gateway, couple)) == 4
            assert len(await relatives(gateway, widow)) == 2
    assert len(agency.simulator.history) == 3
