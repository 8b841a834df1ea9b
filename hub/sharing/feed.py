"""The change feed: every version of every contract once, in order, for consumers who follow it."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from hub.sharing.bell import Bell
from hub.sharing.cursor import Cursor
from hub.store.contract_feed import Change, FeedStore, Lag, Page
from hub.store.database import Database

_LOOK_SECONDS = 1.0


class Feed:
    """The feed as consumers follow it; every method raises `HubUnavailable`.

    Entered as an asynchronous context it listens for what is written, so that `wait_beyond` returns
    at once when something is; everything else needs no entering.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._store = FeedStore(database)
        self._clock = clock
        self._bell = Bell(self._store, look_seconds)

    async def __aenter__(self) -> Self:
        await self._bell.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._bell.__aexit__(kind, error, trace)

    async def head(self) -> int:
        """Return the position of the newest version; 0 before the first."""
        return await self._store.head()

    async def after(self, position: int, limit: int) -> list[Change]:
        """Return at most ``limit`` versions behind ``position``, in order and without a gap.

        None is ever seen before those at lower positions are.
        """
        return (await self._store.page(position, limit)).changes

    async def page(self, position: int, limit: int) -> Page:
        """Return what `after` does, with the feed's end as it was at that moment."""
        return await self._store.page(position, limit)

    async def history(self, ocid: str) -> list[Change]:
        """Return every version of a contract, the first one first; none of an unknown one."""
        return await self._store.history(ocid)

    async def wait_beyond(self, position: int, seconds: float) -> bool:
        """Return whether there is something behind ``position``, after ``seconds`` at the latest.

        Any number may wait at once; they share one connection.
        """
        return await self._bell.wait_beyond(position, seconds)

    async def acknowledge(self, consumer: str, position: int) -> int:
        """Mark that a consumer has all up to ``position``; return where the feed ends.

        An earlier word is not taken back. Raises `InvalidRequest` (``cursor.ahead``) for a position
        beyond the end.
        """
        head = await self._store.acknowledge(consumer, position, self._clock())
        Cursor(consumer, position).check(head)
        return head

    async def lags(self) -> list[Lag]:
        """Return how far every consumer that ever acknowledged has read, by his code."""
        return await self._store.lags()
