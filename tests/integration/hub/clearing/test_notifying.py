"""What parties of contracts are told: in order, at least once, to each for himself."""

import asyncio
from dataclasses import replace
from datetime import UTC, timedelta
from hashlib import sha256

import psycopg
import pytest

from adapters.base.errors import AgencyRefused, AgencyUnavailable, NoSuchRecord
from hub.clock.patience import LEASE
from hub.store.deliveries import Delivered, DeliveryState, Failed
from hub.store.workshop_notices import DueNotice, WorkshopNotices
from schemas.canonical.notice import WorkshopNotice
from tests.kit.article38 import CONFIRMED, FIXING, PAYING, Office, allocated, filed
from tests.kit.outbox import FIRST_RETRY
from tests.kit.workshops import Service, failing, lane

CONTRACTOR, ASSIGNER = "9980000011", "9980000022"
SILENT = AgencyUnavailable("electronic_notification", "timeout")
NOBODY = NoSuchRecord("electronic_notification", "no-account")
WAITING, DEAD, DELIVERED = DeliveryState.WAITING, DeliveryState.DEAD, DeliveryState.DELIVERED
ROWS = "SELECT party, act, attempts, failure FROM workshop_notices ORDER BY party, act"


async def _go(desk: Office, service: Service) -> int:
    """Take one turn of the lane."""
    return await lane(WorkshopNotices(desk.database), service, desk.clock).turn(asyncio.Event())


async def _claim(desk: Office) -> list[DueNotice]:
    now = desk.clock()
    notices = WorkshopNotices(desk.database)
    return await notices.claim(now=now, leased_until=now + LEASE, limit=32)


async def test_both_parties_are_told_everything_in_order(desk: Office) -> None:
    """A party would learn of the calculation before the coefficient, or in another's account."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    service = Service()
    assert await _go(desk, service) == 7
    common = ["row-allocated", "coefficient-fixed", "premium-calculated"]
    assert [kind for who, kind in service.told if who == CONTRACTOR] == [*common, "sheet-issued"]
    assert [kind for who, kind in service.told if who == ASSIGNER] == common
    rows = await desk.rows("SELECT id, body, made_at FROM workshop_notices")
    assert {(one.id, one.text, one.issued) for one in service.got} == {
        (row["id"], row["body"], row["made_at"].astimezone(UTC)) for row in rows
    }
    assert {(one.ocid, one.row, one.row_branch) for one in service.got} == {
        (ocid, "02100001", "0210")
    }
    assert await _go(desk, service) == 0


async def test_the_acknowledgement_is_kept(desk: Office) -> None:
    """Nobody could show that a party had been told, or when."""
    await desk.told(await desk.contract(), allocated())
    service = Service()
    await _go(desk, service)
    listed = await WorkshopNotices(desk.database).listed((DELIVERED,), 9)
    proofs = {one.id: sha256(b"taken " + str(one.id).encode()).digest() for one in service.got}
    assert {one.id: one.acknowledgement for one in listed} == proofs
    assert {one.delivered_at for one in listed} == {desk.clock()}


async def test_a_failed_notice_keeps_its_id_and_its_followers(desk: Office) -> None:
    """What is told later would overtake it, or a party wait for the other's broken account."""
    await desk.told(await desk.contract(), *FIXING)
    service, tried = Service(), []
    door = failing(CONTRACTOR, SILENT)

    async def noted(notice: WorkshopNotice) -> None:
        tried.append(notice)
        await door(notice)

    service.door = noted
    assert await _go(desk, service) == 3
    assert service.told == [(ASSIGNER, "row-allocated"), (ASSIGNER, "coefficient-fixed")]
    desk.clock.now += FIRST_RETRY
    assert await _go(desk, service) == 2
    assert service.told[2:] == [(CONTRACTOR, "row-allocated"), (CONTRACTOR, "coefficient-fixed")]
    (first,) = [one for one in tried if one.id == service.got[2].id][:1]
    assert first == service.got[2]


async def test_a_service_that_is_closed_is_not_asked_before_it_opens(desk: Office) -> None:
    """A night of closed hours would use up the patience that is meant for failures."""
    await desk.told(await desk.contract(), allocated())
    opens = desk.clock() + timedelta(hours=10)
    closed = AgencyRefused("electronic_notification", "out-of-hours", until=opens)
    service = Service(failing(CONTRACTOR, closed))
    assert await _go(desk, service) == 2
    desk.clock.now = opens - timedelta(minutes=1)
    assert await _go(desk, service) == 0
    desk.clock.now = opens
    assert await _go(desk, service) == 1


async def test_a_dead_notice_waits_for_an_operator(desk: Office) -> None:
    """A party without an account would never be told, and nobody know it."""
    await desk.told(await desk.contract(), *FIXING)
    service = Service(failing(CONTRACTOR, NOBODY))
    await _go(desk, service)
    desk.clock.now += timedelta(days=30)
    assert await _go(desk, service) == 0
    store = WorkshopNotices(desk.database)
    dead, held = await store.listed((WAITING, DEAD), 9)
    assert (dead.party, dead.state, dead.failure, dead.held) == (
        "contractor",
        DEAD,
        "no-account",
        False,
    )
    assert (held.party, held.state, held.held) == ("contractor", WAITING, True)
    now = desk.clock()
    assert await store.resend([held.id, dead.id], now=now, by="officer") == [dead.id]
    assert await store.resend(None, now=now, by="officer") == []
    assert await _go(desk, service) == 2
    assert service.told[-2:] == [(CONTRACTOR, "row-allocated"), (CONTRACTOR, "coefficient-fixed")]
    (resent,) = await desk.rows("SELECT * FROM workshop_notice_resends")
    assert (resent["notice"], resent["failure"], resent["attempts"]) == (dead.id, "no-account", 1)
    assert (resent["sent_at"], resent["sent_by"]) == (now, "officer")


async def test_two_workers_share_the_lane(desk: Office) -> None:
    """Two workers would tell everything twice, or one contract's notices out of order."""
    for serial in range(1, 6):
        ocid = await desk.contract(serial)
        await desk.told(ocid, allocated(f"0210000{serial}"), filed(), CONFIRMED)
    service = Service()

    async def door(_: WorkshopNotice) -> None:
        await asyncio.sleep(0)

    service.door = door
    assert sum(await asyncio.gather(_go(desk, service), _go(desk, service))) == 20
    assert len({one.id for one in service.got}) == 20
    for party in {(one.ocid, one.workshop) for one in service.got}:
        kinds = [one.kind for one in service.got if (one.ocid, one.workshop) == party]
        assert kinds == ["row-allocated", "coefficient-fixed"]


async def test_a_lease_that_ran_out_brings_it_again(desk: Office) -> None:
    """A notice whose worker died would never arrive, or another word of his spoil it."""
    await desk.told(await desk.contract(), allocated())
    first = sorted(await _claim(desk), key=lambda one: one.party)
    assert len(first) == 2
    assert await _claim(desk) == []
    desk.clock.now += LEASE
    second = sorted(await _claim(desk), key=lambda one: one.party)
    assert second == [replace(one, attempts=2) for one in first]
    store = WorkshopNotices(desk.database)
    await store.put_off([Failed(one.id, 1, "late", None) for one in first])
    assert [row["failure"] for row in await desk.rows(ROWS)] == [None, None]
    await store.put_off([Failed(second[0].id, 2, "timeout", desk.clock())])
    assert [row["failure"] for row in await desk.rows(ROWS)] == ["timeout", None]


async def test_of_two_words_that_it_arrived_the_first_stands(desk: Office) -> None:
    """A worker that comes late would move the day from which an objection counts."""
    await desk.told(await desk.contract(), allocated())
    one, other = await _claim(desk)
    store = WorkshopNotices(desk.database)
    early, late = desk.clock(), desk.clock() + timedelta(days=1)
    await store.mark_delivered([Delivered(one.id, early, bytes(32))])
    await store.mark_delivered([Delivered(each.id, late, b"x" * 32) for each in (one, other)])
    listed = {each.id: each.delivered_at for each in await store.listed((DELIVERED,), 9)}
    assert listed == {one.id: early, other.id: late}


async def test_the_day_of_delivery_is_the_day_of_service(desk: Office) -> None:
    """Who was told late would lose days of his thirty, or who was not told be held to them."""
    ocid = await desk.contract()
    await desk.told(ocid, *FIXING, filed("final"), CONFIRMED)
    service = Service()
    path = f"/v1/article38/files/{ocid}"

    async def objection() -> list[str]:
        told = (await desk.get(path)).json()["deadlines"]
        return [one["last"]["gregorian"] for one in told if one["what"] == "objection"]

    assert await objection() == []
    desk.clock.now += timedelta(days=10)
    await _go(desk, service)
    assert await objection() == ["2027-01-01"]


@pytest.mark.parametrize(
    "change",
    [
        b"DELETE FROM workshop_notices",
        b"TRUNCATE workshop_notices CASCADE",
        b"UPDATE workshop_notices SET body = 'x'",
        b"UPDATE workshop_notices SET workshop = '9980000099'",
        b"UPDATE workshop_notices SET delivered_at = NULL, acknowledgement = NULL, failure = 'x'",
    ],
)
async def test_what_was_delivered_stays_as_it_was(desk: Office, change: bytes) -> None:
    """The hub could deny that it told somebody, or claim that it told him something else."""
    await desk.told(await desk.contract(), allocated())
    await _go(desk, Service())
    with pytest.raises(psycopg.errors.RestrictViolation):
        async with desk.database.transaction() as connection:
            await connection.execute(change)
