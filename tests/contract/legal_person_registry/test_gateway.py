"""The registry's gateway against its stand-in: every magic input comes to what it should."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.base.catalog import AgencySettings, open_gateways
from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from adapters.base.fresh import allowing_age
from adapters.legal_person_registry.messages import MEANINGS
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_legal_id
from schemas.canonical.person import Firm
from schemas.canonical.text import same_text
from simulators.kit import identifiers as ids
from simulators.kit.asgi import header
from simulators.kit.population import Population
from simulators.legal_person_registry.people import MAGIC
from simulators.legal_person_registry.records import ACTIVE, Record, record_of
from simulators.legal_person_registry.server import ACTION, PASSWORD, USER
from tests.contract.conftest import IMPATIENT, NOW, Agency


async def _found(gateway: Any, legal_id: str) -> Firm:
    """Return the firm that the gateway finds."""
    value: Firm = (await gateway.find_firm(parse_legal_id(legal_id))).value
    return value


def _same(found: Firm, record: Record) -> bool:
    """Tell whether the hub's firm is the registry's, letters aside."""
    return (
        found.legal_id == record.legal_id
        and same_text(found.name, record.name)
        and found.registration_number == record.number
        and found.registered_on == parse_jalali(record.registered)
        and (found.postal_code or "") == record.postal_code
        and found.dissolved == (record.state != ACTIVE)
    )


async def test_every_firm_is_found(agency: Agency, people: Population) -> None:
    """Names, days, numbers and codes survive the wire for all kinds of firms."""
    gateway = agency.open()
    assert people.firms
    for firm in people.firms.values():
        assert _same(await _found(gateway, firm.legal_id), record_of(firm))


@pytest.mark.parametrize("key", ["active", "dissolved", "liquidated", "no-postal-code"])
async def test_known(agency: Agency, key: str) -> None:
    """The magic firms that have data are found with them; a dissolved one is told as that."""
    record = MAGIC[key].record
    found = await _found(agency.open(), record.legal_id)
    assert _same(found, record)
    assert found.dissolved == (key in {"dissolved", "liquidated"})
    assert (found.postal_code is None) == (key == "no-postal-code")


async def test_arabic_letters_on_the_wire(agency: Agency) -> None:
    """A stand-in that wrote Persian letters would hide that names must be compared folded."""
    found = await _found(agency.open(), MAGIC["dissolved"].record.legal_id)
    assert "ي" in found.name
    assert "ك" in found.name
    assert not {"ی", "ک"} & set(found.name)


REFUSED = [
    ("unknown", NoSuchRecord, "not-found"),
    ("void", NoSuchRecord, "id-not-valid"),
    ("cancelled", NoSuchRecord, "id-cancelled"),
    ("login-invalid", AgencyRefused, "login-invalid"),
    ("locked", AgencyRefused, "login-locked"),
    ("no-permission", AgencyRefused, "no-permission"),
    ("quota", AgencyRefused, "quota-requests"),
    ("out-of-hours", AgencyRefused, "out-of-hours"),
    ("holiday", AgencyRefused, "holiday"),
    ("incomplete", AgencyBrokeContract, "request-incomplete"),
    ("strange", AgencyBrokeContract, "unknown-message"),
    ("other-firm", AgencyBrokeContract, "other-firm"),
    ("no-name", AgencyBrokeContract, "missing-name"),
    ("no-such-day", AgencyBrokeContract, "register-date"),
    ("future", AgencyBrokeContract, "register-date"),
    ("odd-postal-code", AgencyBrokeContract, "postal-code"),
    ("odd-number", AgencyBrokeContract, "register-number"),
    ("odd-state", AgencyBrokeContract, "state"),
    ("fault", AgencyRefused, "soap-fault-server"),
    ("slow", AgencyUnavailable, "timeout"),
]
"""What each magic input without data comes to."""


@pytest.mark.parametrize(("key", "error", "code"), REFUSED)
async def test_refused(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """Each failure keeps its kind: none of them may be taken for a firm, or for no firm."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await _found(gateway, MAGIC[key].record.legal_id)
    assert caught.value.code == code  # type: ignore[attr-defined]


def test_every_message_is_refused_here() -> None:
    """A message that no magic input says would have a meaning that nobody has seen on a wire."""
    assert {one.message for one in MAGIC.values()} == {*MEANINGS, "", MAGIC["strange"].message}
    assert {key for key, one in MAGIC.items() if one.message} <= {key for key, _, _ in REFUSED}


async def test_nobodys_id(agency: Agency) -> None:
    """An id that is well formed and nobody's is no such record, and only that."""
    with pytest.raises(NoSuchRecord) as caught:
        await _found(agency.open(), ids.legal_id(ids.FIRMS - 1))
    assert caught.value.code == "not-found"


async def test_request_is_the_contracts(agency: Agency) -> None:
    """What we send is what the WSDL says: five fields, all of them, in their own namespace."""
    legal_id = MAGIC["active"].record.legal_id
    await _found(agency.open(), legal_id)
    request, _ = agency.simulator.history[-1]
    assert f">{legal_id}</".encode() in request.body
    fields = ("Date", "Name", "NationalCode", "PassWord", "UserName")
    assert all(f":{name} ".encode() in request.body for name in fields)
    assert header(request.headers, b"soapaction") == ACTION
    assert b"ilenc.NationalCodeWCF.LegalPersonService" in request.body


async def test_fresh_answers(agency: Agency) -> None:
    """Where an age is allowed a firm is told again, and never as another one."""
    gateway = agency.open()
    one, other = (MAGIC[key].record.legal_id for key in ("active", "dissolved"))
    with allowing_age(timedelta(minutes=5)):
        told = [await gateway.find_firm(parse_legal_id(firm)) for firm in (one, other, one)]
    assert [attested.value.legal_id for attested in told] == [one, other, one]
    assert len(agency.simulator.history) == 2


async def test_account(agency: Agency, tmp_path: Path) -> None:
    """The account goes with the question, and a refused one is told without its password."""
    legal_id = MAGIC["active"].record.legal_id
    async with _with_account(agency, tmp_path, PASSWORD) as gateway:
        await _found(gateway, legal_id)
    request, _ = agency.simulator.history[-1]
    assert f">{USER}</".encode() in request.body
    async with _with_account(agency, tmp_path, "wrong<&>%d") as gateway:
        with pytest.raises(AgencyRefused) as caught:
            await _found(gateway, legal_id)
        assert "wrong" not in repr(gateway)
    assert caught.value.code == "login-invalid"
    assert "wrong" not in repr(caught.value)


@asynccontextmanager
async def _with_account(agency: Agency, folder: Path, password: str) -> AsyncIterator[Any]:
    """Give the gateway as the catalog opens it with an account of ours."""
    account = folder / "account.toml"
    account.write_text(f'user = "{USER}"\npassword = "{password}"\n', "utf-8")
    settings = {agency.manifest.name: AgencySettings(agency.url, enabled=True, credentials=account)}
    async with open_gateways(settings, lambda: NOW) as gateways:
        yield gateways.ports["FirmRegistry"]
