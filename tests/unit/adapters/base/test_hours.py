"""Opening hours in Tehran: weeks, Thursdays, Jalali holidays, maintenance."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters.base.errors import AgencyRefused
from adapters.base.hours import Hours, OpeningHours, Window
from schemas.calendar.holidays import shipped_holidays
from schemas.canonical.dates import TEHRAN, parse_jalali

DAYS = ("saturday", "sunday", "monday", "tuesday", "wednesday")
SHORT = {"thursday": ["08:00-12:00"]}
OFFICE = Hours.model_validate({day: ["08:00-14:00"] for day in DAYS} | SHORT)
NIGHTS = Hours.model_validate(
    {day: ["20:30-24:00", "00:00-05:15"] for day in (*DAYS, "friday")} | {"holidays": "open"}
)
REST = Window(
    begins=datetime(2026, 11, 24, 9, 0, tzinfo=TEHRAN),
    ends=datetime(2026, 11, 26, 10, 0, tzinfo=TEHRAN),
)
AGAIN = Window(begins=REST.ends, ends=REST.ends + timedelta(hours=1))


def _hours(
    hours: Hours | None, *windows: Window, at: datetime = datetime(2026, 11, 22, tzinfo=UTC)
) -> OpeningHours:
    return OpeningHours("x", hours, windows, holidays=shipped_holidays(), now=lambda: at)


def _tehran(day: str, clock: str) -> datetime:
    """Return an instant by its Jalali day and the wall clock of Tehran."""
    found = parse_jalali(day)
    return datetime.fromisoformat(f"{found.isoformat()}T{clock}:00+03:30").astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "clock", "code", "opens"),
    [
        ("1405/09/01", "08:00", None, ("1405/09/01", "08:00")),  # a Sunday
        ("1405/09/01", "13:59", None, ("1405/09/01", "13:59")),
        ("1405/09/01", "14:00", "closed", ("1405/09/02", "08:00")),
        ("1405/09/01", "07:59", "closed", ("1405/09/01", "08:00")),
        ("1405/09/01", "00:00", "closed", ("1405/09/01", "08:00")),
        ("1405/09/05", "11:59", None, ("1405/09/05", "11:59")),  # a Thursday
        ("1405/09/05", "12:00", "closed", ("1405/09/07", "08:00")),
        ("1405/09/06", "10:00", "closed", ("1405/09/07", "08:00")),  # a Friday
        ("1405/10/02", "10:00", "holiday", ("1405/10/03", "08:00")),  # of the lunar calendar
        ("1405/11/21", "20:00", "closed", ("1405/11/24", "08:00")),  # Thursday 22nd rests too
        ("1405/12/29", "10:00", "holiday", ("1406/01/05", "08:00")),  # over Nowruz
    ],
)
def test_a_week_of_an_office(day: str, clock: str, code: str, opens: tuple[str, str]) -> None:
    """An office would be asked when nobody is there, or left alone while it works."""
    at = _tehran(day, clock)
    office = _hours(OFFICE)
    assert office.closed(at) == code
    assert office.opens(at) == _tehran(*opens)


def test_maintenance_is_over_everything() -> None:
    """An agency would be asked while it is taken apart; what follows at once belongs to it."""
    office = _hours(OFFICE, AGAIN, REST)
    assert office.closed(REST.begins) == "maintenance"
    assert office.opens(REST.begins) == AGAIN.ends
    assert office.closed(REST.begins - timedelta(seconds=1)) is None
    assert _hours(None, REST).opens(REST.begins) == REST.ends
    assert _hours(None, REST).closed(REST.ends) is None


def test_a_maintenance_that_ends_at_night_is_over_in_the_morning() -> None:
    """A case would be tried in the night after, for nothing."""
    night = Window(begins=_tehran("1405/09/01", "13:00"), ends=_tehran("1405/09/01", "23:00"))
    assert _hours(OFFICE, night).opens(night.begins) == _tehran("1405/09/02", "08:00")


def test_the_door_says_why_and_until_when() -> None:
    """Nobody could tell a holiday from an outage, or know when to come again."""
    at = _tehran("1405/10/02", "10:00")
    with pytest.raises(AgencyRefused) as caught:
        _hours(OFFICE, at=at).admit()
    assert (caught.value.code, caught.value.until) == ("holiday", _tehran("1405/10/03", "08:00"))
    _hours(OFFICE, at=_tehran("1405/10/03", "08:00")).admit()


instants = st.datetimes(datetime(2026, 3, 21), datetime(2027, 4, 20)).map(  # noqa: DTZ001 - made aware
    lambda naive: naive.replace(tzinfo=UTC)
)
kinds = st.sampled_from([OFFICE, NIGHTS, None])
windows = st.lists(
    st.builds(
        lambda begins, hours: Window(begins=begins, ends=begins + timedelta(hours=hours)),
        instants,
        st.integers(1, 400),
    ),
    max_size=3,
)


def _open(hours: Hours | None, windows: list[Window], at: datetime) -> bool:
    """Tell the same in another way: by the minute on Tehran's wall."""
    if any(one.begins <= at < one.ends for one in windows):
        return False
    if hours is None:
        return True
    local = at.astimezone(TEHRAN)
    if hours.holidays == "closed" and local.date() in shipped_holidays():
        return False
    spans = getattr(hours, local.strftime("%A").lower())
    return any(one[:5] <= local.strftime("%H:%M") < one[6:] for one in spans)


@given(kinds, windows, instants, st.floats(0, 1, exclude_max=True))
def test_the_next_opening_is_the_next(
    hours: Hours | None, rests: list[Window], at: datetime, between: float
) -> None:
    """It would be closed when we come, or open before without our noticing."""
    agency = _hours(hours, *rests)
    opens = agency.opens(at)
    assert opens is not None
    assert opens >= at
    assert (agency.closed(at) is None) == _open(hours, rests, at) == (opens == at)
    assert _open(hours, rests, opens)
    inside = at + (opens - at) * between
    assert inside == opens or not _open(hours, rests, inside)


def test_an_opening_that_is_not_near_is_not_promised() -> None:
    """A calendar of holidays alone would be searched for ever."""

    class Always:
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date)

    agency = OpeningHours("x", OFFICE, (), holidays=Always(), now=lambda: REST.begins)
    assert agency.opens(REST.begins) is None
    with pytest.raises(AgencyRefused, match="holiday"):
        agency.admit()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"holidays": "open"},
        {"sunday": ["8-14"]},
        {"sunday": ["14:00-08:00"]},
        {"sunday": ["08:00-08:00"]},
        {"sunday": ["08:00-24:30"]},
        {"sunday": ["24:00-24:00"]},
        {"sonntag": ["08:00-14:00"]},
        {"sunday": ["08:00-14:00"], "holidays": "maybe"},
    ],
)
def test_wrong_hours(wrong: dict[str, Any]) -> None:
    """A slip of the hand would close an agency, or open it, without anybody's word."""
    with pytest.raises(ValidationError):
        Hours.model_validate(wrong)


@pytest.mark.parametrize("ends", [REST.begins, REST.begins - timedelta(hours=1)])
def test_wrong_window(ends: datetime) -> None:
    """A window turned around would close nothing, and nobody would see why."""
    with pytest.raises(ValidationError):
        Window(begins=REST.begins, ends=ends)
    with pytest.raises(ValidationError):
        Window(begins=REST.begins.replace(tzinfo=None), ends=ends + timedelta(days=2))
