"""The outbox: what is told, with what it tells of, in order, at least once, to each for himself."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest

from adapters.base.errors import AgencyUnavailable, NoSuchRecord
from hub.clock.patience import LEASE
from hub.store.cases import Cases
from hub.store.certificates import Certificates
from hub.store.database import Database, connect
from hub.store.deliveries import (
    Delivered,
    Deliveries,
    Delivery,
    DeliveryState,
    Failed,
    name_receivers,
)
from hub.worker import Worker
from schemas.canonical.notice import AnswerNotice, Notice, StatusNotice
from schemas.canonical.status import State
from tests.integration.hub.conftest import House, Look
from tests.kit.answers import reading
from tests.kit.messages import BANK, NOTARIES, inbound, number
from tests.kit.outbox import ACTED, FIRST_RETRY, Inbox, issue, lane, refusing, tell
from tests.kit.ports import Clock
from tests.kit.status import act, leafing

SILENT = AgencyUnavailable("registry", "timeout")
RECEIVERS = frozenset({NOTARIES.code})
BOTH = frozenset({NOTARIES.code, BANK.code})
ROWS = "SELECT receiver, kind, state, attempts FROM deliveries ORDER BY seq"
Go = Callable[[Inbox], Coroutine[None, None, int]]
GONE = NoSuchRecord("notaries", "gone")


@pytest.fixture
async def house(house: House, pool: Database) -> House:
    """Give a house whose notaries are told."""
    await name_receivers(pool, RECEIVERS)
    return house


@pytest.fixture
async def cases(pool: Database) -> Cases:
    """Give the cases of a hub that tells the notaries."""
    await name_receivers(pool, RECEIVERS)
    return Cases(pool)


@pytest.fixture
async def certificates(pool: Database) -> Certificates:
    await name_receivers(pool, RECEIVERS)
    return Certificates(pool)


@pytest.fixture
def deliveries(pool: Database) -> Deliveries:
    return Deliveries(pool)


@pytest.fixture
def clock() -> Clock:
    """Give a clock at which everything that the kit tells is due."""
    return Clock(ACTED + timedelta(hours=1))


@pytest.fixture
def go(deliveries: Deliveries, clock: Clock) -> Go:
    """Give a turn of the notaries' lane."""
    return lambda inbox: lane(deliveries, inbox, clock).turn(asyncio.Event())


async def answered_late(house: House, message: int = 1) -> bytes:
    """Answer an inquiry that was pending at first; return the first answer."""
    house.registry.failure = SILENT
    first = await house.road.travel(inbound(message, message=message))
    house.registry.failure = None
    house.clock.now += timedelta(minutes=1)
    await house.worker.turn()
    return first


async def test_a_late_answer_is_brought(
    house: House, look: Look, go: Go, deliveries: Deliveries
) -> None:
    """A notary who was told to wait would have to ask for ever."""
    await answered_late(house)
    assert look(ROWS) == [("notary-offices", "answer", "waiting", 0)]
    inbox = Inbox()
    assert await go(inbox) == 1
    (notice,) = inbox.got
    ((name, document, evidence),) = look(
        "SELECT number, certificates.document, max(document_id::text) FROM certificates"
        " JOIN evidence USING (case_id) WHERE seq = (SELECT max(seq) FROM evidence) GROUP BY 1, 2"
    )
    assert isinstance(notice, AnswerNotice)
    assert (notice.number, notice.certificate, str(notice.id)) == (name, document, evidence)
    assert notice.relates_to == inbound(1).message_id
    last = await house.road.recall(inbound(9, message=9, operation="GetAnswer"), notice.case_id)
    assert reading(last).text("DeedText") == notice.deed_text
    (row,) = await deliveries.listed(tuple(DeliveryState), None, 10)
    assert row.acknowledgement == sha256(b"taken " + str(notice.id).encode()).digest()
    assert (row.state, row.failure, row.next_attempt_at) == (DeliveryState.DELIVERED, None, None)
    assert await go(inbox) == 0


async def test_an_answer_given_at_once_is_not_brought(house: House, look: Look) -> None:
    """Every notary would be told twice."""
    await house.road.travel(inbound(1))
    assert look(ROWS) == []


async def test_who_has_no_system_is_not_told(house: House, pool: Database, look: Look) -> None:
    """Notices would pile up for consumers whom nobody can reach."""
    house.registry.failure = SILENT
    await house.road.travel(inbound(1, consumer=BANK))
    house.registry.failure = None
    house.clock.now += timedelta(minutes=1)
    await house.worker.turn()
    ((name,),) = look("SELECT number FROM certificates")
    await tell(Certificates(pool), name)
    assert look(ROWS) == []
    assert look("SELECT count(*) FROM status_acts") == [(1,)]


async def test_every_act_is_told_in_order(
    cases: Cases, certificates: Certificates, look: Look, go: Go
) -> None:
    """A consumer would rely on a suspended certificate, or not on one that was reinstated."""
    told = await tell(certificates, await issue(cases, 1), 3)
    inbox = Inbox()
    assert await go(inbox) == 3
    assert inbox.ids == told
    states = [one.state for one in inbox.got if isinstance(one, StatusNotice)]
    assert states == [State.SUSPENDED, State.ISSUED, State.SUSPENDED]
    assert {one.case_id for one in inbox.got} == {number(1)}


NEVER = "CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END'"
REFUSE = "CREATE TRIGGER no BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION never()"


async def test_an_answer_stands_with_its_notice_or_not_at_all(
    house: House, look: Look, registered: str
) -> None:
    """A case would be closed and its consumer never told."""
    with connect(registered) as connection:
        connection.execute(NEVER)
        connection.execute(REFUSE)
        await answered_late(house)
        assert look("SELECT state, turns FROM cases") == [("pending", 1)]
        assert look("SELECT count(*) FROM certificates") == [(0,)]
        connection.execute("DROP TRIGGER no ON deliveries")
    house.clock.now += LEASE
    assert await house.worker.turn() == 1
    assert look(ROWS) == [("notary-offices", "answer", "waiting", 0)]


async def test_an_act_stands_with_its_notice_or_not_at_all(
    cases: Cases, certificates: Certificates, look: Look, registered: str
) -> None:
    """A certificate would be revoked and its consumer never told."""
    name = await issue(cases, 1)
    with connect(registered) as connection:
        connection.execute(NEVER)
        connection.execute(REFUSE)
        with pytest.raises(psycopg.errors.RaiseException):
            await tell(certificates, name)
    assert look("SELECT count(*) FROM status_acts") == [(0,)]
    assert look("SELECT count(*) FROM evidence WHERE kind = 'status'") == [(0,)]


async def test_a_failed_notice_keeps_its_id_and_its_followers(
    cases: Cases, certificates: Certificates, clock: Clock, go
) -> None:
    """A later act would overtake an earlier one, or a receiver not know the same one again."""
    told = await tell(certificates, await issue(cases, 1), 2)
    other = await tell(certificates, await issue(cases, 2))
    tried: list[Notice] = []
    inbox = Inbox()

    async def door(notice: Notice) -> None:
        tried.append(notice)
        if len(tried) == 1:
            raise AgencyUnavailable("notaries", "timeout")

    inbox.door = door
    assert await go(inbox) == 2
    assert inbox.ids == other
    clock.now += FIRST_RETRY
    assert await go(inbox) == 2
    assert inbox.ids == other + told
    assert tried[0] == inbox.got[1]


async def test_two_workers_share_a_lane(
    cases: Cases, certificates: Certificates, deliveries: Deliveries, clock: Clock
) -> None:
    """Two workers would bring everything twice, or one case's notices out of order."""
    told = [await tell(certificates, await issue(cases, n), 2) for n in range(1, 31)]
    inbox = Inbox()

    async def door(_: Notice) -> None:
        await asyncio.sleep(0)

    inbox.door = door
    lanes = [lane(deliveries, inbox, clock) for _ in range(2)]
    counts = await asyncio.gather(*(one.turn(asyncio.Event()) for one in lanes))
    assert sum(counts) == 60
    assert sorted(inbox.ids) == sorted(one for pair in told for one in pair)
    place = {one: at for at, one in enumerate(inbox.ids)}
    assert all(place[first] < place[second] for first, second in told)


async def test_a_receiver_that_hangs_delays_nobody_else(
    pool: Database, clock: Clock, look: Look
) -> None:
    """The notaries would wait for the bank's broken system."""
    await name_receivers(pool, BOTH)
    cases, certificates = Cases(pool), Certificates(pool)
    for n in range(1, 41):
        await tell(certificates, await issue(cases, n, BANK))
    for n in range(41, 81):
        await tell(certificates, await issue(cases, n))
    stop, release, rest = asyncio.Event(), asyncio.Event(), asyncio.Event()
    healthy = Inbox()

    async def hang(_: Notice) -> None:
        await release.wait()

    async def count(_: Notice) -> None:
        if len(healthy.got) == 39:
            rest.set()

    healthy.door = count
    store = Deliveries(pool)
    errands = [
        lane(store, Inbox(hang), clock, BANK.code).turn,
        lane(store, healthy, clock).turn,
    ]
    worker = Worker(roads={}, cases=cases, clock=clock, errands=errands)
    running = asyncio.create_task(worker.run(stop, timedelta(milliseconds=10)))
    async with asyncio.timeout(20):
        await rest.wait()
        stop.set()
        release.set()
        await running
    done = "SELECT count(*) FROM deliveries WHERE state = 'delivered' AND receiver = %s"
    assert look(done, NOTARIES.code) == [(40,)]


async def test_a_lease_that_ran_out_brings_it_again(
    cases: Cases, certificates: Certificates, deliveries: Deliveries, clock: Clock
) -> None:
    """A notice whose worker died would never arrive, or another word of his spoil it."""
    (told,) = await tell(certificates, await issue(cases, 1))

    async def claim() -> list[Delivery]:
        now = clock()
        return await deliveries.claim(NOTARIES.code, now=now, leased_until=now + LEASE, limit=32)

    (first,) = await claim()
    assert await claim() == []
    clock.now += LEASE
    (second,) = await claim()
    assert (second.id, second.attempts) == (told, first.attempts + 1)
    assert second == replace(first, attempts=2)
    await deliveries.put_off([Failed(told, first.attempts, "late", None)])
    (row,) = await deliveries.listed(tuple(DeliveryState), None, 10)
    assert (row.state, row.failure) == (DeliveryState.WAITING, None)


async def test_of_two_words_that_it_arrived_the_first_stands(
    cases: Cases, certificates: Certificates, deliveries: Deliveries, clock: Clock
) -> None:
    """A worker that comes late would rewrite the record, or take its neighbours' marks with it."""
    (told,) = await tell(certificates, await issue(cases, 1))
    (other,) = await tell(certificates, await issue(cases, 2))
    first = Delivered(told, clock(), bytes(32))
    await deliveries.mark_delivered([first])
    late = [Delivered(one, clock() + LEASE, b"x" * 32) for one in (told, other)]
    await deliveries.mark_delivered(late)
    rows = await deliveries.listed((DeliveryState.DELIVERED,), None, 10)
    assert [(row.delivered_at, row.acknowledgement) for row in rows] == [
        (first.at, first.acknowledgement),
        (late[1].at, late[1].acknowledgement),
    ]


async def test_a_dead_letter_waits_for_an_operator(
    cases: Cases,
    certificates: Certificates,
    deliveries: Deliveries,
    clock: Clock,
    go: Go,
    look: Look,
) -> None:
    """A letter would be lost, or what follows it arrive without it."""
    told = await tell(certificates, await issue(cases, 1), 2)
    other = await tell(certificates, await issue(cases, 2))
    inbox = Inbox(refusing(GONE))
    await go(inbox)
    assert inbox.ids == other
    clock.now += timedelta(days=30)
    assert await go(inbox) == 0
    dead, held = await deliveries.listed((DeliveryState.DEAD, DeliveryState.WAITING), None, 10)
    assert (dead.id, dead.state, dead.failure, dead.held) == (told[0], "dead", "gone", False)
    assert (held.id, held.state, held.held) == (told[1], "waiting", True)
    sent = await deliveries.resend([told[0], other[0]], receiver=None, now=clock(), by="officer")
    assert sent == [told[0]]
    assert await go(inbox) == 2
    assert inbox.ids == other + told
    assert look("SELECT delivery, failure, attempts, sent_at, sent_by FROM delivery_resends") == [
        (told[0], "gone", 1, clock(), "officer")
    ]


async def test_dead_letters_are_sent_again_in_bulk(pool: Database, clock: Clock) -> None:
    """After a receiver's bad day an operator would have to name a thousand letters."""
    await name_receivers(pool, BOTH)
    cases, certificates, store = Cases(pool), Certificates(pool), Deliveries(pool)
    for n in range(1, 11):
        await tell(certificates, await issue(cases, n, NOTARIES if n % 2 else BANK))
    for code in (NOTARIES.code, BANK.code):
        inbox = Inbox(refusing(*[GONE] * 5))
        assert await lane(store, inbox, clock, code).turn(asyncio.Event()) == 5
    assert len(await store.listed((DeliveryState.DEAD,), None, 100)) == 10
    assert len(await store.listed((DeliveryState.DEAD,), BANK.code, 3)) == 3
    assert len(await store.resend(None, receiver=BANK.code, now=clock(), by="officer")) == 5
    assert len(await store.resend(None, receiver=None, now=clock(), by="officer")) == 5
    assert await store.resend(None, receiver=None, now=clock(), by="officer") == []
    assert len(await store.listed((DeliveryState.WAITING,), None, 100)) == 10


async def test_acts_on_two_certificates_of_a_case_are_told_as_they_are_committed(
    cases: Cases, certificates: Certificates, look: Look, pool: Database
) -> None:
    """A notice could commit behind a later one that has left already."""
    name = await issue(cases, 1)
    waiting = """SELECT count(*) FROM pg_stat_activity, pg_sleep(0.002)
                 WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    async with pool.transaction() as holder:
        await holder.execute("SELECT FROM cases WHERE id = %s FOR NO KEY UPDATE", (number(1),))
        acting = asyncio.create_task(certificates.record(act(name), leafing))
        async with asyncio.timeout(10):
            while await pool.rows(waiting, {}) != [{"count": 1}]:
                pass
        assert look("SELECT is_called FROM deliveries_seq_seq") == [(False,)]
    await acting
    assert look("SELECT count(*) FROM deliveries") == [(1,)]


@pytest.mark.parametrize(
    "change",
    [
        b"DELETE FROM deliveries",
        b"TRUNCATE deliveries CASCADE",
        b"UPDATE deliveries SET receiver = 'a-bank'",
        b"UPDATE deliveries SET state = 'dead', failure = 'x', acknowledgement = NULL,"
        b" delivered_at = NULL",
    ],
)
async def test_what_was_delivered_stays_as_it_was(
    cases: Cases, certificates: Certificates, go: Go, registered: str, change: bytes
) -> None:
    """The hub could deny that it told somebody, or claim that it did."""
    await tell(certificates, await issue(cases, 1))
    await go(Inbox())
    with connect(registered) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(change)
