"""Clearances that follow their premium by themselves, and what becomes of their files."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.base.errors import AgencyUnavailable
from hub.errors import HubUnavailable, NotPermitted
from hub.store.contract_files import ContractFiles
from hub.store.deliveries import Delivered
from hub.store.workshop_notices import WorkshopNotices
from hub.usecases.article38.file.clearable import morning_after
from schemas.canonical.dates import tehran_day
from tests.kit.article37 import debt
from tests.kit.article38 import PAYING, Office, sheet
from tests.kit.clearing import CONTRACTOR, worker


async def _paid(desk: Office) -> str:
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    return ocid


async def _file(desk: Office) -> dict[str, Any]:
    (row,) = await desk.rows("SELECT acts, status, attend_at FROM contract_files")
    return row


async def test_a_paid_contract_is_cleared_by_itself(desk: Office) -> None:
    """A contractor who has paid would wait until somebody asks for him."""
    ocid = await _paid(desk)
    chores = worker(desk)
    assert await chores.automatic.turn() == 1
    (request,) = chores.sent
    assert request.message_id == f"urn:peyvand:article38:{ocid}:9"
    assert request.consumer.code == "sso-services"
    assert await chores.filing.turn() == 1
    assert await _file(desk) == {"acts": 10, "status": "16", "attend_at": None}
    (certificate,) = await desk.rows("SELECT number, kind FROM certificates")
    (act,) = await desk.rows("SELECT * FROM contract_file_acts WHERE kind = 'clearance-issued'")
    assert certificate["number"] in act["body"]
    assert '"amount":1500000' in act["body"]
    assert (act["said_by"], act["key"]) == ("peyvand", None)
    told = await desk.rows("SELECT party FROM workshop_notices WHERE act = 10 ORDER BY party")
    assert [row["party"] for row in told] == ["assigner", "contractor"]


async def test_once_is_enough(desk: Office) -> None:
    """A contract would be cleared twice by two workers, or by one that died half-way."""
    await _paid(desk)
    one, two = worker(desk), worker(desk)
    assert await one.automatic.turn() == 1
    assert await two.automatic.turn() == 0
    await two.filing.turn()
    await one.filing.turn()
    assert await one.automatic.turn() == 0
    assert (await _file(desk))["acts"] == 10
    assert len(await desk.rows("SELECT * FROM certificates")) == 1


async def test_who_dies_before_he_noted_it_asks_for_the_same(desk: Office) -> None:
    """After a crash a second clearance would be issued, or the file never looked at again."""
    await _paid(desk)
    dying = worker(desk)
    await ContractFiles(desk.database).claim_due(
        now=desk.clock.now, leased_until=desk.clock.now + timedelta(minutes=1), limit=9
    )
    assert await dying.automatic.turn() == 0
    desk.clock.now += timedelta(minutes=2)
    assert await dying.automatic.turn() == 1
    await desk.rows("UPDATE contract_files SET attend_at = %(now)s", now=desk.clock.now)
    again = worker(desk)
    await again.automatic.turn()
    assert [one.document for one in again.sent] == [one.document for one in dying.sent]
    assert len(await desk.rows("SELECT * FROM certificates")) == 1


async def test_a_clearance_that_both_have_is_notified(desk: Office) -> None:
    """The file would stay at issued though both parties hold the clearance."""
    await _paid(desk)
    chores = worker(desk)
    await chores.automatic.turn()
    await chores.filing.turn()
    notices = WorkshopNotices(desk.database)
    now = desk.clock.now
    count = 0
    while due := await notices.claim(now=now, leased_until=now + timedelta(minutes=1), limit=99):
        for one in due:
            await notices.mark_delivered([Delivered(one.id, now, bytes(32))])
            last = one.act == 10
            count += last
            assert await chores.filing.turn() == last
            assert (await _file(desk))["status"] == ("17" if count == 2 else "16")
    assert await chores.filing.turn() == 0
    assert (await _file(desk))["acts"] == 12


@pytest.mark.parametrize(
    ("failure", "later"),
    [
        (HubUnavailable("store.unavailable"), timedelta(minutes=1)),
        (NotPermitted("agreement.hours"), timedelta(hours=1)),
    ],
)
async def test_what_cannot_be_asked_now_is_asked_later(
    desk: Office, failure: Exception, later: timedelta
) -> None:
    """A file would be forgotten because of a moment's trouble, or hammer a closed door."""
    await _paid(desk)
    errors = [failure]
    chores = worker(desk, lambda: errors.pop() if errors else None)
    assert await chores.automatic.turn() == 1
    assert (await _file(desk))["attend_at"] == desk.clock.now + later
    desk.clock.now += later
    assert await chores.automatic.turn() == 1
    assert len(chores.sent) == 1


async def test_debts_that_are_paid_later_let_it_through(desk: Office) -> None:
    """A contractor who paid his debts would wait for a clearance that nobody asks for again."""
    ocid = await _paid(desk)
    chores = worker(desk, settling=True)
    chores.ledger.debts[CONTRACTOR] = replace(debt(5), workshop=CONTRACTOR)
    for day in range(3):
        assert await chores.automatic.turn() == 1
        assert await chores.automatic.turn() == 0
        assert len(chores.sent) == day + 1
        assert (await _file(desk))["attend_at"] == morning_after(tehran_day(desk.clock.now))
        desk.clock.now += timedelta(days=1)
    chores.ledger.debts[CONTRACTOR] = replace(debt(), workshop=CONTRACTOR)
    assert await chores.automatic.turn() == 1
    names = [one.message_id for one in chores.sent]
    first = f"urn:peyvand:article38:{ocid}:9"
    assert names == [first, *(f"{first}:2026-11-{day}" for day in (23, 24, 25))]
    assert await chores.filing.turn() == 1
    assert (await _file(desk))["attend_at"] is None


async def test_a_silent_ledger_is_not_asked_in_a_second_case(desk: Office) -> None:
    """A day of outage would leave a case behind for every file and day."""
    await _paid(desk)
    chores = worker(desk)
    chores.ledger.failure = AgencyUnavailable("insurance_ledger", "timeout")
    for _ in range(2):
        assert await chores.automatic.turn() == 1
        assert (await _file(desk))["attend_at"] == morning_after(tehran_day(desk.clock.now))
        desk.clock.now += timedelta(days=1)
    assert len(chores.sent) == 1


async def test_what_is_not_paid_is_not_asked_for(desk: Office) -> None:
    """A clearance would be asked for again and again of a contract that owes."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING[:-2], sheet())
    chores = worker(desk)
    assert await chores.automatic.turn() == 0
    assert (await _file(desk))["attend_at"] is None
