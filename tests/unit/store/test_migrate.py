import hashlib
import re
from pathlib import Path

import pytest

from hub.store.migrate import Migration, MigrationRefused, shipped

SESSION_COMMANDS = re.compile(
    r"^\s*(CREATE EXTENSION|COMMIT|BEGIN\s*;|ROLLBACK|VACUUM)|CONCURRENTLY|uuidv7",
    re.IGNORECASE | re.MULTILINE,
)


def test_read_in_order_with_their_digests(tmp_path: Path) -> None:
    """Migrations would be applied in the order of a directory listing."""
    for name in ("0002_two.sql", "0001_one.sql"):
        (tmp_path / name).write_text(f"-- {name}\n")
    one, two = shipped(tmp_path)
    assert (one.number, one.name, one.sql) == (1, "one", "-- 0001_one.sql\n")
    assert two.sha256 == hashlib.sha256(b"-- 0002_two.sql\n").digest()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["0001_one.sql", "0003_three.sql"], "migration 0002 is missing"),
        (["0001_one.sql", "0001_other.sql"], "migration 0002 is missing or one stands there twice"),
        (["0000_zero.sql"], "migration 0001 is missing"),
        (["1_one.sql"], "1_one.sql is not named"),
        (["0001_one.sql", "0002_two.sql.orig"], "0002_two.sql.orig is not named"),
        ([], "there is no migration"),
    ],
)
def test_row_of_files_that_is_not_whole(tmp_path: Path, names: list[str], message: str) -> None:
    """A release built without a file would leave databases behind that no release knows."""
    for name in names:
        (tmp_path / name).write_text("")
    with pytest.raises(MigrationRefused, match=message):
        shipped(tmp_path)


def test_folder_that_was_not_packaged(tmp_path: Path) -> None:
    """A wheel built without its data would call an empty database up to date."""
    with pytest.raises(MigrationRefused, match="there is no migration"):
        shipped(tmp_path / "absent")


@pytest.mark.parametrize("migration", shipped(), ids=lambda one: f"{one.number:04}_{one.name}")
def test_shipped_ones_run_anywhere_in_one_transaction(migration: Migration) -> None:
    """A server that may not load extensions, or PostgreSQL 15, could not be migrated."""
    assert not SESSION_COMMANDS.search(migration.sql)
