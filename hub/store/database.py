"""The way to PostgreSQL: one pool of connections for the doors and workers, one plain connection.

Every connection is in autocommit, speaks UTC and prepares a statement at its second use, so a
single statement is one round trip and durable when it returns; what needs several statements asks
for `Database.transaction`.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection, Connection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from hub.errors import HubUnavailable

_UTC = "SET TIME ZONE 'UTC'"
_CONNECT_SECONDS = 10
_INSUFFICIENT_RESOURCES = "53"  # SQLSTATE class 53: disk full, out of memory, too many connections


Row = dict[str, Any]


class DatabaseUnavailable(Exception):
    """The database cannot be reached or cannot work; asking again later may help.

    ``log_tail`` holds the last lines of the server's own log when the server is ours, else it is
    empty. A transaction that was committing when this was raised may or may not have committed.
    """

    def __init__(self, reason: str, log_tail: str = "") -> None:
        super().__init__(f"{reason}\n{log_tail}" if log_tail else reason)
        self.reason = reason
        self.log_tail = log_tail


class Database:
    """A pool of autocommit connections to one database, opened and closed explicitly.

    ``url`` is a libpq URL or conninfo; at least ``min_size`` connections are kept and at most
    ``max_size`` are made; a caller waits ``patience`` seconds for a free one.
    """

    def __init__(self, url: str, *, min_size: int, max_size: int, patience: float = 10.0) -> None:
        self._url = url
        self._patience = patience
        self._pool = AsyncConnectionPool(
            url,
            kwargs=_connection_options(),
            min_size=min_size,
            max_size=max_size,
            timeout=patience,
            configure=_speak_utc,
            check=_refuse_if_dropped,
            open=False,
            name="hub",
        )

    async def open(self) -> None:
        """Make the first connections; raise `DatabaseUnavailable` with the server's own reason."""
        try:
            probe = await AsyncConnection.connect(self._url, connect_timeout=_CONNECT_SECONDS)
            await probe.close()
            await self._pool.open(wait=True, timeout=self._patience)
        except (psycopg.OperationalError, psycopg.ProgrammingError, PoolTimeout) as error:
            await self._pool.close()
            raise DatabaseUnavailable(f"cannot connect to PostgreSQL: {error}") from error

    async def close(self) -> None:
        """Close every connection; those still lent out are closed when they come back."""
        await self._pool.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection in autocommit: each statement is its own durable transaction.

        Raises `DatabaseUnavailable` when none is free in time, when the server goes away
        meanwhile, or when it has run out of disk, memory or connections.
        """
        with _outages():
            async with self._pool.connection() as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection inside one transaction: all of it is committed, or none.

        Raises what `connection` raises.
        """
        async with self.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that is none of the pool's, for whoever listens on it for long.

        Raises what `connection` raises; one that the server drops later does so too.
        """
        with _outages():
            async with await AsyncConnection.connect(
                self._url, autocommit=True, connect_timeout=_CONNECT_SECONDS
            ) as connection:
                await _speak_utc(connection)
                yield connection

    async def rows(self, statement: str, arguments: Row) -> list[Row]:
        """Run one statement, a durable transaction of its own, and return its rows by column.

        The road's way: it takes a connection without the layers that `connection` needs to lend
        one out. Raises what `connection` raises.
        """
        with _outages():
            connection = await self._pool.getconn()
            try:
                cursor = connection.cursor(row_factory=dict_row)
                await cursor.execute(statement, arguments)
                return await cursor.fetchall() if cursor.description else []
            finally:
                await self._pool.putconn(connection)

    async def check(self) -> None:
        """Return when the database answers a statement; else raise `DatabaseUnavailable`."""
        await self.rows("SELECT 1", {})


@contextmanager
def _outages() -> Iterator[None]:
    """Turn what psycopg and its pool say of a database that is gone or full into our one word."""
    try:
        yield
    except (PoolTimeout, PoolClosed, TooManyRequests) as error:
        raise DatabaseUnavailable(f"no connection to PostgreSQL is free: {error}") from error
    except psycopg.OperationalError as error:
        if not _is_outage(error):
            raise
        raise DatabaseUnavailable(f"PostgreSQL went away: {error}") from error


@contextmanager
def refusing_outages() -> Iterator[None]:
    """Make an outage what it is to whoever asks the hub: `HubUnavailable`, ``store.unavailable``.

    What else a store raises passes.
    """
    try:
        yield
    except DatabaseUnavailable as error:
        raise HubUnavailable("store.unavailable") from error


def connect(url: str) -> Connection:
    """Open one plain connection in autocommit, for commands and migrations; the caller closes it.

    Raises `DatabaseUnavailable`.
    """
    try:
        connection = psycopg.connect(
            url, autocommit=True, application_name="peyvand", connect_timeout=_CONNECT_SECONDS
        )
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise DatabaseUnavailable(f"cannot connect to PostgreSQL: {error}") from error
    connection.execute(_UTC)
    return connection


def _connection_options() -> dict[str, object]:
    return {
        "autocommit": True,
        "prepare_threshold": 1,
        "application_name": "peyvand",
        "connect_timeout": _CONNECT_SECONDS,
    }


async def _speak_utc(connection: AsyncConnection) -> None:
    await connection.execute(_UTC)


async def _refuse_if_dropped(connection: AsyncConnection) -> None:
    """Raise when the server has hung up, seen from our side of the socket: no round trip.

    The first look may find the server's last words, the second finds the end after them.
    """
    connection.pgconn.consume_input()
    connection.pgconn.consume_input()


def _is_outage(error: psycopg.OperationalError) -> bool:
    """Tell a server that is gone or full from a statement that failed (a deadlock, a lock)."""
    state = error.sqlstate
    return state is None or state.startswith((_INSUFFICIENT_RESOURCES, "57P", "08"))
