"""The database of a command: the one it is given, or the embedded one of the data folder."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from psycopg import Connection
from rich.console import Console

from hub.config import Settings
from hub.errors import Misconfigured
from hub.store import migrate as migrations
from hub.store.database import connect
from hub.store.embedded import EmbeddedPostgres

_STOPS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """Yield the URL of the configured database, or of the embedded one, which runs meanwhile."""
    if settings.database_url:
        yield settings.database_url
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for number in _STOPS:  # from here on a stop unwinds, so that the server is stopped too
        signal.signal(number, signal.default_int_handler)
    with ExitStack() as stack:
        with _not_half_way():
            url = stack.enter_context(EmbeddedPostgres(settings.data_dir / "postgres"))
        yield url


@contextmanager
def _not_half_way() -> Iterator[None]:
    """Hold a wish to stop back until the block is done: a half-started server would be left over.

    The signals are noted, not blocked: what is started here would inherit a mask.
    """
    asked: list[int] = []
    handlers = {one: signal.signal(one, lambda number, _: asked.append(number)) for one in _STOPS}
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
    if asked:
        raise KeyboardInterrupt


@contextmanager
def connected(data_dir: Path | None) -> Iterator[Connection]:
    """Yield a connection to the settings' database, or to that of the data folder that is named.

    Raises ``DatabaseUnavailable``, and `Misconfigured` for one that is not at this release.
    """
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    with database_url(settings) as url:
        refuse_other_release(url)
        with connect(url) as connection:
            yield connection


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
