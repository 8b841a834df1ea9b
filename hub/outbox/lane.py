"""A lane: the way of notices to one receiver.

Every receiver has a lane of its own, so one that hangs delays nobody else. Any number of workers
may walk the same lane; PostgreSQL hands each notice to one of them at a time, of a case (or of a
contract and a party) only the earliest that has not arrived. A worker that dies between bringing a
notice and marking it brings it again under the same id, once its lease has run out: at least once,
never not at all.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from adapters.base.errors import AgencyError, AgencyRefused
from hub.clock.patience import LEASE
from hub.outbox.patience import next_attempt
from hub.store.deliveries import Delivered, Failed

log = logging.getLogger("hub.outbox")

WINDOW = 32
"""How many notices a worker brings to one receiver at the same time."""
LONGEST = timedelta(seconds=30)
"""How long one attempt may take: half a lease, so that none outlasts its own."""
_GATHERED = 0.02
"""Seconds in which marks are gathered for one statement, once the first is there."""

Mark = Delivered | Failed


class Leased(Protocol):
    """What a lane carries: something with an id, whose ``attempts`` count the one under way."""

    @property
    def id(self) -> UUID:
        """The same at every attempt."""
        ...

    @property
    def attempts(self) -> int:
        """How often it has been brought, this time included."""
        ...


L = TypeVar("L", bound=Leased)


class Post(Protocol[L]):
    """Where one receiver's notices are claimed and marked, and how one is brought to him."""

    @property
    def code(self) -> str:
        """Who the receiver is."""
        ...

    async def claim(self, *, now: datetime, leased_until: datetime, limit: int) -> Sequence[L]:
        """Return what is due, leased to the caller alone; at most one that others follow."""
        ...

    async def bring(self, leased: L) -> bytes:
        """Bring one notice; return the receiver's acknowledgement, or raise an `AgencyError`."""
        ...

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        """Mark what arrived."""
        ...

    async def put_off(self, failed: Sequence[Failed]) -> None:
        """Put off what did not arrive, or give it up."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """How notices are brought: by which clock, with which chance, and the first pause.

    ``chance`` gives numbers in [0, 1); ``poll`` is how soon what is new is noticed while other
    notices are under way.
    """

    clock: Callable[[], datetime]
    chance: Callable[[], float]
    first_retry: timedelta
    poll: timedelta


class Lane(Generic[L]):
    """Brings one receiver what is due to it."""

    def __init__(self, post: Post[L], manner: Manner) -> None:
        self._post = post
        self._manner = manner

    async def turn(self, stop: asyncio.Event) -> int:
        """Bring what is due, until nothing is and nothing is under way; return how many.

        Once ``stop`` is set nothing more is begun. Raises ``HubUnavailable``: what was under way
        then is brought again.
        """
        count = 0
        under_way: set[asyncio.Task[Mark]] = set()
        try:
            while True:
                if not stop.is_set():
                    claimed = await self._claim(WINDOW - len(under_way))
                    under_way |= {asyncio.create_task(self._bring(one)) for one in claimed}
                    count += len(claimed)
                if not under_way:
                    return count
                done, under_way = await self._some_of(under_way)
                await self._mark([task.result() for task in done])
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _claim(self, limit: int) -> Sequence[L]:
        """Return up to ``limit`` notices that are due; none for none."""
        if limit == 0:
            return []
        now = self._manner.clock()
        return await self._post.claim(now=now, leased_until=now + LEASE, limit=limit)

    async def _some_of(
        self, under_way: set[asyncio.Task[Mark]]
    ) -> tuple[set[asyncio.Task[Mark]], set[asyncio.Task[Mark]]]:
        """Wait for the first that ends, and shortly for more; return what ended and what did not.

        Whatever hangs, it returns after a poll, so that what is new is not behind it.
        """
        poll = self._manner.poll.total_seconds()
        done, _ = await asyncio.wait(under_way, timeout=poll, return_when=asyncio.FIRST_COMPLETED)
        if done and len(done) < len(under_way):
            done, _ = await asyncio.wait(under_way, timeout=_GATHERED)
        return done, under_way - done

    async def _bring(self, leased: L) -> Mark:
        """Bring one notice; whatever goes wrong with it is a mark, and the others go on."""
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                acknowledgement = await self._post.bring(leased)
        except AgencyError as error:
            return self._failed(leased, error, error.code)
        except TimeoutError as error:
            return self._failed(leased, error, "timeout")
        except Exception as error:
            log.exception("notice left", extra={"notice": str(leased.id)})
            return self._failed(leased, error, "fault")
        digest = sha256(acknowledgement).digest()
        return Delivered(leased.id, self._manner.clock(), digest)

    def _failed(self, leased: L, error: Exception, code: str) -> Failed:
        """Return the mark of a failed attempt; a notice that is given up is told of."""
        again = next_attempt(
            type(error),
            leased.attempts,
            first=self._manner.first_retry,
            now=self._manner.clock(),
            chance=self._manner.chance(),
            until=error.until if isinstance(error, AgencyRefused) else None,
        )
        if again is None:
            told = {"notice": str(leased.id), "receiver": self._post.code, "code": code}
            log.error("dead letter", extra=told)
        return Failed(leased.id, leased.attempts, code, again)

    async def _mark(self, marks: Sequence[Mark]) -> None:
        """Write down what became of some notices, each kind in one statement."""
        delivered = [one for one in marks if isinstance(one, Delivered)]
        failed = [one for one in marks if isinstance(one, Failed)]
        if delivered:
            await self._post.mark_delivered(delivered)
        if failed:
            await self._post.put_off(failed)
