"""The stand-ins' only look at a clock, at their edge: the instant, and the day in Tehran."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from persiantools.jdatetime import JalaliDate

_TEHRAN = timedelta(hours=3, minutes=30)


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def tehran_today() -> date:
    """Return today in Tehran."""
    return (utc_now() + _TEHRAN).date()


def jalali_today() -> int:
    """Return today's Jalali day in Tehran as the integer YYYYMMDD."""
    return _jalali((datetime.now(UTC) + _TEHRAN).toordinal())


@lru_cache(maxsize=2)
def _jalali(ordinal: int) -> int:
    """Return a day of the Gregorian calendar, by its ordinal, as a Jalali integer."""
    day = JalaliDate(datetime.fromordinal(ordinal).date())
    return int(day.year * 10_000 + day.month * 100 + day.day)
