"""The worker: takes up cases whose time has come, however they were left.

Any number of workers may run; PostgreSQL hands each case to one of them at a time, and takes it
back when its lease runs out.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from hub.clock.patience import LEASE
from hub.errors import HubUnavailable
from hub.pipeline import Road
from hub.store.cases import Cases
from schemas.canonical.case import Case

log = logging.getLogger("hub.worker")

_BATCH = 16
_HOUSEKEEPING = timedelta(minutes=1)


class Worker:
    """Walks open cases along the rest of their road, and forgets replay keys that ran out."""

    def __init__(
        self, *, roads: Mapping[str, Road], cases: Cases, clock: Callable[[], datetime]
    ) -> None:
        self._roads = roads
        self._cases = cases
        self._clock = clock
        self._tidied_at = clock()

    async def run(self, stop: asyncio.Event, poll: timedelta) -> None:
        """Take turns until ``stop`` is set; an empty turn is followed by a pause of ``poll``."""
        while not stop.is_set():
            busy = await self._turn_or_log()
            if not busy:
                await _pause(stop, poll)

    async def _turn_or_log(self) -> int:
        try:
            return await self.turn()
        except HubUnavailable as error:
            log.warning("no turn", extra={"code": error.code})
        except Exception:
            log.exception("no turn")
        return 0

    async def turn(self) -> int:
        """Take up the cases that are due; return how many there were."""
        now = self._clock()
        if now - self._tidied_at >= _HOUSEKEEPING:
            await self._cases.forget_messages(now)
            self._tidied_at = now
        cases = await self._cases.claim(now=now, leased_until=now + LEASE, limit=_BATCH)
        await asyncio.gather(*(self._take_up(case) for case in cases))
        return len(cases)

    async def _take_up(self, case: Case) -> None:
        """Resolve one case; whatever goes wrong with it, the others and its own lease go on."""
        try:
            await self._roads[case.duty].resume(case)
        except HubUnavailable as error:
            log.warning("case left", extra={"case": case.id, "code": error.code})
        except Exception:
            log.exception("case left", extra={"case": case.id})


async def _pause(stop: asyncio.Event, seconds: timedelta) -> None:
    try:
        async with asyncio.timeout(seconds.total_seconds()):
            await stop.wait()
    except TimeoutError:
        return
