"""Brings a database to this release: numbered SQL files, each in one transaction, in order.

A migration and the row that records it commit together under an advisory lock that ends with the
transaction, so a kill at any moment leaves the database at a whole number and never locked, and
two processes that migrate at once take turns.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import psycopg
from psycopg import Connection

_FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_LOCK = int.from_bytes(b"peyvand", "big")

_CREATE = """
CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    applied_at timestamptz NOT NULL
)"""
_RECORD = """
INSERT INTO migrations (number, name, sha256, applied_at)
VALUES (%(number)s, %(name)s, %(sha256)s, now())"""


class MigrationRefused(Exception):
    """The files and the database do not fit together, or a migration failed; nothing was done."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file ``NNNN_name.sql``; ``sha256`` is the digest of its bytes."""

    number: int
    name: str
    sql: str
    sha256: bytes


def shipped(folder: Traversable | None = None) -> tuple[Migration, ...]:
    """Return the migrations of this release, or of ``folder``, in order from number 1.

    Raises `MigrationRefused` for a file with another name, a number that is missing or taken
    twice, and for no file at all (a package built without its data).
    """
    folder = folder or files("hub.store") / "migrations"
    sources = folder.iterdir() if folder.is_dir() else ()
    found = sorted((_read(source) for source in sources), key=lambda one: one.number)
    if not found:
        raise MigrationRefused(f"there is no migration in {folder}")
    for expected, migration in enumerate(found, start=1):
        if migration.number != expected:
            raise MigrationRefused(f"migration {expected:04} is missing or one stands there twice")
    return tuple(found)


def pending(conn: Connection, migrations: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """Return those of ``migrations`` that the database has not had yet, in order.

    Raises `MigrationRefused` when an applied file has changed since, or when the database has
    had a migration that this release does not know.
    """
    applied = _applied(conn)
    by_number = {migration.number: migration for migration in migrations}
    for number, digest in applied.items():
        if number not in by_number:
            raise MigrationRefused(
                f"the database is at migration {number:04}, newer than this release"
                f" (its last is {len(migrations):04}): install the newer release"
            )
        if by_number[number].sha256 != digest:
            raise MigrationRefused(
                f"migration {number:04}_{by_number[number].name} was changed after it was applied:"
                " restore the file and write the change as a further migration"
            )
    return tuple(migration for migration in migrations if migration.number not in applied)


def migrate(conn: Connection, migrations: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """Apply what is pending, one transaction each, and return what was applied.

    ``conn`` is in autocommit. Raises `MigrationRefused`; the migrations before the one that
    failed stay applied, the one that failed leaves nothing.
    """
    applied: list[Migration] = []
    while step := _apply_next(conn, migrations):
        applied.append(step)
    return tuple(applied)


def _apply_next(conn: Connection, migrations: tuple[Migration, ...]) -> Migration | None:
    """Apply the first pending migration; None when there is none."""
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        waiting = pending(conn, migrations)
        if not waiting:
            return None
        _apply(conn, waiting[0])
        return waiting[0]


def _apply(conn: Connection, migration: Migration) -> None:
    title = f"migration {migration.number:04}_{migration.name}"
    conn.execute(_CREATE)
    transaction = _transaction_id(conn)
    try:
        conn.execute(migration.sql.encode(), prepare=False)
    except psycopg.Error as error:
        raise MigrationRefused(f"{title} failed: {error}") from error
    if _transaction_id(conn) != transaction:
        raise MigrationRefused(f"{title} ends its own transaction: take COMMIT out of it")
    conn.execute(
        _RECORD,
        {"number": migration.number, "name": migration.name, "sha256": migration.sha256},
    )


def _applied(conn: Connection) -> dict[int, bytes]:
    """Return the digests of the applied migrations by number; a new database has none."""
    exists = conn.execute("SELECT to_regclass('migrations') IS NOT NULL").fetchone()
    if exists != (True,):
        return {}
    rows = conn.execute("SELECT number, sha256 FROM migrations ORDER BY number")
    return {int(number): bytes(digest) for number, digest in rows}


def _transaction_id(conn: Connection) -> object:
    return conn.execute("SELECT pg_current_xact_id()").fetchone()


def _read(source: Traversable) -> Migration:
    match = _FILE.fullmatch(source.name)
    if not match:
        raise MigrationRefused(f"{source.name} is not named NNNN_title.sql")
    content = source.read_bytes()
    digest = hashlib.sha256(content).digest()
    return Migration(int(match[1]), match[2], content.decode("utf-8"), digest)
