"""Retries within a deadline, and the breaker's three states, with a clock made of numbers."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.budget import budget
from adapters.base.bulkhead import Bulkhead, BulkheadLimits
from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.base.resilience import Breaker, BreakerLimits, Conduct, Retries

RETRIES = Retries(attempts=3, first_wait=0.5, longest_wait=2.0)


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Sleeper:
    """A sleep that only remembers how long it should have been."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def _breaker(clock: Clock, failures: int = 3) -> Breaker:
    return Breaker("x", BreakerLimits(failures=failures, reset_seconds=10), clock)


def _row(*outcomes: Exception | str) -> Callable[[], Awaitable[str]]:
    """Return a question whose attempts come to ``outcomes``, one after the other."""
    row = iter(outcomes)

    async def ask() -> str:
        outcome = next(row)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return ask


def _down() -> AgencyUnavailable:
    return AgencyUnavailable("x", "unreachable")


async def test_answers_after_hiccups() -> None:
    """Two failures and an answer are an answer; the waits in between are jittered and bounded."""
    sleeper = Sleeper()
    conduct = Conduct("x", 60, RETRIES, _breaker(Clock()), sleeper)
    assert await conduct.read(_row(_down(), _down(), "yes")) == "yes"
    assert len(sleeper.waits) == 2
    assert 0 <= sleeper.waits[0] <= 0.5
    assert 0 <= sleeper.waits[1] <= 1.0


async def test_gives_up_after_its_attempts() -> None:
    """The last reason is what the hub is told; a fourth attempt would end the row."""
    conduct = Conduct("x", 60, RETRIES, _breaker(Clock(), failures=9), Sleeper())
    last = AgencyUnavailable("x", "http-503")
    with pytest.raises(AgencyUnavailable) as caught:
        await conduct.read(_row(_down(), _down(), last))
    assert caught.value is last


@pytest.mark.parametrize("kind", [AgencyRefused, AgencyBrokeContract, NoSuchRecord])
async def test_answers_are_not_asked_again(kind: type[AgencyError]) -> None:
    """A refusal, a broken contract and an unknown subject are answers; and the agency is up."""
    breaker = _breaker(Clock(), failures=1)
    sleeper = Sleeper()
    with pytest.raises(kind):
        await Conduct("x", 60, RETRIES, breaker, sleeper).read(_row(kind("x", "no")))
    assert sleeper.waits == []
    assert breaker.state == "closed"


async def test_deadline_covers_all_attempts() -> None:
    """A wait that would outlive the deadline is not begun; the reason stays the agency's own."""
    waits = Retries(attempts=9, first_wait=3_600.0, longest_wait=3_600.0)
    sleeper = Sleeper()
    conduct = Conduct("x", 0.01, waits, _breaker(Clock()), sleeper)
    with pytest.raises(AgencyUnavailable) as caught:
        await conduct.read(_row(_down(), "never"))
    assert caught.value.code == "unreachable"
    assert sleeper.waits == []


async def test_silence_ends_at_the_deadline() -> None:
    """An agency that never answers costs the deadline and counts as a failure."""
    breaker = _breaker(Clock(), failures=1)
    conduct = Conduct("x", 0.001, RETRIES, breaker, Sleeper())
    with pytest.raises(AgencyUnavailable) as caught:
        await conduct.read(asyncio.Event().wait)
    assert caught.value.code == "deadline"
    assert breaker.state == "open"


async def test_open_circuit_is_not_retried() -> None:
    """While the circuit is open nobody is asked and nobody waits."""
    breaker = _breaker(Clock(), failures=1)
    breaker.failed()
    sleeper = Sleeper()
    with pytest.raises(AgencyUnavailable) as caught:
        await Conduct("x", 60, RETRIES, breaker, sleeper).read(_row())
    assert caught.value.code == "circuit-open"
    assert sleeper.waits == []


async def test_circuit_that_opens_ends_the_retries() -> None:
    """The attempt that opens the circuit is the last: the next would be refused at the door."""
    conduct = Conduct("x", 60, RETRIES, _breaker(Clock(), failures=2), Sleeper())
    with pytest.raises(AgencyUnavailable) as caught:
        await conduct.read(_row(_down(), _down()))
    assert caught.value.code == "circuit-open"


async def test_cancelled_trial_lets_the_next_one_try() -> None:
    """A trial that was given up must not keep the circuit open for ever."""
    clock = Clock()
    breaker = _breaker(clock, failures=1)
    breaker.failed()
    clock.now += 10
    conduct = Conduct("x", 60, RETRIES, breaker, Sleeper())
    trial = asyncio.create_task(conduct.read(asyncio.Event().wait))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert await conduct.read(_row("yes")) == "yes"
    assert breaker.state == "closed"


def _refuse() -> None:
    """Refuse a call by the calendar."""
    raise AgencyRefused("x", "closed")


async def test_a_refusal_of_the_calendar_is_no_outage() -> None:
    """An agency would be taken for dead because it rests, or for sound because it was not asked."""
    breaker = _breaker(Clock(), failures=2)
    closed = Conduct("x", 60, RETRIES, breaker, Sleeper(), admit=[_refuse])
    breaker.failed()
    for _ in range(5):
        with pytest.raises(AgencyRefused):
            await closed.read(_row())
    assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "open"


async def test_a_refusal_of_the_calendar_takes_nobodys_trial() -> None:
    """The one who may try would be refused, and the circuit stay open for ever."""
    clock = Clock()
    breaker = _breaker(clock, failures=1)
    breaker.failed()
    clock.now += 10
    with pytest.raises(AgencyRefused):
        await Conduct("x", 60, RETRIES, breaker, Sleeper(), admit=[_refuse]).read(_row())
    assert await Conduct("x", 60, RETRIES, breaker, Sleeper()).read(_row("yes")) == "yes"
    assert breaker.state == "closed"


async def test_an_open_circuit_uses_no_quota() -> None:
    """A dead agency would use up the day's quota before it comes back."""
    used: list[str] = []
    breaker = _breaker(Clock(), failures=1)
    breaker.failed()
    conduct = Conduct("x", 60, RETRIES, breaker, Sleeper(), admit=[lambda: used.append("one")])
    with pytest.raises(AgencyUnavailable):
        await conduct.read(_row())
    assert used == []


async def test_who_waited_while_the_circuit_opened_uses_no_quota() -> None:
    """A bench of callers would use up the day's quota of an agency that has just died."""
    used: list[str] = []
    breaker = _breaker(Clock(), failures=1)
    bulkhead = Bulkhead("x", BulkheadLimits(concurrent=1, waiting=1))
    admit = [lambda: used.append("one")]
    conduct = Conduct("x", 60, RETRIES, breaker, Sleeper(), bulkhead=bulkhead, admit=admit)
    async with bulkhead:
        waiting = asyncio.create_task(conduct.read(_row()))
        await asyncio.sleep(0)
        breaker.failed()
    with pytest.raises(AgencyUnavailable) as caught:
        await waiting
    assert caught.value.code == "circuit-open"
    assert used == []


async def test_an_open_circuit_is_told_before_a_full_bulkhead() -> None:
    """An operator would read that an agency is crowded when it is dead."""
    breaker = _breaker(Clock(), failures=1)
    bulkhead = Bulkhead("x", BulkheadLimits(concurrent=1, waiting=0))
    conduct = Conduct("x", 60, RETRIES, breaker, Sleeper(), bulkhead=bulkhead)
    breaker.failed()
    async with bulkhead:
        with pytest.raises(AgencyUnavailable) as caught:
            await conduct.read(_row())
    assert caught.value.code == "circuit-open"


async def test_every_attempt_uses_the_quota() -> None:
    """Repeated calls would be counted by the agency and not by us."""
    used: list[str] = []
    admit = [lambda: used.append("one")]
    conduct = Conduct("x", 60, RETRIES, _breaker(Clock()), Sleeper(), admit=admit)
    await conduct.read(_row(_down(), _down(), "yes"))
    assert len(used) == 3


async def test_a_full_bulkhead_is_told_at_once() -> None:
    """Who finds the agency crowded would come again and again, and crowd it more."""
    bulkhead = Bulkhead("x", BulkheadLimits(concurrent=1, waiting=0))
    breaker = _breaker(Clock(), failures=1)
    conduct = Conduct("x", 60, RETRIES, breaker, sleeper := Sleeper(), bulkhead=bulkhead)
    async with bulkhead:
        with pytest.raises(AgencyUnavailable) as caught:
            await conduct.read(_row())
    assert caught.value.code == "bulkhead-full"
    assert sleeper.waits == []
    assert breaker.state == "closed"
    assert await conduct.read(_row("yes")) == "yes"


async def test_a_pause_between_attempts_holds_no_slot() -> None:
    """Those who wait to ask again would keep out those who could ask now."""
    bulkhead = Bulkhead("x", BulkheadLimits(concurrent=1, waiting=0))
    entered: list[str] = []

    async def sleep(_: float) -> None:
        async with bulkhead:
            entered.append("one")

    conduct = Conduct("x", 60, RETRIES, _breaker(Clock()), sleep, bulkhead=bulkhead)
    assert await conduct.read(_row(_down(), "yes")) == "yes"
    assert entered == ["one"]


async def test_who_waits_in_vain_blames_nobody() -> None:
    """An agency would be taken for dead because others were before us."""
    bulkhead = Bulkhead("x", BulkheadLimits(concurrent=1, waiting=1))
    breaker = _breaker(Clock(), failures=1)
    conduct = Conduct("x", 0.001, RETRIES, breaker, Sleeper(), bulkhead=bulkhead)
    async with bulkhead:
        with pytest.raises(AgencyUnavailable) as caught:
            await conduct.read(_row())
    assert caught.value.code == "deadline"
    assert breaker.state == "closed"
    assert bulkhead.waiting == 0


async def test_a_budget_binds_every_question_of_a_request() -> None:
    """A door would wait for each agency's own deadline, one after the other."""
    conduct = Conduct("x", 3_600, RETRIES, _breaker(Clock()), Sleeper())
    codes = []
    with budget(0.002):
        for _ in range(2):
            with pytest.raises(AgencyUnavailable) as caught:
                await conduct.read(asyncio.Event().wait)
            codes.append(caught.value.code)
    assert codes == ["deadline", "deadline"]


async def test_tasks_share_the_budget_of_their_request() -> None:
    """Questions asked side by side would each have time that the request has not."""
    conduct = Conduct("x", 3_600, RETRIES, _breaker(Clock()), Sleeper())

    async def question() -> str:
        with pytest.raises(AgencyUnavailable) as caught:
            await conduct.read(asyncio.Event().wait)
        return caught.value.code

    with budget(0.002):
        told = await asyncio.gather(*(asyncio.create_task(question()) for _ in range(3)))
    assert told == ["deadline"] * 3


async def test_an_inner_budget_never_widens_an_outer_one() -> None:
    """A use case would give its agencies more time than its caller has."""
    conduct = Conduct("x", 3_600, RETRIES, _breaker(Clock()), Sleeper())
    with budget(0.002), budget(3_600), pytest.raises(AgencyUnavailable, match="deadline"):
        await conduct.read(asyncio.Event().wait)
    with budget(3_600), budget(0.002), pytest.raises(AgencyUnavailable, match="deadline"):
        await conduct.read(asyncio.Event().wait)


async def test_a_budget_that_is_spent_asks_nobody() -> None:
    """A call would be made whose answer nobody can wait for."""
    conduct = Conduct("x", 60, RETRIES, _breaker(Clock()), Sleeper())
    with budget(0), pytest.raises(AgencyUnavailable) as caught:
        await conduct.read(_row())
    assert caught.value.code == "deadline"
    assert await conduct.read(_row("yes")) == "yes"


async def test_a_budget_that_others_spent_is_not_the_agencys_fault() -> None:
    """One slow agency would have every other's circuit opened."""
    breaker = _breaker(Clock(), failures=1)
    conduct = Conduct("x", 3_600, RETRIES, breaker, Sleeper())
    with budget(0.001), pytest.raises(AgencyUnavailable):
        await conduct.read(asyncio.Event().wait)
    assert breaker.state == "closed"


async def test_retries_end_with_the_budget() -> None:
    """A wait would be begun that the request cannot outlive; the reason stays the agency's own."""
    waits = Retries(attempts=9, first_wait=3_600.0, longest_wait=3_600.0)
    conduct = Conduct("x", 7_200, waits, _breaker(Clock()), sleeper := Sleeper())
    with budget(0.01), pytest.raises(AgencyUnavailable) as caught:
        await conduct.read(_row(_down(), "never"))
    assert caught.value.code == "unreachable"
    assert sleeper.waits == []


async def test_what_is_brought_is_brought_once() -> None:
    """A notice that may have arrived would be brought again by its transport, not by the outbox."""
    conduct = Conduct("x", 60, RETRIES, _breaker(Clock()), sleeper := Sleeper())
    with pytest.raises(AgencyUnavailable) as caught:
        await conduct.once(_row(_down(), "never"))
    assert caught.value.code == "unreachable"
    assert sleeper.waits == []
    assert await conduct.once(_row("yes")) == "yes"


def _states(breaker: Breaker, clock: Clock) -> list[str]:
    """Return how the breaker stands now, and how after its rest."""
    before = breaker.state
    clock.now += 10
    return [before, breaker.state]


def test_half_open_lets_one_try() -> None:
    """After its rest the agency gets one visitor; a crowd would push it down again."""
    clock = Clock()
    breaker = _breaker(clock)
    for _ in range(3):
        breaker.failed()
    assert _states(breaker, clock) == ["open", "half-open"]
    breaker.admit()
    with pytest.raises(AgencyUnavailable):
        breaker.admit()
    breaker.failed()
    assert _states(breaker, clock) == ["open", "half-open"]
    breaker.admit()
    breaker.answered()
    assert _states(breaker, clock) == ["closed", "closed"]
    breaker.admit()
    breaker.admit()


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 5))
def test_opens_exactly_after_failures_in_a_row(answers: list[bool], limit: int) -> None:
    """Failures with answers between them are not an outage; so many in a row are."""
    breaker = _breaker(Clock(), failures=limit)
    in_a_row = 0
    for answered in answers:
        if in_a_row == limit:
            break
        breaker.admit()
        in_a_row = 0 if answered else in_a_row + 1
        (breaker.answered if answered else breaker.failed)()
    assert (breaker.state == "open") == (in_a_row == limit)
