"""The pace at which one agency may be asked: the quotas that it grants us.

Who keeps to them is not locked out. They are counted where the calls are made: a second, minute or
hour is any such span, a day is Tehran's.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, PositiveInt

from adapters.base.errors import AgencyRefused
from schemas.canonical.dates import TEHRAN, tehran_day

OWN_QUOTA = "own-quota"
_SPANS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}


class Quota(BaseModel):
    """So many calls in any second, minute or hour, or in a day of Tehran."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: PositiveInt
    per: Literal["second", "minute", "hour", "day"]

    def shared(self, share: float) -> int:
        """Return how many calls are a process's own that has ``share`` of the quota."""
        return max(1, int(self.calls * share))


class SlidingQuota:
    """So many calls in any span of ``seconds``: exactly, since the time of each is remembered."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._times: deque[float] = deque(maxlen=calls)
        self._calls = calls
        self._seconds = seconds

    def wait(self, at: float) -> float:
        """Return the seconds from ``at`` until a further call is granted, 0 when it is now."""
        if len(self._times) < self._calls:
            return 0.0
        return max(0.0, self._times[0] + self._seconds - at)

    def count(self, at: float) -> None:
        """Note a call at ``at``."""
        self._times.append(at)


class DayQuota:
    """So many calls in a day of Tehran, by whose midnight agencies count."""

    def __init__(self, calls: int) -> None:
        self._calls = calls
        self._day: date | None = None
        self._made = 0

    def until(self, now: datetime) -> datetime | None:
        """Return the midnight (UTC) that ends a day that is used up, None while it is not."""
        day = tehran_day(now)
        if day != self._day or self._made < self._calls:
            return None
        return datetime.combine(day + timedelta(days=1), time.min, TEHRAN).astimezone(UTC)

    def count(self, now: datetime) -> None:
        """Note a call at ``now``."""
        day = tehran_day(now)
        self._made = self._made + 1 if day == self._day else 1
        self._day = day


class Pace:
    """All quotas of one agency: a call is counted by every one of them or by none.

    ``share`` is the part of the quotas that this process has, ``monotonic`` tells seconds that
    never go back, ``now`` UTC.
    """

    def __init__(
        self,
        agency: str,
        quotas: Sequence[Quota],
        share: float,
        *,
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._agency = agency
        self._monotonic = monotonic
        self._now = now
        self._sliding = [
            SlidingQuota(one.shared(share), _SPANS[one.per]) for one in quotas if one.per in _SPANS
        ]
        self._daily = [DayQuota(one.shared(share)) for one in quotas if one.per not in _SPANS]

    def admit(self) -> None:
        """Count a call, or raise `AgencyRefused` with code ``own-quota`` and until when it holds.

        A refused call is not counted.
        """
        at, now = self._monotonic(), self._now()
        ends = [end for one in self._daily if (end := one.until(now)) is not None]
        wait = max((one.wait(at) for one in self._sliding), default=0.0)
        if wait > 0:
            ends.append(now + timedelta(seconds=wait))
        if ends:
            raise AgencyRefused(self._agency, OWN_QUOTA, max(ends))
        for sliding in self._sliding:
            sliding.count(at)
        for daily in self._daily:
            daily.count(now)
