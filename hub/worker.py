"""The worker: takes up what is due, cases left open and certificates that have to last.

Any number of workers may run; PostgreSQL hands each piece of work to one of them at a time, and
takes it back when its lease runs out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from hub.clock.patience import LEASE
from hub.errors import HubUnavailable
from hub.pipeline import Road
from hub.store.cases import Cases
from schemas.canonical.case import Case

log = logging.getLogger("hub.worker")

Turn = Callable[[], Awaitable[int]]
Errand = Callable[[asyncio.Event], Awaitable[int]]
"""A turn of any length, which begins nothing more once the event is set."""

_BATCH = 16
_HOUSEKEEPING = timedelta(minutes=1)


class Worker:
    """Walks open cases along the rest of their road, and does its ``chores`` beside it.

    A chore does what is due of its own kind when it is called, and returns how much that was; so
    does an errand, which somebody waits for.
    """

    def __init__(
        self,
        *,
        roads: Mapping[str, Road],
        cases: Cases,
        clock: Callable[[], datetime],
        chores: Sequence[Turn] = (),
        errands: Sequence[Errand] = (),
    ) -> None:
        self._roads = roads
        self._cases = cases
        self._clock = clock
        self._chores = chores
        self._errands = errands
        self._tidied_at = clock()

    async def run(self, stop: asyncio.Event, poll: timedelta) -> None:
        """Take turns until ``stop`` is set; an empty turn is followed by a pause of ``poll``.

        Cases, every chore and every errand take turns of their own: an authority that hangs delays
        no case. A chore pauses after every turn, however much is left: nobody waits for it, and
        under load the processors are for those who do.
        """
        errands = (_take_turns(partial(one, stop), stop, poll) for one in self._errands)
        chores = (_take_turns(_emptied(chore), stop, poll) for chore in self._chores)
        await asyncio.gather(_take_turns(self.turn, stop, poll), *errands, *chores)

    async def turn(self) -> int:
        """Take up the cases that are due; return how many there were."""
        now = self._clock()
        if now - self._tidied_at >= _HOUSEKEEPING:
            await self._cases.forget_messages(now)
            self._tidied_at = now
        cases = await self._cases.claim(
            now=now, leased_until=now + LEASE, limit=_BATCH, duties=self._roads.keys()
        )
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


async def _take_turns(turn: Turn, stop: asyncio.Event, poll: timedelta) -> None:
    """Take turns until ``stop`` is set; whatever goes wrong in one, the next one comes."""
    while not stop.is_set():
        if not await _turn_or_log(turn):
            await _pause(stop, poll)


def _emptied(chore: Turn) -> Turn:
    """Return the chore as one that never says how much it has done."""

    async def turn() -> int:
        await chore()
        return 0

    return turn


async def _turn_or_log(turn: Turn) -> int:
    try:
        return await turn()
    except HubUnavailable as error:
        log.warning("no turn", extra={"code": error.code})
    except Exception:
        log.exception("no turn")
    return 0


async def _pause(stop: asyncio.Event, seconds: timedelta) -> None:
    try:
        async with asyncio.timeout(seconds.total_seconds()):
            await stop.wait()
    except TimeoutError:
        return
