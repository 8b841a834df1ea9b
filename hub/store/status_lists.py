"""Status lists in PostgreSQL: what they are made from, and those that were published."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from hub.store.certificates import read_act
from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.certificate import CertificateNumber, CertificateType
from schemas.canonical.status import Act, Status, status_at


@dataclass(frozen=True, slots=True)
class _Statements:
    acts_on_all: str
    lock_lists: str
    newest_list: str
    keep_list: str
    list_is_due: str


_SQL = load(_Statements, "status_lists")


@dataclass(frozen=True, slots=True)
class Touched:
    """A certificate that an act was ever recorded on, with its ``acts`` in order."""

    number: CertificateNumber
    kind: CertificateType
    issued_at: datetime
    valid_until: datetime
    acts: tuple[Act, ...]

    def status(self, at: datetime, known_at: datetime) -> Status | None:
        """Return what it is at ``at`` by the acts that were known at ``known_at``."""
        return status_at(self.issued_at, self.valid_until, self.acts, at=at, known_at=known_at)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A signed status list as it was published; ``acts`` is how many acts it knew of."""

    sequence: int
    document: bytes
    digest: bytes
    acts: int
    issued_at: datetime
    next_update: datetime


class Edition:
    """A status list in the making: nobody else makes one until the transaction around it ends."""

    def __init__(self, connection: AsyncConnection, sequence: int) -> None:
        self._connection = connection
        self.sequence = sequence

    async def touched(self) -> list[Touched]:
        """Return every certificate that an act was recorded on, by number."""
        return await _touched(self._connection)

    async def keep(self, published: PublishedList) -> None:
        """Keep the list once it is signed."""
        arguments = {name: getattr(published, name) for name in PublishedList.__slots__}
        await self._connection.execute(_SQL.keep_list, arguments)


class StatusLists:
    """The aggregate of published status lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self) -> PublishedList | None:
        """Return the newest list that was published; None before the first."""
        async with self._connection() as connection:
            rows = await _rows(connection, _SQL.newest_list)
        return PublishedList(**rows[0]) if rows else None

    async def touched(self) -> list[Touched]:
        """Return every certificate that an act was recorded on, by number."""
        async with self._connection() as connection:
            return await _touched(connection)

    async def is_due(self, now: datetime, lasts: timedelta) -> bool:
        """Tell whether the newest list is older than ``lasts``, or does not know all at ``now``."""
        async with self._connection() as connection:
            arguments = {"now": now, "stale": now - lasts}
            (row,) = await _rows(connection, _SQL.list_is_due, arguments)
            return bool(row["due"])

    @asynccontextmanager
    async def edition(self) -> AsyncIterator[Edition]:
        """Give the next list to make; it is published when the block ends without an error.

        Of two that are made at once, the later in order knows at least as much.
        """
        async with self._connection() as connection, connection.transaction():
            await connection.execute(_SQL.lock_lists)
            rows = await _rows(connection, _SQL.newest_list)
            yield Edition(connection, rows[0]["sequence"] + 1 if rows else 1)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        with refusing_outages():
            async with self._database.connection() as connection:
                yield connection


async def _rows(connection: AsyncConnection, sql: str, arguments: Row | None = None) -> list[Row]:
    cursor = connection.cursor(row_factory=dict_row)
    return await (await cursor.execute(sql, arguments)).fetchall()


async def _touched(connection: AsyncConnection) -> list[Touched]:
    rows = await _rows(connection, _SQL.acts_on_all)
    return [_one(list(group)) for _, group in groupby(rows, itemgetter("number"))]


def _one(rows: list[Row]) -> Touched:
    first = rows[0]
    return Touched(
        number=CertificateNumber(first["number"]),
        kind=CertificateType(first["kind"]),
        issued_at=first["issued_at"],
        valid_until=first["valid_until"],
        acts=tuple(map(read_act, rows)),
    )
