"""The database of a command: the one it is given, or the embedded one of the data folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from hub.config import Settings
from hub.errors import Misconfigured
from hub.store import migrate as migrations
from hub.store.database import connect
from hub.store.embedded import EmbeddedPostgres


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """Yield the URL of the configured database, or of the embedded one, which runs meanwhile."""
    if settings.database_url:
        yield settings.database_url
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with EmbeddedPostgres(settings.data_dir / "postgres") as url:
        yield url


def refuse_other_release(url: str) -> None:
    """Raise `Misconfigured` for a database that this release has not migrated yet."""
    with connect(url) as connection:
        if migrations.pending(connection, migrations.shipped()):
            raise Misconfigured("the database is not at this release yet: run `peyvand migrate`")


def apply_migrations(url: str, console: Console) -> None:
    """Apply what is pending and print each migration's name; safe beside other processes."""
    with connect(url) as connection:
        applied = migrations.migrate(connection, migrations.shipped())
    names = ", ".join(migration.name for migration in applied)
    console.print(f"database      {names or 'up to date'}", highlight=False)
