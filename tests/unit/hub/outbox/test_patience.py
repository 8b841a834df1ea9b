"""When a notice that was not taken is brought again, and when it is given up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from hub.outbox.patience import PATIENCE, next_attempt
from tests.kit.article37 import NOW

FIRST = timedelta(seconds=5)
failures = st.sampled_from([*PATIENCE, TimeoutError, ValueError])
chances = st.floats(0, 1, exclude_max=True)


def pauses(failure: type[Exception], count: int) -> list[float | None]:
    """Return the longest pauses in seconds after each of ``count`` attempts."""
    again = [
        next_attempt(failure, n, first=FIRST, now=NOW, chance=0.0) for n in range(1, count + 1)
    ]
    return [None if one is None else (one - NOW).total_seconds() for one in again]


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    """A receiver that comes back would wait for hours, or be hammered while it is down."""
    assert pauses(AgencyUnavailable, 10) == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_a_calendar_is_asked_hourly() -> None:
    """A receiver that is closed for a week would be asked every few minutes."""
    assert pauses(AgencyRefused, 12)[-3:] == [2560, 3600, 3600]


@pytest.mark.parametrize(
    ("failure", "attempts"),
    [(AgencyUnavailable, 300), (AgencyRefused, 300), (AgencyBrokeContract, 8), (NoSuchRecord, 1)],
)
def test_a_notice_is_given_up_in_the_end(failure: type[AgencyError], attempts: int) -> None:
    """What nobody takes would be brought for ever, and no operator ever see it."""
    found = pauses(failure, attempts + 1)
    assert None not in found[: attempts - 1]
    assert found[attempts - 1 :] == [None, None]


def test_a_weekend_and_the_longest_holidays_are_waited_for() -> None:
    """Everything due to a receiver that rests would be dead when it comes back."""
    assert sum(filter(None, pauses(AgencyUnavailable, 300))) / 2 > timedelta(days=1).total_seconds()
    assert sum(filter(None, pauses(AgencyRefused, 300))) / 2 > timedelta(days=6).total_seconds()


@given(attempts=st.integers(1, 299), chance=chances, hours=st.integers(-24, 72))
def test_a_closed_receiver_is_asked_when_it_opens(attempts: int, chance: float, hours: int) -> None:
    """Attempts would be spent on a closed door, or one that opens early never be tried."""
    until = NOW + timedelta(hours=hours)
    again = next_attempt(AgencyRefused, attempts, first=FIRST, now=NOW, chance=chance, until=until)
    plain = next_attempt(AgencyRefused, attempts, first=FIRST, now=NOW, chance=chance)
    assert again is not None
    assert plain is not None
    assert again == max(plain, min(until, NOW + timedelta(days=1)))


@given(failure=failures, attempts=st.integers(1, 299), chance=chances)
def test_chance_takes_up_to_half_off(
    failure: type[Exception], attempts: int, chance: float
) -> None:
    """Those who failed together would come again together, or before they may."""
    longest = next_attempt(failure, attempts, first=FIRST, now=NOW, chance=0.0)
    found = next_attempt(failure, attempts, first=FIRST, now=NOW, chance=chance)
    assert (longest is None) == (found is None)
    if longest is not None and found is not None:
        assert (longest - NOW) / 2 <= found - NOW <= longest - NOW


@given(failure=failures, attempts=st.integers(1, 10**6), chance=chances)
def test_whatever_came_before_the_next_attempt_is_in_reach(
    failure: type[Exception], attempts: int, chance: float
) -> None:
    """A large count would overflow, or put a notice off for years."""
    found = next_attempt(failure, attempts, first=FIRST, now=NOW, chance=chance)
    assert found is None or NOW < found <= NOW + timedelta(hours=1)


class OfItsOwn(AgencyUnavailable):
    """A failure that an adapter made narrower."""


def test_a_narrower_failure_is_its_kind() -> None:
    """An adapter's own error class would end the lane's turn."""
    assert pauses(OfItsOwn, 3) == pauses(AgencyUnavailable, 3)
