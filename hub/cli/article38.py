"""``peyvand article38``: the files of contracts, and what one of them stands at."""

import json
from typing import Annotated, Any

import typer

from hub.clearing.ground import file_of, recorded
from hub.clearing.money import money_of
from hub.clearing.telling import act_of, status_of
from hub.cli.article38_overdue import overdue, show_rows
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.errors import Misconfigured
from hub.sharing.written import read_joined
from hub.store.contract_file_rows import FileRow, KeptAct
from hub.store.contract_files import ContractFiles
from hub.store.contract_reads import ContractReads
from hub.store.database import Database
from hub.store.workshop_notices import Notified, WorkshopNotices
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.statuses import FileStatus
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.identifiers import InvalidIdentifier, parse_branch_code

app = typer.Typer(
    help="The files of contracts under Article 38.", no_args_is_help=True, add_completion=False
)

Status = Annotated[str | None, typer.Option(help="Only files of this status, 01 to 17.")]
Branch = Annotated[str | None, typer.Option(help="Only files of this branch.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many files at most.")]
After = Annotated[str, typer.Option(help="Begin behind the contract of this name.")]
_Kept = tuple[tuple[KeptAct, ...], list[Notified], dict[str, Any]]
_LAST = {
    (False, None): "not paid",
    (True, None): "paid, of how much in all nobody says",
    (True, True): "paid, five hundredths of the whole or more",
    (True, False): "paid, less than five hundredths of the whole",
}
Ocid = Annotated[str, typer.Argument(help="The hub's name of the contract.", metavar="OCID")]


@app.command("list", epilog="Example: peyvand article38 list --status 15 --branch 0210 --json")
def list_files(
    status: Status = None,
    branch: Branch = None,
    limit: Limit = 50,
    after: After = "",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List files in the order of their contracts' names, with what each was brought to last."""
    if status is not None and status not in {*FileStatus}:
        raise Misconfigured(f"--status {status}: one of 01 to 17")
    own = _branch(branch)

    async def find(database: Database) -> list[FileRow]:
        return await ContractFiles(database).page(
            after=after, status=status, branch=own, limit=limit
        )

    with in_words("article38"):
        found = [_facts(one) for one in working(settings_of(data_dir), find)]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not found:
        typer.echo("There is no such file.")
    else:
        show_rows(found)


app.command(epilog="Example: peyvand article38 overdue --branch 0210 --json")(overdue)


@app.command(epilog="Example: peyvand article38 show ocds-peyvnd-1 --json")
def show(ocid: Ocid, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Show a contract's file: what it stands at, its acts, and who was told of them."""

    async def find(database: Database) -> _Kept:
        acts = await ContractFiles(database).acts(ocid)
        newest = await ContractReads(database).newest(ocid)
        contract = read_joined(ocid, newest.body) if newest else None
        return acts, await WorkshopNotices(database).of_file(ocid), money_of(contract)

    with in_words("article38"):
        acts, notices, money = working(settings_of(data_dir), find)
    file = file_of(acts)
    if file is None:
        raise Misconfigured(f"{ocid}: the contract has no file; no row was allocated to it")
    if as_json:
        shown = _shown(ocid, file, acts, notices) | _by_member(money)
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    typer.echo(f"{ocid}: {file.status.value}, {status_of(file.status)['en']}")
    typer.echo(f"row {file.allocated.row} of branch {file.allocated.branch}")
    typer.echo(f"claimed {_amount(file.claim)}, paid {file.paid:,} rials")
    _say_money(**_by_member(money))
    show_rows(
        [
            {"number": one["number"], "act": one["act"], "at": one["at"], "told by": kept.said_by}
            for one, kept in zip(map(act_of, recorded(acts)), acts, strict=True)
        ]
    )
    if notices:
        show_rows([_notice(one) for one in notices])


def _branch(text: str | None) -> str | None:
    """Return a branch code; `Misconfigured` for what is none."""
    try:
        return None if text is None else parse_branch_code(text)
    except InvalidIdentifier as invalid:
        raise Misconfigured(f"--branch {text}: no branch code ({invalid.rule})") from invalid


def _facts(row: FileRow) -> dict[str, Any]:
    return {
        "ocid": row.ocid,
        "status": row.status,
        "means": status_of(FileStatus(row.status))["en"],
        "row": row.contract_row,
        "branch": row.branch,
        "acts": row.acts,
        "attend_at": tehran_stamp(row.attend_at) if row.attend_at else None,
    }


def _shown(
    ocid: str, file: File, acts: tuple[KeptAct, ...], notices: list[Notified]
) -> dict[str, Any]:
    told = zip(map(act_of, recorded(acts)), acts, strict=True)
    return {
        "ocid": ocid,
        "status": status_of(file.status),
        "row": file.allocated.row,
        "branch": file.allocated.branch,
        "claimed": file.claim,
        "paid": file.paid,
        "acts": [one | {"said_by": kept.said_by} for one, kept in told],
        "notices": [_notice(one) for one in notices],
    }


def _by_member(money: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("file."): one for name, one in money.items()}


def _say_money(withholding: dict[str, Any] | None, contradictions: list[dict[str, Any]]) -> None:
    if withholding:
        parts = ("should_be_withheld", "withheld", "short", "unsaid", "released", "held")
        amounts = ", ".join(f"{name.replace('_', ' ')} {withholding[name]:,}" for name in parts)
        typer.echo(f"of payments of {withholding['paid']:,} rials: {amounts}")
        typer.echo(
            f"last instalment {_LAST[withholding['last_paid'], withholding['last_is_enough']]}"
        )
    for one in contradictions:
        typer.echo(f"{one['code']}: {one['en']}")


def _notice(one: Notified) -> dict[str, Any]:
    return {
        "act": one.act,
        "party": one.party,
        "kind": one.kind,
        "attempts": one.attempts,
        "delivered_at": tehran_stamp(one.delivered_at) if one.delivered_at else None,
        "failure": one.failure,
    }


def _amount(amount: int | None) -> str:
    return "nothing yet" if amount is None else f"{amount:,}"
