import asyncio
from collections.abc import Callable

import psycopg
import pytest

from hub.store.database import Database, DatabaseUnavailable, connect


async def _value(database: Database, query: str) -> object:
    async with database.connection() as conn:
        row = await (await conn.execute(query.encode())).fetchone()
    assert row is not None
    return row[0]


async def _insert(
    database: Database, *numbers: int, before_last: Callable[[int], None] = lambda _: None
) -> None:
    """Insert ``numbers`` in one transaction; ``before_last`` is told the backend's process."""
    async with database.transaction() as conn:
        for number in numbers:
            if number is numbers[-1]:
                before_last(conn.info.backend_pid)
            await conn.execute("INSERT INTO t VALUES (%s)", (number,))


def _end(admin: str, backend: int) -> None:
    with connect(admin) as conn:
        conn.execute("SELECT pg_terminate_backend(%s, 10000)", (backend,))


def _count(url: str) -> int:
    with connect(url) as conn:
        row = conn.execute("SELECT count(*) FROM t").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def url(empty_database_url: str) -> str:
    """Give a database with one table ``t (a integer primary key)``."""
    with connect(empty_database_url) as conn:
        conn.execute("CREATE TABLE t (a integer PRIMARY KEY)")
    return empty_database_url


async def test_statement_is_durable_when_it_returns(url: str) -> None:
    """An acknowledged case would wait for a commit that a crash prevents."""
    async with Database(url, min_size=1, max_size=2) as database, database.connection() as conn:
        await conn.execute("INSERT INTO t VALUES (1)")
        assert _count(url) == 1


async def test_transaction_is_all_or_nothing(url: str) -> None:
    """A certificate could be stored without its evidence."""
    async with Database(url, min_size=1, max_size=2) as database:
        with pytest.raises(psycopg.errors.UniqueViolation):
            await _insert(database, 1, 1)
        assert _count(url) == 0
        async with database.transaction() as conn:
            await conn.execute("INSERT INTO t VALUES (1)")
            await conn.execute("INSERT INTO t VALUES (2)")
            assert _count(url) == 0
        assert _count(url) == 2


async def test_connections_speak_utc(postgres: str, url: str) -> None:
    """Instants would come back in whatever zone a server's administrator likes."""
    with connect(postgres) as admin, connect(url) as conn:
        name = conn.info.dbname
        admin.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Tehran'".encode())
    async with Database(url, min_size=1, max_size=1) as database:
        assert await _value(database, "SHOW timezone") == "UTC"
    with connect(url) as conn:
        assert conn.execute("SHOW timezone").fetchone() == ("UTC",)


async def test_statement_is_prepared_at_its_second_use(url: str) -> None:
    """Every statement would be planned anew at every request."""
    async with Database(url, min_size=1, max_size=1) as database, database.connection() as conn:
        for _ in range(2):
            await conn.execute("SELECT a FROM t WHERE a = %s", (1,))
        prepared = await conn.execute("SELECT statement FROM pg_prepared_statements")
        assert ("SELECT a FROM t WHERE a = $1",) in await prepared.fetchall()


async def test_dropped_connections_are_replaced_unseen(postgres: str, url: str) -> None:
    """After a restart of the database every pooled connection would fail one request."""
    async with Database(url, min_size=3, max_size=3) as database:
        await database.check()
        with connect(postgres) as admin, connect(url) as conn:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> %s",
                (conn.info.dbname, conn.info.backend_pid),
            )
        for _ in range(6):
            await database.check()


async def test_connection_lost_in_use_is_an_outage(postgres: str, url: str) -> None:
    """A server that goes away would be an unknown error and not one to retry."""
    async with Database(url, min_size=1, max_size=1) as database:
        with pytest.raises(DatabaseUnavailable, match="went away"):
            await _insert(database, 1, 2, before_last=lambda pid: _end(postgres, pid))
        await database.check()
    assert _count(url) == 0


async def test_broken_rule_is_not_an_outage(url: str) -> None:
    """A duplicate or a lock would be retried forever as if the server were down."""
    async with Database(url, min_size=1, max_size=2) as database:
        await _insert(database, 1)
        with pytest.raises(psycopg.errors.UniqueViolation):
            await _insert(database, 1)
        async with database.transaction() as holder:
            await holder.execute("LOCK TABLE t")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                async with database.transaction() as conn:
                    await conn.execute("LOCK TABLE t NOWAIT")


async def test_pool_in_use_says_so(url: str) -> None:
    """A hub without a free connection would hang instead of answering that it is busy."""
    async with (
        Database(url, min_size=1, max_size=1, patience=0.05) as database,
        database.connection(),
    ):
        with pytest.raises(DatabaseUnavailable, match="no connection"):
            await database.check()


async def test_more_callers_than_connections_take_turns(url: str) -> None:
    """A burst of requests would fail where it only has to queue."""
    async with Database(url, min_size=1, max_size=2) as database:
        await asyncio.gather(*(_insert(database, number) for number in range(50)))
    assert _count(url) == 50


async def test_server_that_is_not_there() -> None:
    """A wrong URL would end in a traceback or a silent wait."""
    wrong = "postgresql:///peyvand?host=/nowhere"
    database = Database(wrong, min_size=1, max_size=1)
    with pytest.raises(DatabaseUnavailable, match="cannot connect to PostgreSQL"):
        await database.open()
    with pytest.raises(DatabaseUnavailable, match="no connection"):
        await database.check()
    with pytest.raises(DatabaseUnavailable, match="cannot connect to PostgreSQL"):
        connect(wrong)
