"""What becomes of a notice that was not taken: when it is brought again, or that it is given up.

Pure: the attempts so far, the instant and the chance are arguments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a notice is brought at most, and the longest pause between two attempts."""

    attempts: int
    longest: timedelta


_CLOSED: Final = timedelta(days=1)

UNAVAILABLE: Final = Patience(300, timedelta(minutes=15))
"""A silent receiver: a day and a half with the shortest pauses, three days with the longest."""

PATIENCE: Final[Mapping[type[AgencyError], Patience]] = MappingProxyType(
    {
        AgencyUnavailable: UNAVAILABLE,
        # its calendar and quotas: six days with the shortest pauses, twelve with the longest
        AgencyRefused: Patience(300, timedelta(hours=1)),
        # a proxy's error page looks like this for some minutes; a wrong program does for ever
        AgencyBrokeContract: Patience(8, timedelta(minutes=15)),
        # it knows nothing of what we tell: asking again says the same
        NoSuchRecord: Patience(1, timedelta(0)),
    }
)


def next_attempt(
    failure: type[Exception],
    attempts: int,
    *,
    first: timedelta,
    now: datetime,
    chance: float,
    until: datetime | None = None,
) -> datetime | None:
    """Return when a notice is brought again after ``attempts`` that failed; None gives it up.

    Pauses double from ``first`` up to the longest; ``chance``, in [0, 1), takes up to half off, so
    that those who failed together do not come again together. A failure that is none of an agency's
    is treated as silence. A receiver that is closed ``until`` an instant is not asked before it,
    but once a day.
    """
    known = (found for kind, found in PATIENCE.items() if issubclass(failure, kind))
    patience = next(known, UNAVAILABLE)
    if attempts >= patience.attempts:
        return None
    pause = min(first * (1 << min(attempts - 1, 24)), patience.longest)
    again = now + pause * (1 - chance / 2)
    return again if until is None else max(again, min(until, now + _CLOSED))
