"""``peyvand contracts reconcile`` and ``reconciliations``: whether two hold the same, and proof."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from adapters.base.errors import AgencyError
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.config import Settings
from hub.contracts.merkle import LEVELS
from hub.contracts.reconcile import NotTheRoot, OtherLevels
from hub.contracts.reconciled import Reconciliation, Settled, read_document
from hub.errors import Misconfigured
from hub.main import open_agencies, utc_now
from hub.sharing.filing import kept_slips
from hub.sharing.opening import open_reconciling, open_sharing
from hub.store.contract_reconciliations import KeptReconciliation, Reconciliations
from hub.store.database import Database
from schemas.canonical.dates import tehran_stamp

EXAMPLE: Final = "Example: peyvand contracts reconcile tax_authority --json"
LIST_EXAMPLE: Final = "Example: peyvand contracts reconciliations --limit 5 --json"
_BUCKETS: Final = 16**LEVELS
Json = dict[str, Any]

Limit = Annotated[int, typer.Option(min=1, max=10_000, help="So many at most, the newest first.")]


def reconcile(
    source: Annotated[str, typer.Argument(help="The register: tax_authority.")],
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Settle what a register and the hub do not both hold: take what is later, give what is lost.

    What can be settled by neither is listed: ``asked`` where one revision has two contents, which
    the register has to explain, ``left`` where a contract breaks our rules or cannot be told in its
    words. To run it again settles what is new, and nothing twice. Exit 1 while they differ.
    """
    settings = settings_of(data_dir)
    with in_words("contracts"), _in_words(source):
        done = working(settings, lambda database: _run(database, settings, source))
    told = _told(source, done)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _say(told)
    raise typer.Exit(0 if told["agreed"] else 1)


def reconciliations(limit: Limit = 20, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List what came of reconciliations, each held against its own proof; exit 1 where one fails.

    The proof is what is kept alone: the roots of both sides, all that was asked and answered, and
    the salted leaf of the evidence.
    """

    async def find(database: Database) -> list[KeptReconciliation]:
        return await Reconciliations(database).last(limit)

    with in_words("contracts"):
        rows = [_row(one) for one in working(settings_of(data_dir), find)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        _show(rows)
    raise typer.Exit(1 if any(row["slips"] for row in rows) else 0)


async def _run(database: Database, settings: Settings, source: str) -> list[Reconciliation]:
    """Reconcile with one register, with a bar where somebody looks at one."""
    agencies = {name: one for name, one in settings.agencies.items() if name == source}
    sharing = open_sharing(database, settings, utc_now)
    found = []
    async with open_agencies(settings.model_copy(update={"agencies": agencies})) as gateways:
        reconciling = open_reconciling(gateways.ports, sharing, source)
        with _bar(source) as move:
            async for one in reconciling.run():
                found.append(one)
                move(one.part.beyond)
    return found


@contextmanager
def _bar(title: str) -> Iterator[Callable[[str], None]]:
    """Show a bar over all buckets; yield what moves it behind one of them."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=_BUCKETS)
        yield lambda bucket: bar.update(task, completed=int(bucket or "0", 16))


@contextmanager
def _in_words(source: str) -> Iterator[None]:
    """Turn what a register does wrong into one line."""
    try:
        yield
    except AgencyError as error:
        raise Misconfigured(f"{source} did not answer as agreed: {error}") from error
    except NotTheRoot as error:
        raise Misconfigured(f"{error}; nothing of this part was taken") from error
    except OtherLevels as error:
        raise Misconfigured(f"{source} cuts its contracts otherwise: {error}") from error


def _told(source: str, done: Sequence[Reconciliation]) -> Json:
    """Return what came of all parts together."""
    settled = {
        one.name: [number for part in done for number in getattr(part.settled, one.name)]
        for one in fields(Settled)
    }
    return {
        "source": source,
        "agreed": done[-1].after.agree,
        "parts": len(done),
        "exchanges": sum(one.exchanges for one in done),
        "taken": len(settled["taken"]),
        "given": len(settled["given"]),
        "asked": settled["asked"],
        "left": settled["left"],
        "hub": done[-1].after.hub.whole.hex(),
        "register": done[-1].after.register.whole.hex(),
    }


def _say(told: Json) -> None:
    if told["agreed"] and not told["taken"] + told["given"]:
        typer.echo(f"{told['source']}: both hold the same, root {told['hub'][:16]}.")
        return
    typer.echo(
        f"{told['source']}: {told['taken']} taken, {told['given']} given "
        f"in {told['exchanges']} exchanges."
    )
    for name, why in (("asked", "one revision has two contents"), ("left", "not settled")):
        for number in told[name]:
            typer.echo(f"  {number}: {why}")
    same = f"Both hold the same now, root {told['hub'][:16]}."
    typer.echo(same if told["agreed"] else "They still differ.")


def _counted(done: Reconciliation) -> Json:
    """Return a reconciliation as a row tells it."""
    counts = {one.name: len(getattr(done.settled, one.name)) for one in fields(Settled)}
    return {
        "ended_at": tehran_stamp(done.ended_at),
        "source": done.source,
        "started_by": done.started_by,
        "exchanges": done.exchanges,
        **counts,
        "agreed": done.after.agree,
        "hub": done.after.hub.whole.hex(),
        "register": done.after.register.whole.hex(),
    }


def _row(kept: KeptReconciliation) -> Json:
    """Return a kept reconciliation with what is wrong with it, codes of `kept_slips`."""
    slips = [*kept_slips(kept)]
    told = {} if "document.unreadable" in slips else _counted(read_document(kept.leaf.document))
    return {"id": str(kept.leaf.document_id), **told, "slips": slips}


def _show(rows: Sequence[Json]) -> None:
    if not rows:
        typer.echo("There was no reconciliation yet.")
        return
    names = [name for name in rows[0] if name not in {"id", "hub", "register", "slips"}]
    table = Table(*names, "proof")
    for row in rows:
        told = (str(row.get(name, "")) for name in names)
        table.add_row(*told, " ".join(row["slips"]) or "holds")
    Console().print(table)
