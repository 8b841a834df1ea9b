"""``peyvand article38 overdue``: contracts that ended a year ago and have no final clearance."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from hub.clearing.money import WITHHOLDING
from hub.clearing.opening import periods_of
from hub.clearing.overdue import Overdue, sought, values
from hub.clearing.telling import OVERDUE
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.errors import Misconfigured
from hub.store.database import Database
from hub.store.overdue_files import OverdueFile, overdue_files
from schemas.canonical.dates import tehran_day
from schemas.canonical.identifiers import InvalidIdentifier, parse_branch_code

Branch = Annotated[str | None, typer.Option(help="Only contracts of this branch.")]
Expired = Annotated[bool, typer.Option("--expired", help="Only those whose 25 days have run out.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many contracts at most.")]
After = Annotated[str, typer.Option(help="Begin behind the contract of this name.")]


def overdue(
    *,
    branch: Branch = None,
    expired: Expired = False,
    limit: Limit = 50,
    after: After = "",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List contracts that ended a year ago and have no final clearance, with what is withheld.

    It is what an assigner has to report by the added note of Article 38.
    """
    settings, today = settings_of(data_dir), tehran_day(datetime.now(UTC))
    wanted = Overdue(after, _branch(branch), expired, limit)

    async def find(database: Database) -> list[OverdueFile]:
        return await overdue_files(database, sought(wanted, today, periods_of(settings)))

    with in_words("article38"):
        rows = working(settings, find)
    found = [_facts(one, values(one, today)) for one in rows]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not found:
        typer.echo("No contract is overdue.")
    else:
        show_rows(found)


def _facts(one: OverdueFile, told: Any) -> dict[str, Any]:
    money, since = told[WITHHOLDING] or {}, told[OVERDUE]
    return {
        "ocid": one.file.ocid,
        "status": one.file.status,
        "row": one.file.contract_row,
        "branch": one.file.branch,
        "ended_on": one.ended_on and one.ended_on.isoformat(),
        "withheld": money.get("withheld"),
        "held": money.get("held"),
        "note_last": one.note_last and one.note_last.isoformat(),
        "expired": since["note_expired"],
    }


def _branch(text: str | None) -> str | None:
    """Return a branch code; `Misconfigured` for what is none."""
    try:
        return None if text is None else parse_branch_code(text)
    except InvalidIdentifier as invalid:
        raise Misconfigured(f"--branch {text}: no branch code ({invalid.rule})") from invalid


def show_rows(rows: list[dict[str, Any]]) -> None:
    """Print rows as a table; their first column, by which one is asked for, is never cut off."""
    first, *others = rows[0]
    table = Table(Column(first, no_wrap=True), *(Column(one, overflow="fold") for one in others))
    for row in rows:
        table.add_row(*("" if one is None else str(one) for one in row.values()))
    Console().print(table)
