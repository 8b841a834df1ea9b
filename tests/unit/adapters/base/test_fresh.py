"""Answers served again: never older than allowed, and asked once by all who ask together."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.budget import budget
from adapters.base.errors import AgencyUnavailable, NoSuchRecord
from adapters.base.fresh import Fresh, Freshness, allowing_age
from adapters.base.ports import Attested
from adapters.base.resilience import Breaker, BreakerLimits, Conduct, Retries

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Agency:
    """Answers with how often it was asked; its clock goes when told to."""

    def __init__(self, seconds: int = 600, entries: int = 100, total: float = 60) -> None:
        self.now = START
        self.asked: list[object] = []
        self.open = asyncio.Event()
        self.open.set()
        self.fails: Exception | None = None
        self.given_up = 0
        retries = Retries(attempts=1, first_wait=1, longest_wait=1)
        breaker = Breaker("x", BreakerLimits(failures=9, reset_seconds=10), lambda: 0.0)
        conduct = Conduct("x", total, retries, breaker)
        freshness = Freshness(entries=entries, seconds=seconds)
        self.fresh = Fresh(conduct, freshness, lambda: self.now)

    def asks(self, key: object) -> Callable[[], Awaitable[Attested[Any]]]:
        """Return the question of ``key``."""

        async def ask() -> Attested[Any]:
            self.asked.append(key)
            count = len(self.asked)
            try:
                await self.open.wait()
            except asyncio.CancelledError:
                self.given_up += 1
                raise
            if self.fails is not None:
                raise self.fails
            return Attested(count, "x", self.now, bytes([count]))

        return ask

    async def read(self, key: object = "a", allowed: timedelta = MINUTE) -> Attested[Any]:
        """Return an answer that may be ``allowed`` old."""
        with allowing_age(allowed):
            return await self.fresh.read(key, self.asks(key))


steps = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-30, 400), st.integers(0, 900)), max_size=40
)


@given(steps, st.integers(0, 600), st.integers(1, 3))
async def test_nothing_is_served_older_than_allowed(
    row: list[tuple[str, int, int]], longest: int, entries: int
) -> None:
    """A purpose would be served facts of an age that it does not allow, or another's facts."""
    agency = Agency(longest, entries)
    for key, pause, allowed in row:
        agency.now += timedelta(seconds=pause)
        before = len(agency.asked)
        answer = await agency.read(key, timedelta(seconds=allowed))
        age = agency.now - answer.as_of
        assert timedelta(0) <= age <= timedelta(seconds=min(allowed, longest))
        assert agency.asked[answer.value - 1] == key
        if allowed == 0:
            assert len(agency.asked) == before + 1


async def test_an_answer_served_again_is_the_same_word() -> None:
    """Its age and its proof would be lost, or it pass for one of now."""
    agency = Agency()
    first = await agency.read()
    agency.now += MINUTE
    assert await agency.read() is first
    assert first.as_of == START
    agency.now += timedelta(seconds=1)
    assert (await agency.read()).as_of == agency.now


async def test_who_says_nothing_is_answered_anew() -> None:
    """A decision would stand on a debt of ten minutes ago."""
    agency = Agency()
    await agency.read()
    assert (await agency.fresh.read("a", agency.asks("a"))).value == 2


async def test_an_allowance_ends_with_its_block() -> None:
    """What one purpose may be told would be told to the next."""
    agency = Agency()
    with allowing_age(MINUTE), pytest.raises(RuntimeError):
        raise RuntimeError
    await agency.read()
    assert (await agency.fresh.read("a", agency.asks("a"))).value == 2


async def test_an_agency_that_allows_nothing_kept_is_asked() -> None:
    """An agreement that forbids keeping would be broken by a generous purpose."""
    agency = Agency(seconds=0)
    await agency.read()
    assert (await agency.read()).value == 2


async def test_the_oldest_gives_way() -> None:
    """Memory would fill with everybody who was ever asked about."""
    agency = Agency(entries=2)
    for key in ("a", "b", "a", "c"):
        await agency.read(key)
    assert agency.asked == ["a", "b", "c"]
    await agency.read("b")
    await agency.read("a")
    assert agency.asked == ["a", "b", "c", "a"]


async def test_no_answer_outlives_its_time() -> None:
    """What may no longer be served would still be held."""
    agency = Agency(seconds=60)
    for key in range(5):
        await agency.read(key)
    agency.now += 2 * MINUTE
    await agency.read("new")
    assert list(agency.fresh._kept) == ["new"]


async def test_a_failure_is_not_kept() -> None:
    """An outage, or a record that was missing, would last as long as an answer."""
    agency = Agency()
    agency.fails = NoSuchRecord("x", "nobody")
    with pytest.raises(NoSuchRecord):
        await agency.read()
    agency.fails = None
    assert (await agency.read()).value == 2


async def _under_way(agency: Agency, count: int, **kwargs: Any) -> list[asyncio.Task[Any]]:
    """Return so many readers of one question that the agency has not answered yet."""
    agency.open.clear()
    tasks = [asyncio.create_task(agency.read(**kwargs)) for _ in range(count)]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_who_ask_together_ask_once() -> None:
    """A hundred callers with one question would be a hundred calls to an agency with a quota."""
    agency = Agency()
    tasks = await _under_way(agency, 5)
    agency.open.set()
    answers = await asyncio.gather(*tasks)
    assert len(agency.asked) == 1
    assert all(one is answers[0] for one in answers)


async def test_who_allows_no_age_asks_himself() -> None:
    """He would be told what was said before he asked."""
    agency = Agency()
    tasks = await _under_way(agency, 2)
    tasks += await _under_way(agency, 2, allowed=timedelta(0))
    agency.open.set()
    await asyncio.gather(*tasks)
    assert len(agency.asked) == 3


async def test_a_failure_is_told_to_all_who_wait() -> None:
    """One would wait for ever, or the next question be answered by an old failure."""
    agency = Agency()
    tasks = await _under_way(agency, 3)
    agency.fails = AgencyUnavailable("x", "http-503")
    agency.open.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(one) for one in told] == ["x: http-503"] * 3
    agency.fails = None
    assert (await agency.read()).value == 2


async def test_who_hangs_up_takes_nobody_with_him() -> None:
    """The first caller's cancelled request would cancel everybody's."""
    agency = Agency()
    first, *others = await _under_way(agency, 3)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    agency.open.set()
    assert [one.value for one in await asyncio.gather(*others)] == [1, 1]


async def test_a_question_that_nobody_waits_for_ends() -> None:
    """Calls would stay under way for those who have gone, and the next caller hang on them."""
    agency = Agency()
    tasks = await _under_way(agency, 2)
    for one in tasks:
        one.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
    assert agency.given_up == 1
    assert not agency.fresh._flights
    agency.open.set()
    assert (await agency.read()).value == 2


async def test_who_comes_as_the_last_one_leaves_is_answered() -> None:
    """He would join a question that is being given up, and be cancelled with it."""
    agency = Agency()
    (last,) = await _under_way(agency, 1)
    last.cancel()
    await asyncio.sleep(0)
    agency.open.set()
    assert (await agency.read()).value == 2
    await asyncio.gather(last, return_exceptions=True)


async def test_each_waits_within_his_own_budget() -> None:
    """A caller with little time left would end the question for those who have more."""
    agency = Agency()
    agency.open.clear()

    async def hurried() -> Attested[Any]:
        with budget(0.001):
            return await agency.read()

    hurry = asyncio.create_task(hurried())
    await asyncio.sleep(0)
    (patient,) = await _under_way(agency, 1)
    with pytest.raises(AgencyUnavailable) as caught:
        await hurry
    assert caught.value.code == "deadline"
    agency.open.set()
    assert (await patient).value == 1
