"""The registry's gateway against its stand-in: every magic input comes to what it should."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.base.catalog import AgencySettings, open_gateways
from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from adapters.civil_registry.messages import MEANINGS
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_national_id
from simulators.civil_registry.people import MAGIC
from simulators.civil_registry.server import PASSWORD, USER
from simulators.kit.population import Population
from tests.contract.civil_registry.asking import Ask, found, relatives, same
from tests.contract.conftest import IMPATIENT, NOW, Agency


async def test_everybody_isfound(agency: Agency, people: Population) -> None:
    """Names, days and lost zeros survive the wire for all kinds of people, not for a few."""
    gateway = agency.open()
    for person in list(people.people.values())[:200]:
        assert same(await found(gateway, person), person)


@pytest.mark.parametrize(
    "key", ["clear-employer", "owing-employer", "deceased", "other-name", "lost-zeros"]
)
async def test_known(agency: Agency, key: str) -> None:
    """The magic people who have a record are found with it."""
    person = MAGIC[key].person
    assert same(await found(agency.open(), person), person)


async def test_arabic_letters_on_the_wire(agency: Agency) -> None:
    """A stand-in that wrote Persian letters would hide that names must be compared folded."""
    person = await found(agency.open(), MAGIC["clear-employer"].person)
    assert "ي" in person.family_name
    assert "ی" not in person.family_name


REFUSED = [
    ("not-found", NoSuchRecord, "not-found"),
    ("void", NoSuchRecord, "nin-not-valid"),
    ("cancelled", NoSuchRecord, "nin-cancelled"),
    ("quota", AgencyRefused, "quota-requests"),
    ("quota-answers", AgencyRefused, "quota-answers"),
    ("time-finished", AgencyRefused, "time-finished"),
    ("out-of-hours", AgencyRefused, "out-of-hours"),
    ("holiday", AgencyRefused, "holiday"),
    ("hidden", AgencyRefused, "record-hidden"),
    ("under-review", AgencyRefused, "record-under-review"),
    ("returned", AgencyRefused, "record-returned"),
    ("excepted", AgencyRefused, "record-excepted"),
    ("user-missing", AgencyRefused, "login-user-missing"),
    ("password-missing", AgencyRefused, "login-password-missing"),
    ("login-invalid", AgencyRefused, "login-invalid"),
    ("login-locked", AgencyRefused, "login-locked"),
    ("login-service", AgencyRefused, "login-service"),
    ("no-requests", AgencyRefused, "login-no-requests"),
    ("no-answers", AgencyRefused, "login-no-answers"),
    ("operation-denied", AgencyRefused, "operation-denied"),
    ("no-permission", AgencyRefused, "no-permission"),
    ("inquiry-missing", AgencyBrokeContract, "inquiry-missing"),
    ("unknown-search", AgencyBrokeContract, "unknown-search"),
    ("unreadable-image", AgencyBrokeContract, "unreadable-image"),
    ("their-encoding", AgencyBrokeContract, "their-text-encoding"),
    ("person-unread", AgencyBrokeContract, "person-info-unread"),
    ("strange", AgencyBrokeContract, "unknown-message"),
    ("other-person", AgencyBrokeContract, "other-person"),
    ("fault", AgencyRefused, "soap-fault-server"),
    ("slow", AgencyUnavailable, "timeout"),
]
"""What each magic input that answers neither operation comes to."""


@pytest.mark.parametrize("ask", [found, relatives])
@pytest.mark.parametrize(("key", "error", "code"), REFUSED)
async def test_refused(
    agency: Agency, ask: Ask, key: str, error: type[Exception], code: str
) -> None:
    """Each failure keeps its kind: none of them may be taken for a person, or for no family."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await ask(gateway, MAGIC[key].person)
    assert caught.value.code == code  # type: ignore[attr-defined]


def test_every_message_is_refused_here() -> None:
    """A key that no magic input sends would have a meaning that nobody has ever seen on a wire."""
    assert {one.message for one in MAGIC.values()} == {*MEANINGS, "", "a.key.nobody.documented"}
    tried = {key for key, _, _ in REFUSED}
    assert {key for key, one in MAGIC.items() if one.message} <= tried


async def test_garbled(agency: Agency) -> None:
    """A name in a legacy code page is refused: guessed letters would make another man of him."""
    with pytest.raises(AgencyBrokeContract) as caught:
        await found(agency.open(), MAGIC["garbled"].person)
    assert caught.value.code == "unreadable-text"


async def test_wrong_birth_day(agency: Agency) -> None:
    """An id and a birth day that do not belong together are nobody."""
    person = MAGIC["clear-employer"].person
    gateway = agency.open()
    with pytest.raises(NoSuchRecord):
        await gateway.find_person(parse_national_id(person.national_id), parse_jalali("13500402"))


async def test_request_is_the_contracts(agency: Agency) -> None:
    """What we send is what the WSDL says: five arguments, numbers without their zeros."""
    await found(agency.open(), MAGIC["lost-zeros"].person)
    request, _ = agency.simulator.history[-1]
    assert request.method == "POST"
    assert b"<nin>9000021</nin>" in request.body
    assert b"<birthDate>13601120</birthDate>" in request.body
    assert request.body.count(b"<arg") == 5


@pytest.mark.parametrize("ask", [found, relatives])
async def test_account(agency: Agency, ask: Ask, tmp_path: Path) -> None:
    """The account goes with every question, and a refused one is told without its password."""
    person = MAGIC["couple"].person
    async with _with_account(agency, tmp_path, PASSWORD) as gateway:
        await ask(gateway, person)
    request, _ = agency.simulator.history[-1]
    assert f"<arg0>{USER}</arg0>".encode() in request.body
    async with _with_account(agency, tmp_path, "wrong<&>%d") as gateway:
        with pytest.raises(AgencyRefused) as caught:
            await ask(gateway, person)
    assert caught.value.code == "login-invalid"
    assert "wrong" not in repr(caught.value)


@asynccontextmanager
async def _with_account(agency: Agency, folder: Path, password: str) -> AsyncIterator[Any]:
    """Give the gateway as the catalog opens it with an account of ours."""
    account = folder / "account.toml"
    account.write_text(f'user = "{USER}"\npassword = "{password}"\n', "utf-8")
    settings = {agency.manifest.name: AgencySettings(agency.url, enabled=True, credentials=account)}
    async with open_gateways(settings, lambda: NOW) as gateways:
        yield gateways.ports["FamilyRegistry"]
