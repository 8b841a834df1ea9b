"""``peyvand operator``: who may work at the panel, and what he looked at there."""

import json
import os
import re
import secrets
from base64 import b32encode
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.errors import Misconfigured
from hub.store.database import Database
from hub.store.operators import Account, NewOperator, Operators, View
from hub.store.passphrases import LONGEST, SALT_OCTETS, SHORTEST, keep
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.identifiers import InvalidIdentifier, parse_branch_code
from schemas.canonical.text import UnfitText, fit

T = TypeVar("T")

app = typer.Typer(
    help="Who may work at the panel, and what he looked at there.",
    no_args_is_help=True,
    add_completion=False,
)

ONE_TIME = timedelta(days=7)
"""How long a passphrase that was made here waits for its one use."""
_CODE = re.compile("[a-z][a-z0-9-]{1,31}")
_GROUPS, _OCTETS = 4, 15

Code = Annotated[str, typer.Argument(help="The operator's code.", metavar="CODE")]
Title = Annotated[str, typer.Option(help="What he is, such as the office; no person's name.")]
Branch = Annotated[list[str] | None, typer.Option(help="A branch of his; again for more.")]
AllBranches = Annotated[bool, typer.Option("--all-branches", help="He sees every branch.")]
Prompt = Annotated[
    bool, typer.Option("--prompt", help="He types a passphrase of his own, twice, unseen.")
]
About = Annotated[str | None, typer.Option(help="Who looked at this contract.", metavar="OCID")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="So many at most.")]


@app.command(
    epilog="Example: peyvand operator add qom-income --title 'Income office, Qom' --branch 0210"
)
def add(
    code: Code,
    title: Title,
    branch: Branch = None,
    all_branches: AllBranches = False,
    prompt: Prompt = False,
    data_dir: DataDir = None,
) -> None:
    """Add an operator, and print a passphrase that opens the panel once, within seven days."""
    if _CODE.fullmatch(code) is None:
        raise Misconfigured(
            f"{code}: a code has 2 to 32 small Latin letters, digits and hyphens, a letter first"
        )
    branches, shown = _branches(branch, all_branches), _title(title)
    passphrase, until = _passphrase(prompt)
    operator = NewOperator(code, shown, branches, _kept(passphrase), until)
    if not _done(data_dir, lambda one: one.add(operator, datetime.now(UTC))):
        raise Misconfigured(f"{code}: there is an operator of this code")
    _say(code, passphrase, until)


@app.command(epilog="Example: peyvand operator renew qom-income")
def renew(code: Code, prompt: Prompt = False, data_dir: DataDir = None) -> None:
    """Give an operator another passphrase and take a lock off; his sessions end."""
    passphrase, until = _passphrase(prompt)
    _known(code, _done(data_dir, lambda one: one.renew(code, _kept(passphrase), until)))
    _say(code, passphrase, until)


@app.command(epilog="Example: peyvand operator lock qom-income")
def lock(code: Code, data_dir: DataDir = None) -> None:
    """Lock an operator out at once; his sessions end, and what he looked at stays."""
    _known(code, _done(data_dir, lambda one: one.lock(code, datetime.now(UTC))))
    typer.echo(f"{code}: locked")


@app.command("list", epilog="Example: peyvand operator list --json")
def list_operators(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List operators: their branches, whether they are locked, when they were seen last."""
    rows = [_facts(one) for one in _done(data_dir, lambda operators: operators.accounts())]
    _show(rows, as_json=as_json, none="There is no operator; see peyvand operator add --help.")


@app.command(epilog="Example: peyvand operator views --about ocds-peyvnd-1 --json")
def views(
    code: Annotated[str | None, typer.Argument(help="The operator.", metavar="CODE")] = None,
    about: About = None,
    limit: Limit = 200,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List what an operator looked at, or who looked at a contract; the newest first."""
    if code is None and about is None:
        raise Misconfigured("CODE or --about OCID: say whose views, or of which contract")
    found = _done(data_dir, lambda one: one.views(operator=code, ocid=about, limit=limit))
    _show([_view(one) for one in found], as_json=as_json, none="Nothing was looked at.")


def _done(data_dir: Any, work: Callable[[Operators], Coroutine[Any, Any, T]]) -> T:
    async def on(database: Database) -> T:
        return await work(Operators(database))

    with in_words("operator"):
        return working(settings_of(data_dir), on)


def _known(code: str, done: bool) -> None:
    if not done:
        raise Misconfigured(f"{code}: there is no operator of this code; see peyvand operator list")


def _branches(given: list[str] | None, all_branches: bool) -> list[str] | None:
    """Return the branches that are meant, None for all; `Misconfigured` for none and for both."""
    if bool(given) == all_branches:
        raise Misconfigured("--branch or --all-branches: give one of them")
    found = []
    for text in given or ():
        try:
            found.append(str(parse_branch_code(text)))
        except InvalidIdentifier as invalid:
            raise Misconfigured(f"--branch {text}: no branch code ({invalid.rule})") from invalid
    return sorted(set(found)) or None


def _title(text: str) -> str:
    try:
        return fit(text.strip(), 100)
    except UnfitText as error:
        raise Misconfigured(f"--title: {error}") from error


def _passphrase(prompt: bool) -> tuple[str, datetime | None]:
    """Return a passphrase, typed or made; and until when one that was made can be used."""
    if not prompt:
        return _made(), datetime.now(UTC) + ONE_TIME
    typed = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True).strip()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise Misconfigured(f"a passphrase has {SHORTEST} to {LONGEST} characters")
    return typed, None


def _made() -> str:
    """Return a passphrase of 120 random bits, in groups that can be read out."""
    text = b32encode(secrets.token_bytes(_OCTETS)).decode().lower()
    size = len(text) // _GROUPS
    return "-".join(text[n : n + size] for n in range(0, len(text), size))


def _kept(passphrase: str) -> str:
    return keep(passphrase, os.urandom(SALT_OCTETS))


def _say(code: str, passphrase: str, until: datetime | None) -> None:
    """Print the passphrase that was made, once; one that was typed is not repeated."""
    if until is None:
        typer.echo(f"{code}: ready")
        return
    typer.echo(f"passphrase  {passphrase}")
    typer.echo(f"It opens /panel once, until {tehran_stamp(until)}, to choose another.")


def _facts(one: Account) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "branches": "all" if one.branches is None else one.branches,
        "passphrase": "one-time" if one.one_time_until else "own",
        "added": tehran_stamp(one.added_at),
        "locked": tehran_stamp(one.locked_at) if one.locked_at else None,
        "seen": tehran_stamp(one.seen_at) if one.seen_at else None,
    }


def _view(one: View) -> dict[str, Any]:
    return {
        "at": tehran_stamp(one.at),
        "operator": one.operator,
        "page": one.page,
        "ocid": one.ocid,
    }


def _show(rows: list[dict[str, Any]], *, as_json: bool, none: str) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        typer.echo(none)
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*("" if one is None else _cell(one) for one in row.values()))
    Console().print(table)


def _cell(value: object) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)
