"""When an open case is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock.patience import LEASE, next_attempt
from schemas.canonical.decision import Remedy

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FIRST = timedelta(seconds=5)
attempts = st.integers(0, 10_000)
firsts = st.integers(1, 3_600).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("tried", "seconds"), [(0, 5), (1, 10), (2, 20), (5, 160), (6, 300), (9, 300)]
)
def test_patience_doubles_up_to_five_minutes(tried: int, seconds: int) -> None:
    """An agency that is down would be asked ever faster, or a case wait for hours."""
    assert next_attempt(Remedy.AGENCY, tried, FIRST, NOW) == NOW + timedelta(seconds=seconds)


@given(attempts, firsts)
def test_patience_grows_and_is_capped(tried: int, first: timedelta) -> None:
    """A case could be asked about sooner after more silence, or never again."""
    one = next_attempt(Remedy.AGENCY, tried, first, NOW)
    assert NOW < one <= next_attempt(Remedy.AGENCY, tried + 1, first, NOW)
    assert one <= NOW + timedelta(minutes=5)


@given(attempts, firsts)
def test_what_an_officer_has_to_mend_waits_a_day(tried: int, first: timedelta) -> None:
    """A record that does not change by asking would be asked for every minute, for fifteen days."""
    assert next_attempt(Remedy.OFFICER, tried, first, NOW) == NOW + timedelta(days=1)


@given(attempts, firsts, st.integers(-86_400, 400_000))
def test_a_closed_agency_is_asked_when_it_opens(tried: int, first: timedelta, seconds: int) -> None:
    """It would be asked while it is closed, long after it opened, or in a row without a pause."""
    opens = NOW + timedelta(seconds=seconds)
    again = next_attempt(Remedy.AGENCY, tried, first, NOW, opens)
    assert again in {opens, NOW + first, NOW + timedelta(days=1)}
    assert NOW + first <= again <= NOW + timedelta(days=1)
    if first <= opens - NOW <= timedelta(days=1):
        assert again == opens


def test_an_officer_is_waited_for_in_days_whoever_is_closed() -> None:
    """What the calendar cannot mend would be asked for at every opening."""
    opens = NOW + timedelta(minutes=1)
    assert next_attempt(Remedy.OFFICER, 0, FIRST, NOW, opens) == NOW + timedelta(days=1)


def test_a_lease_outlives_the_agencies_time() -> None:
    """A second process would take up a case while the first still waits for an agency."""
    assert timedelta(seconds=30) <= LEASE <= timedelta(minutes=5)
