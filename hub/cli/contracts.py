"""``peyvand contracts``: what waits, what goes in and out as OCDS, how far consumers have read."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.cli import (
    contract_choice,
    contract_export,
    contract_import,
    contract_load,
    contract_reconcile,
)
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.store.contract_feed import FeedStore, Lag
from hub.store.database import Database
from schemas.canonical.dates import tehran_stamp

app = typer.Typer(
    help="The shared contracts, and who follows them.",
    no_args_is_help=True,
    add_completion=False,
)

Longest = Annotated[
    float | None,
    typer.Option(min=0, help="Exit 1 when anybody has not read on for so many seconds."),
]


app.command(epilog=contract_choice.WAITING_EXAMPLE)(contract_choice.waiting)
app.command(epilog=contract_choice.ASSIGN_EXAMPLE)(contract_choice.assign)
app.command(epilog=contract_export.EXAMPLE)(contract_export.export)
app.command(epilog=contract_reconcile.EXAMPLE)(contract_reconcile.reconcile)
app.command(epilog=contract_reconcile.LIST_EXAMPLE)(contract_reconcile.reconciliations)
app.command(epilog=contract_load.EXAMPLE)(contract_load.load)
app.command("import", epilog=contract_import.EXAMPLE)(contract_import.import_)


@app.command(epilog="Example: peyvand contracts feed --longest 3600 --json")
def feed(longest: Longest = None, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Tell how far each consumer has acknowledged the change feed, and since when he has not.

    One who never acknowledged anything is not in the list.
    """

    async def find(database: Database) -> list[Lag]:
        return await FeedStore(database).lags()

    with in_words("contracts"):
        found = working(settings_of(data_dir), find)
    now = datetime.now(UTC)
    rows = [_facts(one, now) for one in found]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        _show(rows)
    late = longest is not None and any(_seconds(one, now) > longest for one in found)
    raise typer.Exit(1 if late else 0)


def _seconds(one: Lag, now: datetime) -> float:
    """Return how long a consumer has not read on, though there is something to read."""
    return (now - one.unread_since).total_seconds() if one.unread_since else 0.0


def _facts(one: Lag, now: datetime) -> dict[str, str | int]:
    return {
        "consumer": one.consumer,
        "position": one.position,
        "head": one.head,
        "behind": one.behind,
        "seconds": int(_seconds(one, now)),
        "read_at": tehran_stamp(one.read_at),
    }


def _show(rows: Sequence[dict[str, str | int]]) -> None:
    if not rows:
        typer.echo("Nobody has acknowledged anything of the feed yet.")
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console().print(table)
