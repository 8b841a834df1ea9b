"""Days of the law: Jalali and Gregorian faces of one day, and Tehran's wall clock.

Iran has kept UTC+03:30 all year since 1401, so Tehran is a fixed offset here; stamps of the older
summer time are read by their calendar day alone.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from persiantools.jdatetime import JalaliDate

TEHRAN = timezone(timedelta(hours=3, minutes=30), "Asia/Tehran")
_JALALI = re.compile("([0-9]{4})(/?)([0-9]{2})\\2([0-9]{2})")


@lru_cache(maxsize=4096)
def jalali(day: date) -> str:
    """Return ``day`` as the ten-character Jalali string ``YYYY/MM/DD``."""
    return JalaliDate(day).strftime("%Y/%m/%d", locale="en")


@lru_cache(maxsize=4096)
def parse_jalali(text: str) -> date:
    """Return the day that ``YYYY/MM/DD`` or ``YYYYMMDD`` (Jalali) names.

    Raises ``ValueError`` for a day that is not in the Jalali calendar.
    """
    found = _JALALI.fullmatch(text)
    if found is None:
        raise ValueError("a Jalali date is YYYY/MM/DD or YYYYMMDD")
    return JalaliDate(int(found[1]), int(found[3]), int(found[4])).to_gregorian()


def tehran_day(instant: datetime) -> date:
    """Return the calendar day in Tehran at ``instant`` (any zone, never naive)."""
    return instant.astimezone(TEHRAN).date()


def utc_stamp(instant: datetime) -> str:
    """Return ``instant`` as RFC 3339 and xsd:dateTime in UTC, with a Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def tehran_stamp(instant: datetime) -> str:
    """Return ``instant`` as RFC 3339 seconds with Tehran's offset."""
    return instant.astimezone(TEHRAN).isoformat(timespec="seconds")
