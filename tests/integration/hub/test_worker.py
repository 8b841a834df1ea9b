"""The worker: takes up what is due, whatever happens to its neighbours, and gives nothing up."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.base.errors import AgencyUnavailable
from hub.errors import HubUnavailable
from hub.worker import Worker
from schemas.canonical.identifiers import parse_national_id
from simulators.kit import identifiers
from tests.integration.hub.conftest import House, Look
from tests.kit import article37 as kit
from tests.kit.messages import inbound

SILENT = AgencyUnavailable("registry", "timeout")
OTHER = parse_national_id(identifiers.national_id(77))
STATES = "SELECT state FROM cases ORDER BY message_id"


async def _leave_open(house: House, count: int = 1) -> None:
    """Open ``count`` cases that a silent registry leaves open."""
    house.registry.failure = SILENT
    for n in range(1, count + 1):
        await house.road.travel(inbound(n, message=n))
    house.registry.failure = None


async def test_one_case_that_breaks_leaves_the_others_alone(
    house: House, look: Look, caplog: pytest.LogCaptureFixture
) -> None:
    """One case with a fault of ours would stop every case behind it."""
    await _leave_open(house)
    house.registry.people[OTHER] = RuntimeError("a fault of ours")
    fields = kit.NAMED_REQUEST | {"Transferor/Natural/NationalId": OTHER}
    with pytest.raises(ExceptionGroup):
        await house.road.travel(inbound(2, message=2, fields=fields))
    house.clock.now += timedelta(seconds=60)
    with caplog.at_level(logging.ERROR, "hub.worker"):
        assert await house.worker.turn() == 2
    assert look(STATES) == [("answered",), ("received",)]
    assert [record.message for record in caplog.records] == ["case left"]
    assert OTHER not in caplog.records[0].getMessage()
    house.registry.people[OTHER] = replace(kit.person(), national_id=OTHER)
    house.clock.now += timedelta(seconds=60)
    assert await house.worker.turn() == 1
    assert look(STATES) == [("answered",), ("answered",)]


async def test_two_workers_share_the_cases(house: House, look: Look) -> None:
    """Two workers would answer one case twice, or leave one to each other."""
    await _leave_open(house, 6)
    house.clock.now += timedelta(seconds=5)
    other = Worker(roads={"article37": house.road}, cases=house.cases, clock=house.clock)
    turns = await asyncio.gather(house.worker.turn(), other.turn())
    assert sum(turns) == 6
    assert look("SELECT count(*), count(DISTINCT case_id) FROM certificates") == [(6, 6)]


async def test_patience_with_an_agency_that_stays_silent(house: House, look: Look) -> None:
    """A silent agency would be asked ever faster, and every turn write another answer."""
    await _leave_open(house)
    house.registry.failure = SILENT
    waits = []
    for _ in range(8):
        ((due,),) = look("SELECT next_attempt_at FROM cases")
        waits.append((due - house.clock.now).total_seconds())
        house.clock.now = due
        assert await house.worker.turn() == 1
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    assert look("SELECT turns, attempts FROM cases") == [(1, 8)]
    assert look("SELECT count(*) FROM evidence WHERE kind <> 'policy'") == [(1,)]


async def test_what_an_officer_has_to_mend_waits_a_day(house: House, look: Look) -> None:
    """A workshop that the ledger does not know would be asked about every few minutes."""
    house.ledger.debts.clear()
    await house.road.travel(inbound(1))
    assert look("SELECT next_attempt_at FROM cases") == [(kit.NOW + timedelta(days=1),)]


async def test_reasons_that_change_are_told(house: House, look: Look) -> None:
    """A notary would wait for an agency when an officer has to be asked."""
    await _leave_open(house)
    house.ledger.debts.clear()
    house.clock.now += timedelta(seconds=5)
    await house.worker.turn()
    assert look("SELECT standing, turns FROM cases") == [("workshop-unknown", 2)]


async def test_expired_replay_keys_are_swept_up_now_and_then(house: House, look: Look) -> None:
    """The table of messages would grow for ever, or be swept at every turn."""
    await _leave_open(house)
    count = "SELECT count(*) FROM seen_messages"
    house.clock.now += timedelta(seconds=59)
    await house.worker.turn()
    assert look(count) == [(1,)]
    house.clock.now += timedelta(minutes=5)
    await house.worker.turn()
    assert look(count) == [(0,)]


async def test_a_worker_stops_when_it_is_told(house: House, look: Look) -> None:
    """A worker would not end, or end before it has done what it took up."""
    await _leave_open(house, 3)
    house.clock.now += timedelta(seconds=5)
    stop = asyncio.Event()
    house.steps.clear()
    house.watch = lambda step: stop.set() if step == "decided" else None
    async with asyncio.timeout(10):
        await house.worker.run(stop, timedelta(seconds=30))
    assert look("SELECT count(*) FROM certificates") == [(3,)]


async def test_a_worker_outlives_the_database(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A restart of PostgreSQL would end every worker."""
    stop, turns = asyncio.Event(), []

    async def no_database() -> int:
        turns.append(1)
        if len(turns) == 3:
            stop.set()
        raise HubUnavailable("store.unavailable")

    monkeypatch.setattr(house.worker, "turn", no_database)
    with caplog.at_level(logging.WARNING, "hub.worker"):
        async with asyncio.timeout(5):
            await house.worker.run(stop, timedelta(milliseconds=1))
    assert len(turns) == 3
    assert {record.message for record in caplog.records} == {"no turn"}


async def test_a_chore_pauses_however_much_is_left(house: House) -> None:
    """Growing a backlog of forms would take the processors from the notaries who wait."""
    stop, done = asyncio.Event(), asyncio.Event()
    calls = []

    async def chore() -> int:
        calls.append("turn")
        done.set()
        return 99

    roads = {"article37": house.road}
    worker = Worker(roads=roads, cases=house.cases, clock=house.clock, chores=(chore,))
    running = asyncio.create_task(worker.run(stop, timedelta(hours=1)))
    await done.wait()
    for _ in range(100):
        await asyncio.sleep(0)
    stop.set()
    await running
    assert calls == ["turn"]
