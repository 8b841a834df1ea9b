import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from psycopg import Connection

from hub.store.database import connect
from hub.store.migrate import Migration, MigrationRefused, migrate, pending, shipped

ROOT = Path(__file__).parents[3]
APPLY = """
import sys
from pathlib import Path
from hub.store.database import connect
from hub.store.migrate import migrate, shipped
with connect(sys.argv[1]) as conn:
    migrate(conn, shipped(Path(sys.argv[2])))
"""


def _migration(number: int, sql: str) -> Migration:
    return Migration(number, "made_up", sql, hashlib.sha256(sql.encode()).digest())


ONE = _migration(1, "CREATE TABLE one (a integer); INSERT INTO one VALUES (1)")
TWO = _migration(2, "CREATE TABLE two (a integer)")


def _table(conn: Connection, name: str) -> bool:
    return conn.execute("SELECT to_regclass(%s) IS NOT NULL", (name,)).fetchone() == (True,)


def test_applied_in_order_and_recorded(empty_database_url: str) -> None:
    """A release would start on a database that lacks a table, or try a migration twice."""
    with connect(empty_database_url) as conn:
        assert pending(conn, (ONE, TWO)) == (ONE, TWO)
        assert migrate(conn, (ONE,)) == (ONE,)
        assert pending(conn, (ONE, TWO)) == (TWO,)
        assert migrate(conn, (ONE, TWO)) == (TWO,)
        assert migrate(conn, (ONE, TWO)) == ()
        recorded = conn.execute("SELECT number, name, sha256 FROM migrations ORDER BY 1").fetchall()
    assert recorded == [(one.number, one.name, one.sha256) for one in (ONE, TWO)]


def test_shipped_ones_leave_nothing_pending(database_url: str) -> None:
    """The tests' own databases would not be the release's."""
    with connect(database_url) as conn:
        assert pending(conn, shipped()) == ()


def test_changed_file_is_refused(empty_database_url: str) -> None:
    """Two deployments of one release would have two schemas."""
    changed = _migration(1, ONE.sql + " -- a comment")
    with connect(empty_database_url) as conn:
        migrate(conn, (ONE,))
        with pytest.raises(MigrationRefused, match="0001_made_up was changed after"):
            migrate(conn, (changed, TWO))
        assert not _table(conn, "two")


def test_newer_database_is_refused(empty_database_url: str) -> None:
    """An old release would write into tables it does not understand."""
    with connect(empty_database_url) as conn:
        migrate(conn, (ONE, TWO))
        with pytest.raises(MigrationRefused, match="at migration 0002, newer than this release"):
            pending(conn, (ONE,))


def test_failed_migration_leaves_nothing(empty_database_url: str) -> None:
    """Half a migration would stand in the database and the next attempt fail on it."""
    broken = _migration(2, "CREATE TABLE half (a integer); SELECT 1 / 0")
    with connect(empty_database_url) as conn:
        with pytest.raises(MigrationRefused, match="0002_made_up failed: division by zero"):
            migrate(conn, (ONE, broken))
        assert _table(conn, "one")
        assert not _table(conn, "half")
        assert migrate(conn, (ONE, TWO)) == (TWO,)


@pytest.mark.parametrize("sql", ["SELECT 1; COMMIT", "COMMIT; BEGIN; SELECT 1", "ROLLBACK"])
def test_migration_that_ends_its_transaction_is_refused(empty_database_url: str, sql: str) -> None:
    """It would be applied and not recorded, or recorded and not applied."""
    with connect(empty_database_url) as conn:
        with pytest.raises(MigrationRefused, match="ends its own transaction"):
            migrate(conn, (_migration(1, sql),))
        assert pending(conn, (ONE,)) == (ONE,)


def test_two_at_once_take_turns(empty_database_url: str) -> None:
    """Two processes that start together after an update would collide and one would not start."""

    def run(_: int) -> tuple[Migration, ...]:
        with connect(empty_database_url) as conn:
            return migrate(conn, (ONE, TWO))

    with ThreadPoolExecutor(4) as pool:
        applied = [one for each in pool.map(run, range(4)) for one in each]
    assert sorted(one.number for one in applied) == [1, 2]


def test_killed_in_the_middle_leaves_nothing_and_no_lock(
    empty_database_url: str, tmp_path: Path
) -> None:
    """After a kill -9 an operator would have to repair the database or break a lock by hand."""
    (tmp_path / "0001_gate.sql").write_text("CREATE TABLE gate (a int); SELECT pg_advisory_lock(7)")
    command = [sys.executable, "-c", APPLY, empty_database_url, str(tmp_path)]
    with connect(empty_database_url) as conn:
        conn.execute("SELECT pg_advisory_lock(7)")
        with subprocess.Popen(command, cwd=ROOT) as process:
            _until_one_waits(conn)
            process.kill()
        conn.execute("SELECT pg_advisory_unlock(7)")
        assert [one.number for one in migrate(conn, shipped(tmp_path))] == [1]
        assert _table(conn, "gate")


def _until_one_waits(conn: Connection) -> None:
    query = (
        "SELECT pg_sleep(0.01), count(*) FROM pg_locks WHERE NOT granted"
        " AND locktype = 'advisory' AND database = (SELECT oid FROM pg_database"
        " WHERE datname = current_database())"
    )
    for _ in range(6000):
        row = conn.execute(query).fetchone()
        if row is not None and row[1]:
            return
    raise AssertionError("the migration never came to the gate")
