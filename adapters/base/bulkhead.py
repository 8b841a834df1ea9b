"""The bulkhead of one agency: a bound on the calls under way to it and on those that wait.

A hanging agency holds its own slots and nobody else's; whoever comes when they are all taken and
the bench is full is told so at once.
"""

import asyncio
from types import TracebackType

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt

from adapters.base.errors import AgencyUnavailable
from adapters.base.transport import CONNECTIONS

BULKHEAD_FULL = "bulkhead-full"


class BulkheadLimits(BaseModel):
    """How many calls one process has under way at an agency, and how many wait for their turn.

    No more are under way than the transport has connections for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    concurrent: PositiveInt = Field(default=CONNECTIONS, le=CONNECTIONS)
    waiting: NonNegativeInt = 400


class Bulkhead:
    """A context that a call is made in; entering it may wait for a slot.

    Raises `AgencyUnavailable` with code ``bulkhead-full`` when the bench is full.
    """

    def __init__(self, agency: str, limits: BulkheadLimits) -> None:
        self._agency = agency
        self._bench = limits.waiting
        self._slots = asyncio.Semaphore(limits.concurrent)
        self.waiting = 0

    async def __aenter__(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        if self.waiting >= self._bench:
            raise AgencyUnavailable(self._agency, BULKHEAD_FULL)
        self.waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self.waiting -= 1

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._slots.release()
