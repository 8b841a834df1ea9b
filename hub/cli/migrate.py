"""``peyvand migrate``: the database at this release."""

from rich.console import Console

from hub.cli.database import apply_migrations, database_url
from hub.config import Settings


def migrate() -> None:
    """Bring the database to this release, and say what was done."""
    with database_url(Settings()) as url:
        apply_migrations(url, Console())
