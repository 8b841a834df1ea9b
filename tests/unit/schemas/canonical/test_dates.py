"""Days of the law: Jalali and back, days that are none, and where Tehran's day begins."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from schemas.canonical.dates import TEHRAN, jalali, parse_jalali, tehran_day, tehran_stamp

days = st.dates(date(1850, 1, 1), date(2150, 12, 31))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=offsets)  # noqa: DTZ001 - hypothesis gives the zone

LEAP = (1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412)
"""Leap years of the official calendar; 1375 and 1408 come after five years, not four."""


@given(days)
def test_a_day_comes_back(day: date) -> None:
    """A birth day would change on its way through the hub."""
    assert parse_jalali(jalali(day)) == day
    assert parse_jalali(jalali(day).replace("/", "")) == day


@given(days)
def test_the_two_faces_are_the_calendars_own(day: date) -> None:
    """The written day would be another one than the calendar's."""
    face = JalaliDate(day)
    assert jalali(day) == f"{face.year:04}/{face.month:02}/{face.day:02}"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1405/01/01", date(2026, 3, 21)),
        ("1403/12/30", date(2025, 3, 20)),
        ("1399/12/30", date(2021, 3, 20)),
        ("1360/01/01", date(1981, 3, 21)),
        ("1405/09/01", date(2026, 11, 22)),
    ],
)
def test_known_days(text: str, day: date) -> None:
    """Both directions could be wrong by the same day."""
    assert parse_jalali(text) == day
    assert jalali(day) == text


@pytest.mark.parametrize("year", range(1368, 1415))
def test_leap_years_alone_have_a_thirtieth_of_esfand(year: int) -> None:
    """A person born on 30 Esfand would be refused, or a day that never was accepted."""
    if year in LEAP:
        assert jalali(parse_jalali(f"{year}/12/30")) == f"{year}/12/30"
    else:
        with pytest.raises(ValueError, match=r"."):
            parse_jalali(f"{year}/12/30")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1405/13/01",
        "1405/00/10",
        "1405/01/32",
        "1405/07/31",
        "1405/01/00",
        "1405/1/1",
        "14050101x",
        "۱۴۰۵/۰۱/۰۱",
        "1405-01-01",
        "140501011",
        "14/0510/01",
        "1/4/0/5/0101",
        "140501/01",
        "²²²²²²²²",
    ],
)
def test_days_that_are_none_are_refused(text: str) -> None:
    """A date that nobody wrote would be guessed from its digits."""
    with pytest.raises(ValueError, match=r"."):
        parse_jalali(text)


@pytest.mark.parametrize(
    ("hour", "minute", "second", "day"),
    [(20, 29, 59, 22), (20, 30, 0, 23), (20, 31, 0, 23), (0, 0, 0, 22)],
)
def test_tehrans_day_begins_at_half_past_eight_utc(
    hour: int, minute: int, second: int, day: int
) -> None:
    """A sheet of the late evening would be entered on another day."""
    instant = datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC)
    assert tehran_day(instant) == date(2026, 11, day)


@given(instants, offsets)
def test_the_zone_an_instant_is_told_in_does_not_matter(instant: datetime, zone: timezone) -> None:
    """The same instant would fall on two days, by who wrote it down."""
    assert tehran_day(instant.astimezone(zone)) == tehran_day(instant)
    assert tehran_stamp(instant.astimezone(zone)) == tehran_stamp(instant)


@given(instants)
def test_a_stamp_is_its_instant_in_seconds(instant: datetime) -> None:
    """A stamp on a document would be another moment than the one it stands for."""
    stamp = tehran_stamp(instant)
    assert stamp.endswith("+03:30")
    read = datetime.fromisoformat(stamp)
    assert read == instant.astimezone(TEHRAN).replace(microsecond=0)
