"""Claiming cases: each for one worker at a time, and for another when its lease runs out."""

import asyncio
from datetime import datetime, timedelta

from hub.store.cases import Cases
from hub.store.database import Database
from schemas.canonical.case import Case
from tests.integration.hub.conftest import Look
from tests.kit import article37 as kit
from tests.kit.messages import answer, authorized, certificate, number

LEASE = timedelta(seconds=60)


async def _open(cases: Cases, count: int, due: datetime = kit.NOW) -> None:
    for n in range(1, count + 1):
        await cases.open(
            authorized(n, message=n), case_id=number(n), due_on=kit.DUE, next_attempt=due
        )


async def _claim(cases: Cases, now: datetime = kit.NOW, limit: int = 16) -> list[Case]:
    return await cases.claim(now=now, leased_until=now + LEASE, limit=limit, duties=["article37"])


async def test_a_case_is_nobodys_before_its_time(cases: Cases) -> None:
    """A worker would take up a case that its door is still answering."""
    await _open(cases, 1, due=kit.NOW + LEASE)
    assert await _claim(cases, kit.NOW + LEASE - timedelta(microseconds=1)) == []
    assert len(await _claim(cases, kit.NOW + LEASE)) == 1


async def test_a_claimed_case_is_whole(cases: Cases) -> None:
    """A worker would decide on another request, by another clock or under other terms."""
    await _open(cases, 1)
    (case,) = await _claim(cases)
    allowed = authorized(1, message=1)
    asked = allowed.request
    assert case.agreements == allowed.agreements
    assert case.request == asked.document
    assert case.request_digest == asked.digest
    assert (case.received_at, case.due_on, case.attempts) == (kit.NOW, kit.DUE, 1)


async def test_workers_share_the_work_and_no_case(cases: Cases) -> None:
    """Two workers would walk one case, and ask the agencies twice."""
    await _open(cases, 20)
    taken = await asyncio.gather(*(_claim(cases, limit=5) for _ in range(8)))
    claimed = [case.id for some in taken for case in some]
    assert sorted(claimed) == [number(n) for n in range(1, 21)]
    serials = [case.serial for some in taken for case in some]
    assert len(set(serials)) == 20


async def test_a_case_another_transaction_holds_is_stepped_over(
    cases: Cases, pool: Database
) -> None:
    """A worker would wait behind another's case while its own grow old."""
    await _open(cases, 2)
    async with pool.transaction() as holder:
        await holder.execute("SELECT id FROM cases WHERE id = %s FOR UPDATE", (number(1),))
        async with asyncio.timeout(5):
            claimed = await _claim(cases)
    assert [case.id for case in claimed] == [number(2)]


async def test_a_lease_that_ran_out_gives_the_case_back(cases: Cases) -> None:
    """The cases of a worker that died would be answered by nobody."""
    await _open(cases, 1)
    (first,) = await _claim(cases)
    assert await _claim(cases, kit.NOW + LEASE / 2) == []
    (second,) = await _claim(cases, kit.NOW + LEASE)
    assert (first.attempts, second.attempts) == (1, 2)
    assert second.id == first.id


async def test_the_longest_waiting_come_first(cases: Cases) -> None:
    """New cases would keep an old one from its turn until its deadline has passed."""
    for n, minutes in ((1, 3), (2, 1), (3, 2)):
        await cases.open(
            authorized(n, message=n),
            case_id=number(n),
            due_on=kit.DUE,
            next_attempt=kit.NOW - timedelta(minutes=minutes),
        )
    claimed = [case.id for _ in range(3) for case in await _claim(cases, limit=1)]
    assert claimed == [number(1), number(3), number(2)]


async def test_a_closed_case_is_never_claimed(cases: Cases, look: Look) -> None:
    """An answered inquiry would be decided again."""
    await _open(cases, 1)
    (case,) = await _claim(cases)
    await cases.close(case, answer(9), certificate(case.serial))
    assert await _claim(cases, kit.NOW + timedelta(days=365)) == []
    assert look("SELECT next_attempt_at FROM cases") == [(None,)]


async def test_a_case_of_a_duty_that_is_not_served_waits(cases: Cases) -> None:
    """A worker would take up again and again what it has no road for, and log it as a fault."""
    await _open(cases, 1)
    late = kit.NOW + LEASE
    taken = await cases.claim(
        now=late, leased_until=late + LEASE, limit=16, duties=["commerce-card"]
    )
    assert taken == []
    assert len(await _claim(cases, late)) == 1
