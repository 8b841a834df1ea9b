"""Days as a lookup's body names them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.lookups.base import parse_day
from schemas.canonical.dates import jalali
from schemas.canonical.identifiers import InvalidIdentifier


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_day_is_read_in_either_calendar(day: date) -> None:
    """A person would not be found by the birth day on his card."""
    assert parse_day(jalali(day)) == parse_day(day.isoformat()) == day


@given(st.text("0123456789-/W", min_size=8, max_size=10) | st.text(min_size=8, max_size=10))
def test_whatever_is_written_is_a_day_or_a_slip(text: str) -> None:
    """A slip of a clerk would be an internal error of the hub."""
    try:
        day = parse_day(text)
    except InvalidIdentifier:
        return
    assert text in {day.isoformat(), jalali(day)}


@pytest.mark.parametrize(
    "text", ["1360/13/01", "1360/12/30", "2026-02-30", "2026-W01-1", "0000/01/01", "13600101"]
)
def test_a_day_that_is_not_is_refused(text: str) -> None:
    """A day of another calendar's week, or one that never was, would be taken for a birth day."""
    with pytest.raises(InvalidIdentifier):
        parse_day(text)
