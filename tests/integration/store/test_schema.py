import os
from pathlib import Path

import pytest
from psycopg import Connection, sql

from hub.store.database import connect
from hub.store.migrate import Migration, migrate, shipped
from tests.integration.store.schema import describe_schema

VECTORS = Path(__file__).parents[2] / "vectors"
SNAPSHOT = VECTORS / "schema.txt"


def test_schema_is_the_one_that_was_reviewed(database_url: str) -> None:
    """A change of the schema would otherwise reach a release without showing in any diff."""
    with connect(database_url) as conn:
        schema = describe_schema(conn)
    if os.environ.get("PEYVAND_UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.write_text(schema, "utf-8")
    assert schema == SNAPSHOT.read_text("utf-8"), "look at it, then PEYVAND_UPDATE_SNAPSHOTS=1"


def test_fresh_and_migrated_schema_are_the_same(database_url: str, empty_database_url: str) -> None:
    """A deployment that grew release by release would differ from one installed today."""
    with connect(database_url) as fresh:
        expected = describe_schema(fresh)
    before: dict[str, int] = {}
    for step in range(1, len(shipped()) + 1):
        with connect(empty_database_url) as conn:
            applied = migrate(conn, shipped()[:step])
            assert [migration.number for migration in applied] == [step]
            _insert_rows(conn, applied[0])
            before = _counts(conn)
    with connect(empty_database_url) as conn:
        assert describe_schema(conn) == expected
        assert _counts(conn) == before


@pytest.mark.parametrize("step", range(1, len(shipped()) + 1))
def test_migration_keeps_the_rows_of_the_release_before(empty_database_url: str, step: int) -> None:
    """A migration that drops or empties a table in use would lose what was promised to be kept."""
    with connect(empty_database_url) as conn:
        for migration in shipped()[: step - 1]:
            migrate(conn, shipped()[: migration.number])
            _insert_rows(conn, migration)
        before = _counts(conn)
        migrate(conn, shipped()[:step])
        after = _counts(conn)
    assert {table: after.get(table) for table in before} == before


def test_description_sees_every_kind_of_change(empty_database_url: str) -> None:
    """A description blind to one kind would let two different schemas pass for the same."""
    changes = (
        "CREATE TABLE t (a integer)",
        "ALTER TABLE t ADD b text DEFAULT 'x'",
        "ALTER TABLE t ALTER b SET NOT NULL",
        "ALTER TABLE t ADD CHECK (a > 0)",
        "CREATE INDEX ON t (a)",
        "CREATE SEQUENCE s",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE TYPE e AS ENUM ('one')",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
        "ALTER TABLE t DISABLE TRIGGER g",
        "DROP INDEX t_a_idx",
    )
    with connect(empty_database_url) as conn:
        seen = [describe_schema(conn)]
        for change in changes:
            conn.execute(change)
            seen.append(describe_schema(conn))
    assert len(set(seen)) == len(changes) + 1


def _insert_rows(conn: Connection, migration: Migration) -> None:
    rows = VECTORS / "migrations" / f"{migration.number:04}.sql"
    if rows.exists():
        conn.execute(rows.read_bytes())


def _counts(conn: Connection) -> dict[str, int]:
    """Return the number of rows of each table but the record of migrations itself."""
    tables = conn.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'"
    )
    return {table: _count(conn, table) for (table,) in tables.fetchall()}


def _count(conn: Connection, table: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    row = conn.execute(query).fetchone()
    assert row is not None
    return int(row[0])
