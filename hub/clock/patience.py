"""When an open case is looked at again: soon after an agency's silence, when it opens, or daily."""

from datetime import datetime, timedelta

from schemas.canonical.decision import Remedy

LEASE = timedelta(seconds=60)
"""How long one process has a case to itself before others look after it."""
_LONGEST = timedelta(minutes=5)
_DAILY = timedelta(days=1)


def next_attempt(
    remedy: Remedy | None,
    attempts: int,
    first: timedelta,
    now: datetime,
    until: datetime | None = None,
) -> datetime:
    """Return when to try again: doubling from ``first`` up to five minutes, or the next day.

    A record that an officer has to mend does not change by asking again every minute, but it does
    change, so such a case is asked about once a day. An agency that is closed ``until`` an instant
    is asked when it opens, not sooner than after ``first``, and once a day however long it says:
    a calendar can be mended.
    """
    if remedy is Remedy.OFFICER:
        return now + _DAILY
    if until is not None:
        return min(max(until, now + first), now + _DAILY)
    return now + min(first * (1 << min(attempts, 16)), _LONGEST)
