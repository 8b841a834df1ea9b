"""The gateway to the commerce-card registry against its stand-in: every magic number."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from adapters.base import catalog
from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from adapters.commerce_card_registry import wire
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, StatusNotice
from schemas.canonical.status import ReasonCode, State
from simulators.commerce_card_registry.people import MAGIC
from tests.contract.conftest import IMPATIENT, NOW, Agency

ISSUED = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


def _answer(notice: int = 1) -> AnswerNotice:
    """Return a late answer."""
    return AnswerNotice(
        id=UUID(int=notice),
        receiver="commerce-card-registry",
        case_id=UUID(int=9),
        relates_to="urn:uuid:inquiry",
        outcome=Outcome.REFUSED,
        number=parse_certificate_number(MAGIC["taken"].number),
        deed_text="بدهی دارد",
        issued=ISSUED,
        valid_until=ISSUED + timedelta(days=30),
        certificate=b"<Certificate/>",
    )


def _status(key: str = "taken", notice: int = 2, hours: int = 0, **changes: Any) -> StatusNotice:
    """Return word of a revocation, known ``hours`` after the certificate was issued."""
    known_at = ISSUED + timedelta(hours=hours)
    fields: dict[str, Any] = {
        "id": UUID(int=notice),
        "receiver": "commerce-card-registry",
        "case_id": UUID(int=9),
        "number": parse_certificate_number(MAGIC[key].number),
        "state": State.REVOKED,
        "reason": ReasonCode.FRAUD,
        "since": ISSUED,
        "known_at": known_at,
        "superseded_by": None,
    }
    return StatusNotice(**fields | changes)


async def _notices(agency: Agency, browser: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return what the registry says it has taken."""
    told: list[dict[str, Any]] = (await browser.get(f"{agency.url}/_manage/notices")).json()
    return told


async def test_a_revocation_arrives_whole(agency: Agency, browser: httpx.AsyncClient) -> None:
    """A registry that read another instant or state would renew a card on nothing."""
    reply = wire.read(await agency.open().deliver(_status(hours=1)))
    assert (reply.id, reply.accepted_at, reply.duplicate) == (str(UUID(int=2)), NOW, False)
    (taken,) = await _notices(agency, browser)
    assert taken["event"] == {
        "specversion": "1.0",
        "id": str(UUID(int=2)),
        "source": "urn:peyvand:hub:sandbox",
        "type": "ir.sso.peyvand.certificate.revoked",
        "subject": MAGIC["taken"].number,
        "time": "2026-11-20T22:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "case_id": str(UUID(int=9)),
            "number": MAGIC["taken"].number,
            "state": "revoked",
            "reason": "fraud",
            "since": "2026-11-20T21:00:00Z",
            "known_at": "2026-11-20T22:00:00Z",
            "superseded_by": None,
        },
    }


async def test_an_answer_arrives_whole(agency: Agency, browser: httpx.AsyncClient) -> None:
    """What was waited for is the signed certificate, and to which question it is the answer."""
    await agency.open().deliver(_answer())
    (taken,) = await _notices(agency, browser)
    assert taken["event"]["type"] == "ir.sso.peyvand.inquiry.answered"
    assert taken["event"]["data"] == {
        "case_id": str(UUID(int=9)),
        "relates_to": "urn:uuid:inquiry",
        "outcome": "REFUSED",
        "number": MAGIC["taken"].number,
        "text": "بدهی دارد",
        "issued": "2026-11-20T21:00:00Z",
        "valid_until": "2026-12-20T21:00:00Z",
        "certificate": "PENlcnRpZmljYXRlLz4=",
    }


async def test_brought_again(agency: Agency, browser: httpx.AsyncClient) -> None:
    """A second attempt is taken for what it is, and acknowledged with the first."""
    gateway = agency.open()
    first, second = [wire.read(await gateway.deliver(_status())) for _ in range(2)]
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.accepted_at == second.accepted_at
    (taken,) = await _notices(agency, browser)
    assert taken["deliveries"] == 2


async def test_one_id_two_events(agency: Agency) -> None:
    """Another event under a known id is lost unless somebody looks."""
    gateway = agency.open()
    await gateway.deliver(_status())
    with pytest.raises(AgencyBrokeContract) as caught:
        await gateway.deliver(_status(reason=ReasonCode.COURT_ORDER))
    assert caught.value.code == "http-409"


async def test_order_is_seen(agency: Agency, browser: httpx.AsyncClient) -> None:
    """The receiver sees what overtook what; the outbox's order is held against it."""
    gateway = agency.open()
    for number, hours in ((3, 2), (4, 1), (5, 3)):
        await gateway.deliver(_status(notice=number, hours=hours))
    told = await _notices(agency, browser)
    assert [one["out_of_order"] for one in told] == [False, True, False]


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("busy", AgencyUnavailable, "http-503"),
        ("too-many", AgencyRefused, "http-429"),
        ("gone", NoSuchRecord, "gone"),
        ("stranger", AgencyRefused, "http-401"),
        ("silent", AgencyBrokeContract, "not-json"),
        ("other-form", AgencyBrokeContract, "schema"),
        ("other-notice", AgencyBrokeContract, "other-notice"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_not_taken(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """Each way of not taking keeps its name: the outbox waits for some and gives up on others."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await gateway.deliver(_status(key))
    assert caught.value.code == code  # type: ignore[attr-defined]  # every one is an AgencyError
    assert len(agency.simulator.history) == 1


async def test_they_say_they_had_it(agency: Agency) -> None:
    """A receiver that lost our first attempt's reply has it already: that is delivered."""
    assert wire.read(await agency.open().deliver(_status("duplicate"))).duplicate


async def test_a_secret_that_is_none(tmp_path: Path) -> None:
    """A hub that signs with nonsense would only find out when a revocation is not taken."""
    credentials = tmp_path / "account.toml"
    credentials.write_text('user = "sandbox"\npassword = "whsec_c2hvcnQ="\n', "utf-8")
    settings = catalog.AgencySettings("http://[::1]:1", enabled=True, credentials=credentials)
    with pytest.raises(catalog.CatalogError, match="commerce_card_registry: password: a secret"):
        async with catalog.open_gateways({"commerce_card_registry": settings}, lambda: NOW):
            pytest.fail("it was opened")
