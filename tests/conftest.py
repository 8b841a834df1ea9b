"""Fixtures of every tier: one PostgreSQL for the session, a fresh database for a test that asks.

The server is an embedded one of its own, or the one of PEYVAND_TEST_DATABASE_URL (a user that may
create databases). A test's database is copied from a migrated template.
"""

import os
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hub.store.database import Database, connect
from hub.store.embedded import EmbeddedPostgres
from hub.store.migrate import migrate, shipped

_TIERS = frozenset({"unit", "contract", "conformance", "integration", "acceptance"})

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("untimed"), max_examples=15)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test with its tier, the folder it stands in."""
    for item in items:
        for tier in _TIERS.intersection(item.path.parts):
            item.add_marker(tier)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Give the URL of the server's own database, from which others are made."""
    if external := os.environ.get("PEYVAND_TEST_DATABASE_URL"):
        yield external
        return
    folder = Path(tempfile.mkdtemp(prefix="peyvand-test-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "postgres")
    try:
        yield _hurried(server.start())
    finally:
        server.stop()
        server.remove()
        folder.rmdir()


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[str]:
    """Give the name of a migrated database that nobody is connected to."""
    name = _create(postgres, "template0")
    with connect(_at(postgres, name)) as connection:
        migrate(connection, shipped())
    yield name
    _drop(postgres, name)


@pytest.fixture
def empty_database_url(postgres: str) -> Iterator[str]:
    """Give the URL of a database without a single table."""
    name = _create(postgres, "template0")
    yield _at(postgres, name)
    _drop(postgres, name)


@pytest.fixture
def database_url(postgres: str, template: str) -> Iterator[str]:
    """Give the URL of a fresh database at this release, without a row."""
    name = _create(postgres, template)
    yield _at(postgres, name)
    _drop(postgres, name)


@pytest.fixture(scope="module")
def shared_database_url(postgres: str, template: str) -> Iterator[str]:
    """Give the URL of a database that the tests of a file share, each beside the others' rows."""
    name = _create(postgres, template)
    yield _at(postgres, name)
    _drop(postgres, name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Give a pool, opened, on a fresh database at this release."""
    async with Database(database_url, min_size=1, max_size=8) as pool:
        yield pool


def _hurried(admin: str) -> str:
    """Let a server that nobody will miss skip the disk; what it does stays the same."""
    with connect(admin) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return admin


def _create(admin: str, template: str) -> str:
    name = f"peyvand_test_{secrets.token_hex(6)}"
    with connect(admin) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'".encode())
    return name


def _drop(admin: str, name: str) -> None:
    with connect(admin) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _at(url: str, name: str) -> str:
    """Return ``url`` with the database ``name``."""
    return re.sub(r"^(postgres(?:ql)?://[^/?]*)/?[^?]*", rf"\1/{name}", url)
