"""The change feed in PostgreSQL: every version of every contract, in the order of commitment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    head: str
    page: str
    history: str
    acknowledge: str
    lags: str
    listen: str


_SQL = load(_Statements, "contract_feed")


class Change(NamedTuple):
    """A version of a contract, as JSON in ``body``; ``position`` is its place in the feed."""

    position: int
    ocid: str
    version: int
    body: str
    changed_at: datetime


class Page(NamedTuple):
    """Versions in order, and where the feed ended when they were read."""

    head: int
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a consumer has read, where the feed ends, and since when he has not read on.

    ``unread_since`` is when the first version that he has not acknowledged was made.
    """

    consumer: str
    position: int
    head: int
    read_at: datetime
    unread_since: datetime | None

    @property
    def behind(self) -> int:
        """How many versions he has not acknowledged."""
        return self.head - self.position


class FeedStore:
    """The feed as it is read; every method raises `HubUnavailable` without a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def head(self) -> int:
        """Return the position of the newest version; 0 before the first."""
        return int((await self._rows(_SQL.head, {}))[0]["position"])

    async def page(self, position: int, limit: int) -> Page:
        """Return the first ``limit`` versions behind ``position``, in order; none beyond the end.

        They and the end of the feed are of one moment, and one round trip.
        """
        asked = {"position": position, "limit": limit}
        rows = await self._tuples(_SQL.page, asked)
        changes = [Change(*row[1:]) for row in rows if row[1] is not None]
        return Page(rows[0][0], changes)

    async def history(self, ocid: str) -> list[Change]:
        """Return every version of a contract, the first one first; none of an unknown one."""
        return [Change(*row) for row in await self._tuples(_SQL.history, {"ocid": ocid})]

    async def acknowledge(self, consumer: str, position: int, now: datetime) -> int:
        """Mark that a consumer has read so far, never backwards; return where the feed ends.

        Nothing is marked where ``position`` is beyond that.
        """
        marked = {"consumer": consumer, "position": position, "now": now}
        return int((await self._rows(_SQL.acknowledge, marked))[0]["position"])

    async def lags(self) -> list[Lag]:
        """Return how far every consumer that ever acknowledged has read, by his code."""
        return [Lag(**row) for row in await self._rows(_SQL.lags, {})]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection of its own to which the newest position is told with every batch.

        Raises ``DatabaseUnavailable``.
        """
        async with self._database.apart() as connection:
            await connection.execute(_SQL.listen)
            yield connection

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)

    async def _tuples(self, sql: str, asked: Row) -> list[tuple[Any, ...]]:
        with refusing_outages():
            async with self._database.connection() as connection:
                return await (await connection.execute(sql, asked, binary=True)).fetchall()
