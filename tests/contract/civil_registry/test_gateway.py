"""The registry's gateway against its stand-in: every magic input comes to what it should."""

from typing import Any

import pytest

from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_national_id
from schemas.canonical.person import Person
from schemas.canonical.text import same_text
from simulators.civil_registry.people import MAGIC
from simulators.kit import people as synthetic
from simulators.kit.population import Population
from tests.contract.conftest import IMPATIENT, Agency


async def _found(gateway: Any, person: synthetic.Person) -> Person:
    """Return the person whom the gateway finds."""
    attested = await gateway.find_person(
        parse_national_id(person.national_id), parse_jalali(str(person.born))
    )
    value: Person = attested.value
    return value


def _same(found: Person, person: synthetic.Person) -> bool:
    """Tell whether the hub's person is the registry's, letters aside."""
    return (
        found.national_id == person.national_id
        and same_text(found.given_name, person.given_name)
        and same_text(found.family_name, person.family_name)
        and same_text(found.father_name, person.father_name)
        and found.deceased == bool(person.died)
        and found.death_date == (parse_jalali(str(person.died)) if person.died else None)
    )


async def test_everybody_is_found(agency: Agency, people: Population) -> None:
    """Names, days and lost zeros survive the wire for all kinds of people, not for a few."""
    gateway = agency.open()
    for person in list(people.people.values())[:200]:
        assert _same(await _found(gateway, person), person)


@pytest.mark.parametrize(
    "key", ["clear-employer", "owing-employer", "deceased", "other-name", "lost-zeros"]
)
async def test_known(agency: Agency, key: str) -> None:
    """The magic people who have a record are found with it."""
    person = MAGIC[key].person
    assert _same(await _found(agency.open(), person), person)


async def test_arabic_letters_on_the_wire(agency: Agency) -> None:
    """A stand-in that wrote Persian letters would hide that names must be compared folded."""
    found = await _found(agency.open(), MAGIC["clear-employer"].person)
    assert "ي" in found.family_name
    assert "ی" not in found.family_name


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("not-found", NoSuchRecord, "not-found"),
        ("cancelled", NoSuchRecord, "nin-cancelled"),
        ("quota", AgencyRefused, "quota-requests"),
        ("holiday", AgencyRefused, "holiday"),
        ("out-of-hours", AgencyRefused, "out-of-hours"),
        ("hidden", AgencyRefused, "record-hidden"),
        ("strange", AgencyBrokeContract, "unknown-message"),
        ("other-person", AgencyBrokeContract, "other-person"),
        ("garbled", AgencyBrokeContract, "unreadable-text"),
        ("fault", AgencyRefused, "soap-fault-server"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_refused(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """Each failure keeps its kind: none of them may be taken for a person."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await _found(gateway, MAGIC[key].person)
    assert caught.value.code == code  # type: ignore[attr-defined]


async def test_wrong_birth_day(agency: Agency) -> None:
    """An id and a birth day that do not belong together are nobody."""
    person = MAGIC["clear-employer"].person
    gateway = agency.open()
    with pytest.raises(NoSuchRecord):
        await gateway.find_person(parse_national_id(person.national_id), parse_jalali("13500402"))


async def test_request_is_the_contracts(agency: Agency) -> None:
    """What we send is what the WSDL says: five arguments, numbers without their zeros."""
    await _found(agency.open(), MAGIC["lost-zeros"].person)
    request, _ = agency.simulator.history[-1]
    assert request.method == "POST"
    assert b"<nin>9000021</nin>" in request.body
    assert b"<birthDate>13601120</birthDate>" in request.body
    assert request.body.count(b"<arg") == 5
