"""``peyvand outbox``: what consumers are told, and what could not be told."""

import json
from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Column, Table

from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.errors import Misconfigured
from hub.store.database import Database
from hub.store.deliveries import Deliveries, DeliveryState, Listed
from schemas.canonical.dates import tehran_stamp

T = TypeVar("T")

app = typer.Typer(
    help="What consumers are told, and what could not be told.",
    no_args_is_help=True,
    add_completion=False,
)

Receiver = Annotated[str | None, typer.Option(help="Only what is for this consumer.")]


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

    A notice is held while an earlier one of its case has not arrived.
    """
    if dead and delivered:
        raise Misconfigured("--dead and --delivered: give one of them")
    states = _states(dead=dead, delivered=delivered)

    async def find(database: Database) -> list[Listed]:
        return await Deliveries(database).listed(states, receiver, limit)

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
        store = Deliveries(database)
        return await store.resend(named, receiver=receiver, now=now, by=by.strip())

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


def _show(found: list[Listed], *, as_json: bool) -> None:
    """Print deliveries as JSON or as a table."""
    if as_json:
        typer.echo(json.dumps([_facts(one) for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("Nothing of this kind in the outbox.")
        return
    rest = ("receiver", "tells", "state", "attempts", "failure", "told", "next")
    table = Table(Column("id", no_wrap=True), *rest)
    for one in found:
        state = "held" if one.held else one.state.value
        told, following = tehran_stamp(one.enqueued_at), _stamp(one.next_attempt_at) or ""
        attempts, failure = str(one.attempts), one.failure or ""
        table.add_row(
            str(one.id), one.receiver, one.kind, state, attempts, failure, told, following
        )
    Console().print(table)


def _facts(one: Listed) -> dict[str, object]:
    return {
        "id": str(one.id),
        "receiver": one.receiver,
        "case": str(one.case_id),
        "kind": one.kind,
        "state": one.state,
        "held": one.held,
        "attempts": one.attempts,
        "failure": one.failure,
        "enqueued_at": tehran_stamp(one.enqueued_at),
        "next_attempt_at": _stamp(one.next_attempt_at),
        "delivered_at": _stamp(one.delivered_at),
        "acknowledgement": one.acknowledgement.hex() if one.acknowledgement else None,
    }


def _stamp(instant: datetime | None) -> str | None:
    return tehran_stamp(instant) if instant else None
