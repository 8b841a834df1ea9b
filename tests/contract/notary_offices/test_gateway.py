"""The gateway to the notaries' system against its stand-in, signed both ways."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from lxml import etree

from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from adapters.notary_offices import wire
from schemas import contracts
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, StatusNotice
from schemas.canonical.status import ReasonCode, State
from simulators.notary_offices.people import MAGIC
from tests.contract.conftest import IMPATIENT, Agency

ISSUED = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
PAPER = "<Certificate>گواهی</Certificate>".encode()


def _answer(key: str = "taken", notice: int = 1, **changes: Any) -> AnswerNotice:
    """Return a late answer about the magic number of ``key``."""
    fields: dict[str, Any] = {
        "id": UUID(int=notice),
        "receiver": "notary-offices",
        "case_id": UUID(int=9),
        "relates_to": "urn:uuid:inquiry",
        "outcome": Outcome.GRANTED,
        "number": parse_certificate_number(MAGIC[key].number),
        "deed_text": "متن سند & <بند>",
        "issued": ISSUED,
        "valid_until": ISSUED + timedelta(days=30),
        "certificate": PAPER,
    }
    return AnswerNotice(**fields | changes)


def _status(key: str = "taken", notice: int = 2, hours: int = 0, **changes: Any) -> StatusNotice:
    """Return word of a revocation, known ``hours`` after the certificate was issued."""
    known_at = ISSUED + timedelta(hours=hours)
    fields: dict[str, Any] = {
        "id": UUID(int=notice),
        "receiver": "notary-offices",
        "case_id": UUID(int=9),
        "number": parse_certificate_number(MAGIC[key].number),
        "state": State.REVOKED,
        "reason": ReasonCode.FRAUD,
        "since": known_at,
        "known_at": known_at,
        "superseded_by": None,
    }
    return StatusNotice(**fields | changes)


async def _notices(agency: Agency, browser: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return what the system says it has taken."""
    told: list[dict[str, Any]] = (await browser.get(f"{agency.url}/_manage/notices")).json()
    return told


def _said(reply: bytes) -> wire.Acknowledgement:
    """Return the acknowledgement in an envelope, whoever signed it."""
    (child,) = etree.fromstring(reply).iterfind("{*}Body/*")
    assert contracts.xsd("notary_offices/v1/answers.xsd").validate(child)
    return wire.read(child)


async def test_an_answer_arrives_whole(agency: Agency, browser: httpx.AsyncClient) -> None:
    """A field that got lost or was written otherwise would stand wrong in a deed."""
    said = _said(await agency.open().deliver(_answer()))
    assert (said.notice_id, said.duplicate) == (str(UUID(int=1)), False)
    (taken,) = await _notices(agency, browser)
    assert taken["operation"] == "DeliverAnswer"
    assert taken["fields"] == {
        "NoticeId": str(UUID(int=1)),
        "RelatesTo": "urn:uuid:inquiry",
        "ReplyType": "1",
        "ReplyNo": MAGIC["taken"].number,
        "ReplyDate": "1405/08/30",
        "ReplyText": "انتقال از نظر بدهی کارگاه به سازمان تأمین اجتماعی بلامانع است.",
        "ExpireDate": "1405/09/30",
        "Conditions": "متن سند & <بند>",
        "Certificate": "PENlcnRpZmljYXRlPtqv2YjYp9mH24w8L0NlcnRpZmljYXRlPg==",
    }


async def test_a_status_arrives_whole(agency: Agency, browser: httpx.AsyncClient) -> None:
    """A revocation that said the wrong hour would let a deed through, or undo a lawful one."""
    replaced = parse_certificate_number(MAGIC["slow"].number)
    notice = _status(state=State.SUPERSEDED, superseded_by=replaced, reason=ReasonCode.CORRECTED)
    await agency.open().deliver(notice)
    (taken,) = await _notices(agency, browser)
    assert taken["fields"] == {
        "NoticeId": str(UUID(int=2)),
        "ReplyNo": MAGIC["taken"].number,
        "State": "04",
        "Reason": "corrected",
        "EffectDate": "1405/08/30",
        "EffectTime": "00:30:00",
        "KnownAt": "2026-11-20T21:00:00Z",
        "ReplacedBy": replaced,
    }


async def test_brought_again(agency: Agency, browser: httpx.AsyncClient) -> None:
    """A second attempt is signed anew, taken for what it is, and acknowledged with the first."""
    gateway = agency.open()
    first, second = [_said(await gateway.deliver(_answer())) for _ in range(2)]
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.accepted_at == second.accepted_at
    (taken,) = await _notices(agency, browser)
    assert taken["deliveries"] == 2


async def test_one_id_two_messages(agency: Agency) -> None:
    """Another message under a known id is lost unless somebody looks."""
    gateway = agency.open()
    await gateway.deliver(_answer())
    with pytest.raises(AgencyBrokeContract) as caught:
        await gateway.deliver(_answer(deed_text="متن دیگر"))
    assert caught.value.code == "other-content"


async def test_order_is_seen(agency: Agency, browser: httpx.AsyncClient) -> None:
    """The receiver sees what overtook what; the outbox's order is held against it."""
    gateway = agency.open()
    for notice in (_status(hours=2, notice=3), _status(hours=1, notice=4), _answer(notice=5)):
        await gateway.deliver(notice)
    told = await _notices(agency, browser)
    assert [one["out_of_order"] for one in told] == [False, True, True]


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("closed", AgencyRefused, "closed"),
        ("busy", AgencyRefused, "busy"),
        ("unknown", NoSuchRecord, "unknown-inquiry"),
        ("fault", AgencyRefused, "soap-fault-server"),
        ("wrong-signature", AgencyBrokeContract, "reply-signature"),
        ("changed", AgencyBrokeContract, "reply-digest"),
        ("stranger", AgencyBrokeContract, "reply-unknown-certificate"),
        ("unsigned", AgencyBrokeContract, "reply-security-header"),
        ("stale", AgencyBrokeContract, "reply-expired"),
        ("other-message", AgencyBrokeContract, "reply-relates-to"),
        ("other-notice", AgencyBrokeContract, "other-notice"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_not_taken(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """Each way of not taking keeps its name: the outbox waits for some and gives up on others."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await gateway.deliver(_answer(key))
    assert caught.value.code == code  # type: ignore[attr-defined]  # every one is an AgencyError


async def test_a_status_of_nothing(agency: Agency) -> None:
    """Word of a certificate that they never had is refused by its own name."""
    with pytest.raises(NoSuchRecord) as caught:
        await agency.open().deliver(_status("unknown"))
    assert caught.value.code == "unknown-reply"


async def test_they_say_they_had_it(agency: Agency) -> None:
    """A receiver that lost our first attempt's reply has it already: that is delivered."""
    assert _said(await agency.open().deliver(_answer("duplicate"))).duplicate


async def test_nothing_is_repeated_here(agency: Agency) -> None:
    """A reply that nobody may trust is not asked for again: the notice may have been taken."""
    with pytest.raises(AgencyBrokeContract):
        await agency.open().deliver(_answer("unsigned"))
    assert len(agency.simulator.history) == 1
