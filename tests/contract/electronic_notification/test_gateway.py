"""The gateway to electronic notification against its stand-in: every magic workshop."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from adapters.electronic_notification import wire
from schemas.canonical.identifiers import parse_branch_code, parse_contract_row, parse_workshop_id
from schemas.canonical.notice import WorkshopNotice
from schemas.canonical.workshop import WorkshopRef
from simulators.electronic_notification.people import MAGIC
from simulators.kit.faults import Fault
from tests.contract.conftest import IMPATIENT, NOW, Agency


def _notice(key: str = "accepted", notice: int = 1, **changes: Any) -> WorkshopNotice:
    """Return word of a clearance for the magic workshop of ``key``."""
    branch = parse_branch_code("0210")
    fields: dict[str, Any] = {
        "id": UUID(int=notice),
        "workshop": WorkshopRef(parse_workshop_id(MAGIC[key].number), branch),
        "kind": "clearance-issued",
        "title": "صدور مفاصاحساب",
        "text": "مفاصاحساب نهایی صادر شد.\n۱. تعهدی نمانده است.",
        "ocid": "ocds-peyvnd-1",
        "row": parse_contract_row("02100001"),
        "row_branch": parse_branch_code("0300"),
        "issued": NOW,
    }
    return WorkshopNotice(**fields | changes)


async def _accepted(agency: Agency, browser: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return what the service says it has accepted."""
    told: list[dict[str, Any]] = (await browser.get(f"{agency.url}/_manage/notices")).json()
    return told


async def test_a_notice_arrives_whole(agency: Agency, browser: httpx.AsyncClient) -> None:
    """An employer would read other words, of another contract, or in another's account."""
    reply = wire.Acknowledgement.model_validate_json(await agency.open().notify(_notice()))
    assert (reply.acknowledgement, reply.duplicate, reply.accepted_at) == (
        "EN-00000001",
        False,
        NOW,
    )
    (one,) = await _accepted(agency, browser)
    assert (one["workshop_id"], one["branch"]) == (MAGIC["accepted"].number, "0210")
    assert one["notice"] == {
        "id": str(UUID(int=1)),
        "kind": "clearance-issued",
        "title": "صدور مفاصاحساب",
        "text": "مفاصاحساب نهایی صادر شد.\n۱. تعهدی نمانده است.",
        "about": {"ocid": "ocds-peyvnd-1", "row": "02100001", "branch": "0300"},
        "issued_at": "2026-11-22T08:00:00Z",
    }


async def test_brought_again(agency: Agency, browser: httpx.AsyncClient) -> None:
    """An employer would be told twice, or the day on which he was told move."""
    gateway = agency.open()
    first, second = [
        wire.Acknowledgement.model_validate_json(await gateway.notify(_notice())) for _ in range(2)
    ]
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.model_copy(update={"duplicate": True}) == second
    (one,) = await _accepted(agency, browser)
    assert one["deliveries"] == 2


async def test_order_is_seen(agency: Agency, browser: httpx.AsyncClient) -> None:
    """The service sees what overtook what; the lane's order is held against it."""
    gateway = agency.open()
    for number, hour in ((3, 9), (4, 8), (5, 10)):
        await gateway.notify(_notice(notice=number, issued=NOW.replace(hour=hour)))
    assert [one["out_of_order"] for one in await _accepted(agency, browser)] == [False, True, False]


@pytest.mark.parametrize("change", ["text", "workshop"])
async def test_one_id_two_notices(agency: Agency, change: str) -> None:
    """Another notice under a known id, or another's, is lost unless somebody looks."""
    other = {"text": "متن دیگر"} if change == "text" else {"key": "slow"}
    gateway = agency.open()
    await gateway.notify(_notice())
    with pytest.raises(AgencyBrokeContract) as caught:
        await gateway.notify(_notice(**other))
    assert caught.value.code == "other-content"


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("no-account", NoSuchRecord, "no-account"),
        ("no-workshop", NoSuchRecord, "no-workshop"),
        ("not-signed", AgencyRefused, "not-signed"),
        ("closed", AgencyRefused, "closed"),
        ("busy", AgencyUnavailable, "http-503"),
        ("too-many", AgencyRefused, "http-429"),
        ("stranger", AgencyRefused, "http-401"),
        ("silent", AgencyBrokeContract, "http-204"),
        ("other-form", AgencyBrokeContract, "schema"),
        ("other-notice", AgencyBrokeContract, "other-notice"),
        ("other-workshop", AgencyBrokeContract, "other-workshop"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_not_accepted(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """Each way of not accepting keeps its name: the lane waits for some and gives up on others."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await gateway.notify(_notice(key))
    assert caught.value.code == code  # type: ignore[attr-defined]  # every one is an AgencyError
    assert len(agency.simulator.history) == 1


async def test_a_refusal_for_any_workshop(agency: Agency) -> None:
    """The keeper closes the service for everybody; a demonstration of closed hours stands on it."""
    agency.simulator.faults.set(Fault(mode="closed"))
    with pytest.raises(AgencyRefused) as caught:
        await agency.open().notify(_notice())
    assert caught.value.code == "closed"


async def test_they_say_they_had_it(agency: Agency) -> None:
    """A service whose first acknowledgement was lost has the notice: that is delivered."""
    reply = await agency.open().notify(_notice("duplicate"))
    assert wire.Acknowledgement.model_validate_json(reply).duplicate


@pytest.mark.parametrize(
    ("long", "field"), [(wire.LONGEST_TITLE, "title"), (wire.LONGEST_TEXT, "text")]
)
async def test_the_longest_words(agency: Agency, long: int, field: str) -> None:
    """Words would be cut off at the service, or good ones never arrive."""
    gateway = agency.open()
    await gateway.notify(_notice(**{field: "ا" * long}))
    with pytest.raises(AgencyBrokeContract) as caught:
        await gateway.notify(_notice(**{field: "ا" * (long + 1)}))
    assert caught.value.code == "text-too-long"
    assert len(agency.simulator.history) == 1
