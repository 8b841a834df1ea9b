"""The ids of our questions: the provider's code and an instant that is never given twice."""

from datetime import UTC, datetime, timedelta
from typing import Final

from schemas.canonical.dates import TEHRAN

_MICROSECOND: Final = timedelta(microseconds=1)


class RequestIds:
    """Who numbers the questions of one process; the register refuses a number it has seen.

    Within the process no id comes twice, whatever the clock does. Two processes that ask in the
    same microsecond are told apart by the register itself: it refuses the second, which is then
    asked again under a later id.
    """

    def __init__(self) -> None:
        self._last = datetime.min.replace(tzinfo=UTC)

    def next(self, provider: str, now: datetime) -> str:
        """Return 24 digits: ``provider`` (four), yyyyMMddHHmmss in Tehran, six of microseconds."""
        self._last = max(now, self._last + _MICROSECOND)
        return f"{provider}{self._last.astimezone(TEHRAN):%Y%m%d%H%M%S%f}"
