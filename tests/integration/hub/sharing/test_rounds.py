"""Reconciliation by itself: once a day whoever works, and on after any silence or death."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import AgencyRefused, AgencyUnavailable
from hub.cli.finding import Finding
from hub.cli.round_findings import round_findings
from hub.contracts.reconcile import NotTheRoot, OtherLevels
from hub.sharing import reconciling
from hub.sharing.rounds import AGAIN, LEASE, next_round
from hub.store.contract_rounds import Round, RoundStore, list_rounds
from hub.store.database import Database, connect
from schemas.canonical.dates import TEHRAN
from tests.kit.contracts import TAX, lines
from tests.kit.rounds import PART, SERIALS, TWO, World, contract, filled


@pytest.fixture
def rounds(database_url: str) -> Callable[[], Sequence[Round]]:
    """Give what looks at the rounds as they are kept."""

    def look() -> Sequence[Round]:
        with connect(database_url) as connection:
            return list_rounds(connection)

    return look


@given(st.datetimes(timezones=st.just(TEHRAN)), st.integers(0, 23))
def test_the_next_round_is_at_its_hour_within_a_day(now: datetime, hour: int) -> None:
    """A round would be at once, never, or in the office hours of another zone."""
    due = next_round(now, hour)
    assert now < due <= now + timedelta(days=1)
    assert (due.hour, due.minute, due.utcoffset()) == (hour, 0, timedelta(hours=3, minutes=30))


async def test_once_a_day_at_its_hour(world: World, rounds: Callable[[], Sequence[Round]]) -> None:
    """It would run in office hours, all the time, or only where somebody gives the command."""
    world.authority.say(contract(1))
    world.clock.now = TWO - timedelta(seconds=1)
    assert await world.turn() == 0
    world.clock.now = TWO
    assert await world.turn() == 1
    assert await world.turn() == 0
    tomorrow = TWO + timedelta(days=1)
    assert rounds() == [Round(TAX, tomorrow, TWO, True, 0, None)]
    world.clock.now = tomorrow
    assert await world.turn() == 1
    assert await world.filed() == [(1, True), (0, True)]


async def test_two_workers_go_through_a_register_once(world: World) -> None:
    """Two workers would ask the authority everything twice, and file the day twice."""
    filled(world)
    workers = [world.worker() for _ in range(4)]
    done = await asyncio.gather(*(one.turn(world.stop) for one in workers))
    assert sorted(done) == [0, 0, 0, 1]
    assert await world.filed() == [(len(SERIALS), True)]


async def test_an_agency_that_hangs_is_left(
    world: World, rounds: Callable[[], Sequence[Round]], caplog: pytest.LogCaptureFixture
) -> None:
    """One silent register would hold its worker for good, and nobody would know."""
    hanging = world.way("tree_roots", asyncio.Event().wait)
    for times, minutes in enumerate((5, 10, 20, 40, 80, 160, 320, 360, 360), 1):
        assert await world.turn(hanging, patience=timedelta(0)) == 0
        world.clock.now += timedelta(minutes=minutes)
        assert rounds() == [Round(TAX, world.clock.now, None, None, times, "timeout")]
    told = [(one.levelno, one.code) for one in caplog.records if one.name == "hub.sharing"]  # type: ignore[attr-defined]  # extra
    assert told == [(logging.WARNING, "timeout"), *[(logging.ERROR, "timeout")] * 8]
    assert await world.turn() == 1
    (kept,) = rounds()
    assert (kept.failures, kept.failure, kept.agreed) == (0, None, True)


@pytest.mark.parametrize(
    ("error", "code", "minutes"),
    [
        (AgencyUnavailable(TAX, "unreachable"), "unreachable", 5),
        (AgencyRefused(TAX, "out-of-hours", TWO + timedelta(hours=2)), "out-of-hours", 120),
        (AgencyRefused(TAX, "holiday", TWO + timedelta(days=9)), "holiday", 360),
        (NotTheRoot("theirs", "a"), "tree-theirs", 5),
        (OtherLevels("five"), "tree-levels", 5),
    ],
    ids=["silent", "closed", "closed-long", "false", "cut-otherwise"],
)
async def test_what_fails_is_put_off(
    world: World,
    rounds: Callable[[], Sequence[Round]],
    error: Exception,
    code: str,
    minutes: int,
) -> None:
    """A register that is closed would be asked every second, or one that stumbles never again."""

    async def fail() -> None:
        raise error

    assert await world.turn(world.way("tree_roots", fail)) == 0
    due_at = TWO + timedelta(minutes=minutes)
    assert rounds() == [Round(TAX, due_at, None, None, 1, code)]
    world.clock.now = due_at - timedelta(seconds=1)
    assert await world.turn() == 0
    world.clock.now = due_at
    assert await world.turn() == 1


async def test_a_long_round_keeps_its_register(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second worker would begin again what the first one is still at."""
    monkeypatch.setattr(reconciling, "MOST_NODES", PART)
    filled(world)
    others = []

    async def slow() -> None:
        world.clock.now += LEASE - timedelta(seconds=1)
        others.append(await world.turn())

    assert await world.turn(world.way("contracts_by_id", slow)) > 2
    assert others == [0] * len(others)
    assert len(others) > 2


async def test_a_register_that_was_taken_over_is_left(
    world: World,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    rounds: Callable[[], Sequence[Round]],
) -> None:
    """A worker that was held up would write its own end over what the other one is at."""
    monkeypatch.setattr(reconciling, "MOST_NODES", PART)
    filled(world)
    store = RoundStore(database)

    async def overtaken() -> None:
        if world.clock.now == TWO:
            world.clock.now += LEASE
            now = world.clock.now
            assert await store.claim(TAX, now=now, leased_until=now + LEASE, first_at=now)

    assert await world.turn(world.way("contracts_by_id", overtaken)) == 1
    assert rounds() == [Round(TAX, TWO + 2 * LEASE, None, None, 0, None)]


async def test_a_worker_that_stops_gives_the_register_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restart would wait for the whole round, or the round for the whole lease."""
    monkeypatch.setattr(reconciling, "MOST_NODES", PART)
    filled(world)

    async def stopped() -> None:
        world.stop.set()

    assert await world.turn(world.way("contracts_by_id", stopped)) == 1
    world.stop = asyncio.Event()
    assert await world.turn() > 0
    assert sum(taken for taken, _ in await world.filed()) == len(SERIALS)


async def test_what_cannot_be_settled_is_told(
    world: World, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Two registers would differ every night, and no operator hear of it."""
    world.authority.say(contract(1, amount=10**15 + 1), contract(2))
    await world.intake.take(TAX, lines(contract(2, amount=5)))
    await world.turn()
    (told,) = [one for one in caplog.records if one.getMessage() == "registers differ"]
    assert (vars(told)["asked"], vars(told)["left"]) == (1, 1)
    (found,) = _findings(database_url, world.clock.now)
    assert (found.ok, found.warning) == (True, True)
    assert found.seen == "both differed 2026-11-23T02:00:00+03:30"


def _findings(url: str, now: datetime, enabled: Sequence[str] = (TAX,)) -> list[Finding]:
    with connect(url) as connection:
        return [*round_findings(connection, now, enabled)]


async def test_the_doctor_says_how_it_goes(world: World, database_url: str) -> None:
    """Nobody would learn that no worker reconciles, or that none comes through."""

    async def fail() -> None:
        raise AgencyUnavailable(TAX, "unreachable")

    def said(*enabled: str) -> tuple[bool, bool, str]:
        (one,) = _findings(database_url, world.clock.now, enabled)
        assert one.subject == f"reconciled {TAX}"
        return one.ok, one.warning, one.seen

    assert said(TAX) == (True, False, "for the first time 2026-11-23T02:00:00+03:30")
    await world.turn(world.way("tree_roots", fail))
    assert said(TAX) == (True, True, "failed 1 times, unreachable")
    world.clock.now += AGAIN
    await world.turn(world.way("tree_roots", fail))
    assert said(TAX) == (False, True, "failed 2 times, unreachable")
    world.clock.now += 2 * AGAIN
    await world.turn()
    assert said(TAX) == (True, False, "both held the same 2026-11-23T02:15:00+03:30")
    world.clock.now = TWO + timedelta(days=2, seconds=1)
    assert said(TAX) == (False, False, "due since 2026-11-24T02:00:00+03:30")
    assert said() == (True, False, "both held the same 2026-11-23T02:15:00+03:30")
