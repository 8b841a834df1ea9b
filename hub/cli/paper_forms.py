"""``peyvand paper-forms``: the register of paper forms, and what a paper clearance is worth."""

import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from hub.clearing.opening import open_shelf
from hub.clearing.paper_reading import COUNTS, SPANS, Asked, PaperShelf, judged_facts
from hub.cli import paper_record
from hub.cli.paper_words import in_option
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.config import Settings
from hub.store.database import Database
from hub.usecases.article38.paper.judge import Paper, Verdict
from hub.usecases.article38.paper.minutes import (
    read_branch,
    read_day,
    read_number,
    read_province,
)
from hub.usecases.article38.paper.serials import read_serial

T = TypeVar("T")

app = typer.Typer(
    help="The paper forms of Article 38 clearances, and what a paper is worth.",
    no_args_is_help=True,
    add_completion=False,
)
app.command(epilog=paper_record.EXAMPLE)(paper_record.record)

Province = Annotated[str | None, typer.Option(help="Of this province alone.")]
Branch = Annotated[str | None, typer.Option(help="Of this branch alone.")]


@app.command("list", epilog="Example: peyvand paper-forms list --branch 0210 --json")
def list_(
    province: Province = None,
    branch: Branch = None,
    after: Annotated[int, typer.Option(min=0, help="Behind this position.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 100,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List minutes in the order in which they were taken down."""
    asked = _asked(province, branch, after, limit)
    found = _working(settings_of(data_dir), lambda shelf: shelf.minutes(asked))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not found["minutes"]:
        typer.echo("No minutes are taken down yet; `peyvand paper-forms record --help` shows how.")
    else:
        _show(("number", "part", "day", "province", "branch", "lines", "forms"), found["minutes"])
        if found["next"] is not None:
            typer.echo(f"next: --after {found['next']}")


@app.command(epilog="Example: peyvand paper-forms summary --branch 0210 --json")
def summary(
    province: Province = None,
    branch: Branch = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Tell what forms came to by branch, and with --branch which of them are missing.

    Missing is what a branch was given and has said nothing of since.
    """
    asked = _asked(province, branch)
    found = _working(settings_of(data_dir), lambda shelf: shelf.summary(asked))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    if not found["branches"]:
        typer.echo("No form was delivered yet.")
        return
    total = {"province": "all", "branch": "", **found["total"]}
    _show(("province", "branch", *COUNTS), [*found["branches"], total])
    missing = found.get("missing_forms", [])
    for one in missing:
        typer.echo(f"missing {one['first']}..{one['last']}, {one['forms']}")
    if len(missing) == SPANS:
        typer.echo("and more")


@app.command(epilog="Example: peyvand paper-forms judge AB0001234 --dated 1399/10/05")
def judge(
    serial: Annotated[str, typer.Argument(help="The serial of the hologram.")],
    dated: Annotated[str, typer.Option(help="The day that the paper bears.")],
    number: Annotated[str | None, typer.Option(help="Its number, if it bears one.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Tell what a paper clearance is worth: exit 0 it holds, 1 it does not or cannot be told."""

    async def judged(shelf: PaperShelf) -> dict[str, Any]:
        with in_option("judge"):
            paper = Paper(
                read_serial(serial, shelf.terms.serial, "SERIAL"),
                read_day(dated, "--dated"),
                None if number is None else read_number(number, "--number"),
            )
        return judged_facts(await shelf.judged(paper))

    found = _working(settings_of(data_dir), judged)
    if as_json:
        typer.echo(json.dumps({"serial": serial, "dated": dated, **found}, ensure_ascii=False))
    else:
        typer.echo(f"{serial}: {found['verdict']}")
        typer.echo(f"  {found['en']} ({found['clause']})\n  {found['fa']}")
        if found["replaced_by"]:
            typer.echo(f"  in its place: {found['replaced_by']}")
    raise typer.Exit(0 if found["verdict"] == Verdict.VALID else 1)


def _asked(province: str | None, branch: str | None, after: int = 0, limit: int = 100) -> Asked:
    with in_option("--"):
        return Asked(
            province=None if province is None else read_province(province),
            branch=None if branch is None else read_branch(branch),
            after=after,
            limit=limit,
        )


def _working(settings: Settings, read: Callable[[PaperShelf], Coroutine[Any, Any, T]]) -> T:
    async def work(database: Database) -> T:
        return await read(open_shelf(database, settings))

    with in_words("paper-forms"):
        return working(settings, work)


def _show(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    table = Table(*columns)
    for row in rows:
        table.add_row(*(str(row[name]) for name in columns))
    Console().print(table)
