"""The bulkhead: a hanging agency takes its own slots, and gives every one of them back."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters.base.bulkhead import Bulkhead, BulkheadLimits
from adapters.base.errors import AgencyUnavailable
from adapters.base.transport import CONNECTIONS


class Agency:
    """Counts who is inside, and lets each go when told."""

    def __init__(self, concurrent: int, waiting: int) -> None:
        limits = BulkheadLimits(concurrent=concurrent, waiting=waiting)
        self.bulkhead = Bulkhead("x", limits)
        self.inside = self.most = 0

    async def call(self, leave: asyncio.Event) -> str:
        """Return what became of one call."""
        try:
            async with self.bulkhead:
                self.inside += 1
                self.most = max(self.most, self.inside)
                try:
                    await leave.wait()
                finally:
                    self.inside -= 1
        except AgencyUnavailable as refused:
            return refused.code
        return "answered"


async def _settle() -> None:
    """Let everybody who can move do so."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_so_many_call_so_many_wait_and_the_next_is_told() -> None:
    """A crowd would hang with the agency, and take the hub's memory and time."""
    agency, leave = Agency(2, 3), asyncio.Event()
    calls = [asyncio.create_task(agency.call(leave)) for _ in range(7)]
    await _settle()
    assert (agency.inside, agency.bulkhead.waiting) == (2, 3)
    assert [one.result() for one in calls if one.done()] == ["bulkhead-full"] * 2
    leave.set()
    told = await asyncio.gather(*calls)
    assert told == ["answered"] * 5 + ["bulkhead-full"] * 2
    assert agency.most == 2


async def test_no_bench() -> None:
    """Zero who wait would still let one."""
    agency, leave = Agency(1, 0), asyncio.Event()
    first = asyncio.create_task(agency.call(leave))
    await _settle()
    assert await agency.call(leave) == "bulkhead-full"
    leave.set()
    assert await first == "answered"


@given(
    st.integers(1, 3),
    st.integers(0, 3),
    st.lists(st.tuples(st.sampled_from(["come", "leave", "cancel", "pause"]), st.integers(0, 9))),
)
async def test_whatever_callers_do_no_slot_is_lost(
    concurrent: int, waiting: int, acts: list[tuple[str, int]]
) -> None:
    """Each caller that hangs up would take a slot with him, until the agency cannot be asked."""
    agency = Agency(concurrent, waiting)
    calls: list[tuple[asyncio.Task[str], asyncio.Event]] = []
    for act, which in acts:
        if act == "come":
            leave = asyncio.Event()
            calls.append((asyncio.create_task(agency.call(leave)), leave))
        elif act == "pause":
            await _settle()
        elif calls:
            task, leave = calls[which % len(calls)]
            task.cancel() if act == "cancel" else leave.set()
        assert agency.inside <= concurrent
        assert agency.bulkhead.waiting <= waiting
    for task, leave in calls:
        task.cancel()
        leave.set()
    await asyncio.gather(*(task for task, _ in calls), return_exceptions=True)
    assert (agency.inside, agency.bulkhead.waiting) == (0, 0)
    leave = asyncio.Event()
    last = [asyncio.create_task(agency.call(leave)) for _ in range(concurrent)]
    await _settle()
    assert agency.inside == concurrent
    leave.set()
    assert await asyncio.gather(*last) == ["answered"] * concurrent


@pytest.mark.parametrize(
    "wrong", [{"concurrent": 0}, {"waiting": -1}, {"concurrent": CONNECTIONS + 1}, {"more": 1}]
)
def test_wrong_limits(wrong: dict[str, int]) -> None:
    """More calls than connections would wait in the transport, where nobody counts them."""
    with pytest.raises(ValidationError):
        BulkheadLimits.model_validate(wrong)
