"""Quotas of agreements: given out by each process from shares that it draws where all count.

A row that every request updates would make all of them wait for each other's commit. So a process
draws a hundredth of a quota at a time, one at least, and gives that out by itself: together no
more is given out than was agreed. What a process drew and did not give out is lost with it, or with
the end of the minute or the day.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.errors import QuotaSpent
from hub.store.quotas import Draw, Drawn, QuotaCounts
from schemas.canonical.case import Allowance
from schemas.canonical.dates import TEHRAN

_SPANS = {"day": timedelta(days=1), "minute": timedelta(minutes=1)}
_LARGEST_SHARE = 64


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


@dataclass(frozen=True, slots=True)
class _Quota:
    """A quota in one span of time, which begins at ``starts_at``."""

    words: str
    span: str
    most: int
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + _SPANS[self.span]

    @property
    def draw(self) -> Draw:
        share = max(1, min(self.most // 100, _LARGEST_SHARE))
        return Draw(self.words, self.span, self.starts_at, share)


@dataclass(slots=True)
class _Share:
    """What a process may still give out in a span; ``used`` is what was counted when it drew."""

    starts_at: datetime
    left: int
    used: int


class Quotas:
    """Counts requests of one process under the agreements they stand on."""

    def __init__(self, counts: QuotaCounts) -> None:
        self._counts = counts
        self._shares: dict[tuple[str, str], _Share] = {}
        self._drawing = asyncio.Lock()

    @asynccontextmanager
    async def counted(
        self, allowances: Iterable[Allowance], now: datetime
    ) -> AsyncIterator[tuple[Usage, ...]]:
        """Count a request that came ``now`` (UTC) in its minute and its day of Tehran.

        It is counted no more when the block raises: what is not admitted uses nothing. Yields how
        much is used of the scarcest minute and day. Raises `QuotaSpent` and `HubUnavailable`.
        """
        quotas = _quotas(allowances, now)
        await self._ensure(quotas, now)
        for one in quotas:
            self._shares[one.words, one.span].left -= 1
        try:
            yield self._usages(quotas, now)
        except BaseException:
            self._give_back(quotas)
            raise

    def usages(self, allowances: Iterable[Allowance], now: datetime) -> tuple[Usage, ...]:
        """Return how much is used, as far as this process knows; nothing is counted."""
        return self._usages(_quotas(allowances, now), now)

    async def _ensure(self, quotas: list[_Quota], now: datetime) -> None:
        """Return when there is one of each quota to give out; `QuotaSpent` when there is not.

        Those who find a share used up draw one after the other, and only the first of them does.
        """
        while short := [one for one in quotas if not self._left(one)]:
            _check_unspent([one for one in short if self._is_spent(one)], now)
            async with self._drawing:
                wanted = [one for one in short if not self._left(one) and not self._is_spent(one)]
                if wanted:
                    self._keep(wanted, await self._counts.draw([one.draw for one in wanted]))

    def _keep(self, wanted: list[_Quota], drawn: list[Drawn]) -> None:
        """Keep what of the drawn shares lies within the quotas."""
        counts = {(one.words, one.span): one for one in drawn}
        for quota in wanted:
            count, share = counts[quota.words, quota.span], quota.draw.share
            within = max(0, min(share, quota.most - (count.used - share)))
            starts_at = max(count.starts_at, quota.starts_at)
            used = min(count.used, quota.most)
            self._shares[quota.words, quota.span] = _Share(starts_at, within, used)

    def _share(self, quota: _Quota) -> _Share | None:
        """Return the share of a quota's span, or of a later one that another clock has begun."""
        share = self._shares.get((quota.words, quota.span))
        return share if share is not None and share.starts_at >= quota.starts_at else None

    def _left(self, quota: _Quota) -> int:
        share = self._share(quota)
        return share.left if share else 0

    def _is_spent(self, quota: _Quota) -> bool:
        """Tell whether the quota itself is used up, not only the share."""
        share = self._share(quota)
        return share is not None and not share.left and share.used >= quota.most

    def _give_back(self, quotas: list[_Quota]) -> None:
        for one in quotas:
            if (share := self._share(one)) is not None:
                share.left += 1

    def _usages(self, quotas: list[_Quota], now: datetime) -> tuple[Usage, ...]:
        """Return the use of the scarcest quota of each span."""
        found: dict[str, Usage] = {}
        for one in quotas:
            share = self._share(one)
            used = share.used - share.left if share else 0
            window = int(_SPANS[one.span].total_seconds())
            usage = Usage(one.span, one.most, used, window, _seconds_to(one.ends_at, now))
            if one.span not in found or usage.remaining < found[one.span].remaining:
                found[one.span] = usage
        return tuple(found[span] for span in ("minute", "day") if span in found)


def _quotas(allowances: Iterable[Allowance], now: datetime) -> list[_Quota]:
    """Return the quotas that a request of this instant is counted in."""
    here = now.astimezone(TEHRAN)
    minute = here.replace(second=0, microsecond=0)
    day = minute.replace(hour=0, minute=0)
    return [
        quota
        for one in allowances
        for quota in (
            _Quota(one.words, "day", one.per_day, day),
            _Quota(one.words, "minute", one.per_minute, minute),
        )
    ]


def _check_unspent(spent: list[_Quota], now: datetime) -> None:
    """Raise `QuotaSpent` when any is; the longest wait is told."""
    if spent:
        last = max(spent, key=lambda one: one.ends_at)
        raise QuotaSpent(_seconds_to(last.ends_at, now), f"{last.words} {last.ends_at.isoformat()}")


def _seconds_to(ends_at: datetime, now: datetime) -> int:
    """Return the whole seconds until an instant, one at least."""
    return max(1, -int((now - ends_at).total_seconds() // 1))
