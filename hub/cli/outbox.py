"""``peyvand outbox``: what consumers and workshops are told, and what could not be told."""

import json
from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Column, Table

from hub.cli.outbox_lines import Line, lines
from hub.cli.outbox_lines import resend as send_again
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.errors import Misconfigured
from hub.store.database import Database
from hub.store.deliveries import DeliveryState

T = TypeVar("T")

app = typer.Typer(
    help="What consumers and workshops are told, and what could not be told.",
    no_args_is_help=True,
    add_completion=False,
)

Receiver = Annotated[
    str | None, typer.Option(help="Only what is for this consumer, or for workshops.")
]


@app.command("list", epilog="Example: peyvand outbox list --dead --json")
def list_(
    dead: Annotated[bool, typer.Option("--dead", help="Only dead letters.")] = False,
    delivered: Annotated[
        bool, typer.Option("--delivered", help="What was delivered, instead of what was not.")
    ] = False,
    receiver: Receiver = None,
    limit: Annotated[int, typer.Option(min=1, help="So many at most, the oldest first.")] = 100,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List the notices that have not arrived, the oldest first: waiting, held back, dead.

    A notice is held while an earlier one of its case has not arrived, or of its contract to the
    same party. The receiver of what parties of contracts are told is called workshops.
    """
    if dead and delivered:
        raise Misconfigured("--dead and --delivered: give one of them")
    states = _states(dead=dead, delivered=delivered)

    async def find(database: Database) -> list[Line]:
        return await lines(database, states, receiver, limit)

    _show(_on_database(data_dir, find), as_json=as_json)


@app.command(
    epilog="Example: peyvand outbox resend --all --receiver notary-offices --by 'A. Operator'"
)
def resend(
    by: Annotated[str, typer.Option(help="Who sends it again; it is kept beside the letter.")],
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="See the list.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every dead letter there is.")] = False,
    receiver: Receiver = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Send dead letters again: some of them, or all; the worker brings them at its next turn.

    Exit 1 when one that was named is no dead letter; the others are sent again all the same.
    """
    named = _named(ids or [], everything=everything)
    if not by.strip():
        raise Misconfigured("--by: say who sends it again")
    now = datetime.now(UTC)

    async def send(database: Database) -> list[UUID]:
        return await send_again(database, named, receiver, now, by.strip())

    sent = _on_database(data_dir, send)
    missing = [one for one in named or () if one not in sent]
    if as_json:
        typer.echo(json.dumps({"sent": [*map(str, sent)], "missing": [*map(str, missing)]}))
    else:
        typer.echo(f"{len(sent)} dead letter{'' if len(sent) == 1 else 's'} sent again")
        for one in missing:
            typer.echo(f"{one}: no dead letter of this id", err=True)
    raise typer.Exit(1 if missing else 0)


def _states(*, dead: bool, delivered: bool) -> tuple[DeliveryState, ...]:
    """Return the states that were asked for."""
    if dead:
        return (DeliveryState.DEAD,)
    if delivered:
        return (DeliveryState.DELIVERED,)
    return (DeliveryState.WAITING, DeliveryState.DEAD)


def _named(ids: Iterable[str], *, everything: bool) -> list[UUID] | None:
    """Return the letters that were named, or None for all; `Misconfigured` for both or neither."""
    named = [_id(one) for one in ids]
    if everything == bool(named):
        raise Misconfigured("name the dead letters by their ids, or say --all")
    return None if everything else named


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Misconfigured(f"{text}: no id of a notice; see peyvand outbox list") from error


def _on_database(data_dir: Path | None, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    with in_words("outbox"):
        return working(settings_of(data_dir), work)


def _show(found: list[Line], *, as_json: bool) -> None:
    """Print notices as JSON or as a table."""
    if as_json:
        typer.echo(json.dumps([one.facts() for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("Nothing of this kind in the outbox.")
        return
    rest = ("receiver", "tells", "state", "attempts", "failure", "told", "next")
    table = Table(Column("id", no_wrap=True), *rest)
    for one in found:
        table.add_row(*one.cells())
    Console().print(table)
