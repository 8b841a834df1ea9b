"""Quotas of agreements: counted where every process counts, in the statement that admits a request.

A request is counted in the minute and in the day (of Tehran) in which it came, under the words of
every agreement it stands on. What comes beyond the quota is counted too: it stays spent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hub.errors import QuotaSpent
from hub.store.database import Row
from schemas.canonical.case import Allowance
from schemas.canonical.dates import TEHRAN

_SPANS = {"minute": timedelta(minutes=1), "day": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a quota is used, in a span of ``window`` seconds that ends in ``resets``."""

    span: str
    most: int
    used: int
    window: int
    resets: int

    @property
    def remaining(self) -> int:
        """How often may still be asked."""
        return max(0, self.most - self.used)


def quota_arguments(allowances: Iterable[Allowance], now: datetime) -> Row:
    """Return the arguments of ``counted``, in the same order in every process."""
    here = now.astimezone(TEHRAN)
    starts = {
        "minute": here.replace(second=0, microsecond=0),
        "day": here.replace(hour=0, minute=0, second=0, microsecond=0),
    }
    rows = [
        (one.words, span, starts[span], most)
        for one in allowances
        for span, most in (("day", one.per_day), ("minute", one.per_minute))
    ]
    names = ("words", "spans", "starts", "most")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def usages(counted: Iterable[Row], now: datetime) -> tuple[Usage, ...]:
    """Return what the statement counted; of several agreements the scarcest of each span."""
    found: dict[str, Usage] = {}
    for row in counted:
        usage = _usage(row, now)
        known = found.get(usage.span)
        if known is None or usage.remaining < known.remaining or usage.used > usage.most:
            found[usage.span] = usage
    return tuple(found[span] for span in _SPANS if span in found)


def check_unspent(found: Iterable[Usage]) -> None:
    """Raise `QuotaSpent` when more has been asked than was agreed; the longest wait is told."""
    spent = [one.resets for one in found if one.used > one.most]
    if spent:
        raise QuotaSpent(max(spent))


def _usage(row: dict[str, Any], now: datetime) -> Usage:
    window = _SPANS[row["span"]]
    ends = datetime.fromisoformat(row["starts_at"]) + window
    left = max(1, -int((now - ends).total_seconds() // 1))
    return Usage(row["span"], row["most"], row["used"], int(window.total_seconds()), left)
