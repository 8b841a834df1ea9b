"""Tells all who wait in a process that the feed went on, over one connection that listens."""

import asyncio
import logging
from types import TracebackType
from typing import Self

from psycopg import AsyncConnection

from hub.errors import HubUnavailable
from hub.store.contract_feed import FeedStore
from hub.store.database import DatabaseUnavailable

log = logging.getLogger("hub.sharing")

_PATIENCE = 1.0
"""Seconds until one that does not end is told once more to."""


class Bell:
    """Wakes those who wait for the feed; an asynchronous context, for as long as it is heard.

    While somebody waits, it also looks by itself every ``look_seconds``: a notice can get lost with
    its connection, and behind some poolers none arrives at all.
    """

    def __init__(self, store: FeedStore, look_seconds: float = 1.0) -> None:
        self._store = store
        self._look_seconds = look_seconds
        self._position = 0
        self._moved = asyncio.Condition()
        self._waiters = 0
        self._task: asyncio.Task[None] | None = None
        self._ended = False

    async def __aenter__(self) -> Self:
        self._ended = False
        self._task = asyncio.create_task(self._hear(), name="contract feed")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended = True
        while self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task], timeout=_PATIENCE)

    async def wait_beyond(self, position: int, seconds: float) -> bool:
        """Return whether the feed has gone beyond ``position``, after ``seconds`` at the latest.

        Whatever was committed before the call is seen. Raises `HubUnavailable` when the database
        cannot be asked at the start.
        """
        self._waiters += 1
        try:
            await self._ring(await self._store.head())
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(lambda: self._position > position)
        except TimeoutError:
            return False
        finally:
            self._waiters -= 1
        return True

    async def _hear(self) -> None:
        """Listen until it is ended; whatever happens before, listen again.

        A cancellation can come out of a connection that is being lost as that loss.
        """
        while not self._ended:
            try:
                async with self._store.listening() as connection:
                    self._position = 0  # a database that was set back is believed
                    await self._follow(connection)
            except (DatabaseUnavailable, HubUnavailable):
                log.warning("contract feed not heard")
            except Exception:
                log.exception("contract feed not heard")
            if not self._ended:
                await asyncio.sleep(self._look_seconds)

    async def _follow(self, connection: AsyncConnection) -> None:
        """Ring for every batch that is told, and look where nothing is told for a while."""
        await self._ring(await self._store.head())
        while True:
            async for notice in connection.notifies(timeout=self._look_seconds):
                if notice.payload.isdigit():
                    await self._ring(int(notice.payload))
            if self._waiters:
                await self._ring(await self._store.head())

    async def _ring(self, position: int) -> None:
        """Wake everybody who waits for a position below this one."""
        if position > self._position:
            self._position = position
            async with self._moved:
                self._moved.notify_all()
