"""Quotas toward an agency: never more than it grants, and never fewer for no reason."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import AgencyRefused
from adapters.base.pace import Pace, Quota
from schemas.canonical.dates import tehran_day

START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
"""Half past nine in the evening in Tehran, two and a half hours before its midnight."""
SPANS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
quotas = st.lists(
    st.builds(Quota, calls=st.integers(1, 6), per=st.sampled_from([*SPANS, "day"])), max_size=3
)
pauses = st.lists(st.sampled_from([0.0, 0.25, 0.75, 1.0, 15.5, 60.0, 1800.0, 9000.0]), max_size=60)


class World:
    """Seconds and instants that pass together, when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def pace(self, *agreed: Quota, share: float = 1.0) -> Pace:
        return Pace("x", agreed, share, monotonic=self.monotonic, now=self.now)


def _refusal(pace: Pace) -> AgencyRefused | None:
    """Return why a call was not admitted, None when it was."""
    try:
        pace.admit()
    except AgencyRefused as refusal:
        return refusal
    return None


def _calls(world: World, pace: Pace, waits: list[float]) -> list[float]:
    """Return when calls were admitted that were tried after each of ``waits``."""
    made = []
    for wait in waits:
        world.seconds += wait
        if _refusal(pace) is None:
            made.append(world.seconds)
    return made


def _most(made: list[float], quota: Quota) -> int:
    """Return the most calls that any span, or any day, of the quota saw."""
    if quota.per == "day":
        days = [tehran_day(START + timedelta(seconds=at)) for at in made]
        return max(map(days.count, days), default=0)
    span = SPANS[quota.per]
    return max((sum(begin <= at < begin + span for at in made) for begin in made), default=0)


@given(quotas, pauses)
def test_no_span_sees_more_calls_than_the_quota(agreed: list[Quota], waits: list[float]) -> None:
    """The agency would lock us out for a burst at the seam of two spans."""
    world = World()
    made = _calls(world, world.pace(*agreed), waits)
    for quota in agreed:
        assert _most(made, quota) <= quota.calls


@given(quotas, pauses)
def test_a_refusal_says_when_it_ends(agreed: list[Quota], waits: list[float]) -> None:
    """A case would be tried before the quota allows it, or long after."""
    world = World()
    pace = world.pace(*agreed)
    for wait in waits:
        world.seconds += wait
        refusal = _refusal(pace)
        if refusal is None:
            continue
        assert refusal.code == "own-quota"
        assert refusal.until is not None
        assert refusal.until > world.now()
        world.seconds += (refusal.until - world.now()).total_seconds()
        pace.admit()


@given(quotas, pauses)
def test_no_call_is_refused_while_the_quota_has_any(
    agreed: list[Quota], waits: list[float]
) -> None:
    """Calls that were granted would be kept back, and the next day begin with the last one's."""
    world = World()
    pace = world.pace(*agreed)
    made: list[float] = []
    for wait in waits:
        world.seconds += wait
        if _refusal(pace) is None:
            made.append(world.seconds)
        else:
            assert any(_used_up(made, quota, world) for quota in agreed)


def _used_up(made: list[float], quota: Quota, world: World) -> bool:
    """Tell whether the span, or the day, that ends now has seen the whole quota."""
    if quota.per == "day":
        days = [tehran_day(START + timedelta(seconds=at)) for at in made]
        return days.count(tehran_day(world.now())) == quota.calls
    return sum(at > world.seconds - SPANS[quota.per] for at in made) == quota.calls


@given(st.integers(1, 20), st.sampled_from([*SPANS, "day"]))
def test_the_whole_quota_may_be_used(calls: int, per: str) -> None:
    """A quota that was paid for would lie idle."""
    world = World()
    pace = world.pace(Quota.model_validate({"calls": calls, "per": per}))
    assert len(_calls(world, pace, [0.0] * (calls + 5))) == calls


def test_a_call_that_one_quota_refuses_uses_no_other() -> None:
    """Calls that were never made would use up the day."""
    world = World()
    pace = world.pace(Quota(calls=1, per="second"), Quota(calls=3, per="day"))
    assert len(_calls(world, pace, [0.0] * 50)) == 1
    assert len(_calls(world, pace, [1.0, 1.0, 1.0])) == 2


def test_a_day_ends_at_midnight_in_tehran() -> None:
    """A day's quota would come back at another hour than the agency counts."""
    world = World()
    pace = world.pace(Quota(calls=1, per="day"))
    pace.admit()
    with pytest.raises(AgencyRefused) as caught:
        pace.admit()
    assert caught.value.until == datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(("share", "calls"), [(1.0, 10), (0.5, 5), (0.25, 2), (0.01, 1)])
def test_processes_share_a_quota(share: float, calls: int) -> None:
    """Four processes would ask four times what was agreed, or a small share nothing at all."""
    world = World()
    pace = world.pace(Quota(calls=10, per="minute"), share=share)
    assert len(_calls(world, pace, [0.0] * 20)) == calls
