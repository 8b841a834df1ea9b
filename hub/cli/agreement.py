"""``peyvand agreement``: who may be told what, as the agreement files say it."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.working import AsJson
from hub.config import Settings
from hub.errors import Misconfigured
from hub.policy.agreements import Agreements, load_agreements
from hub.policy.agreements_diff import Change, diff
from hub.policy.agreements_model import Agreement, WrongAgreements
from hub.policy.agreements_words import in_english, in_persian
from hub.policy.fields import Fields
from schemas.canonical.dates import jalali, tehran_day

app = typer.Typer(
    help="Who may be told what, and for which purpose.", no_args_is_help=True, add_completion=False
)

Where = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH...", help="Files or folders; else those in use here."),
]
On = Annotated[str | None, typer.Option("--on", help="On this day (2026-11-22); else today.")]


@app.command(epilog="Example: peyvand agreement check ./agreements --on 2026-11-22")
def check(paths: Where = None, on: On = None, as_json: AsJson = False) -> None:
    """Read agreements strictly: exit 0 all sound, 1 something is wrong, 2 a file is unreadable.

    What ends within 60, 30 or 7 days, or is not in force, is said and is not wrong.
    """
    day, texts = _day(on), _texts(paths)
    try:
        agreements = load_agreements(texts, Settings().provider_fields)
    except WrongAgreements as wrong:
        _show_wrong(wrong, as_json=as_json)
        raise typer.Exit(1) from wrong
    standings = {one.name: _standing(agreements, one, day) for one in agreements.all}
    notices = [
        f"{name}: {standing}" for name, standing in standings.items() if standing != _IN_FORCE
    ]
    if as_json:
        found = {"digest": agreements.digest, "agreements": len(agreements.all)}
        typer.echo(json.dumps({**found, "problems": [], "notices": notices}))
        return
    for line in notices:
        typer.echo(line)
    typer.echo(f"{len(agreements.all)} agreements, sound; digest {agreements.digest}")


@app.command("list", epilog="Example: peyvand agreement list --json")
def list_(paths: Where = None, on: On = None, as_json: AsJson = False) -> None:
    """List agreements with the fields they grant, and how each stands on the day."""
    day = _day(on)
    agreements = _read(paths)
    rows = [(one, _standing(agreements, one, day)) for one in agreements.all]
    if as_json:
        typer.echo(json.dumps([_facts(*row) for row in rows], ensure_ascii=False))
        return
    if not rows:
        typer.echo("There is no agreement, so nothing is told to anybody.")
        return
    for one, standing in rows:
        key, until = one.key, f"{one.valid_until} ({jalali(one.valid_until)})"
        fields = ", ".join(f"{name} ({told})" for name, told in one.fields.items())
        typer.echo(f"{one.name}: {standing}; until {until}")
        typer.echo(f"  {key.consumer}, for {key.task.code} ({key.purpose}), of {key.provider}:")
        typer.echo(f"  {fields}")


@app.command("diff", epilog="Example: peyvand agreement diff ./in-force ./draft")
def diff_(
    old: Annotated[Path, typer.Argument(help="A file or folder.")],
    new: Annotated[Path, typer.Argument(help="A file or folder.")],
    as_json: AsJson = False,
) -> None:
    """Say in words who gains or loses what: exit 0 the same, 1 different, 2 unreadable."""
    before, after = _read([old]), _read([new])
    changes, fields = diff(before, after), Settings().provider_fields
    if as_json:
        rows = [_change(one, fields) for one in changes]
        found = {"old": before.digest, "new": after.digest, "changes": rows}
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not changes:
        typer.echo(f"They say the same; digest {after.digest}")
    for one in () if as_json else changes:
        typer.echo(f"{in_english(one)}\n  {in_persian(one, fields)}")
    raise typer.Exit(1 if changes else 0)


_IN_FORCE = "in force"


def _standing(agreements: Agreements, agreement: Agreement, on: date) -> str:
    """Return how an agreement stands on a day, in words."""
    if on < agreement.valid_from:
        return f"begins on {agreement.valid_from}"
    if on > agreement.valid_until:
        return f"ended on {agreement.valid_until}"
    within = agreements.ends_within(agreement, on)
    if within is None:
        return _IN_FORCE
    return f"ends within {within} days, on {agreement.valid_until}, and nothing follows it"


def _read(paths: list[Path] | None) -> Agreements:
    """Return the agreements at ``paths``; what is wrong with them is said, and exit code 2."""
    try:
        return load_agreements(_texts(paths), Settings().provider_fields)
    except WrongAgreements as wrong:
        _show_wrong(wrong, as_json=False)
        raise typer.Exit(2) from wrong


def _show_wrong(wrong: WrongAgreements, *, as_json: bool) -> None:
    """Say everything that is wrong, a line each."""
    if as_json:
        rows = [{"file": one.file, "key": one.key, "rule": one.rule} for one in wrong.problems]
        typer.echo(json.dumps({"problems": rows}, ensure_ascii=False))
        return
    for one in wrong.problems:
        typer.echo(str(one), err=True)


def _texts(paths: list[Path] | None) -> dict[str, str]:
    """Return the texts of agreement files by file name; of a folder, those that end in .toml.

    Raises `Misconfigured` for two files of one name, ``OSError`` for what cannot be opened.
    """
    if not paths:
        return Settings().policy_files("hub.policy", "agreements")
    found: dict[str, str] = {}
    for file in (file for path in paths for file in _files(path)):
        if file.name in found:
            raise Misconfigured(f"{file}: another file of this name was given as well")
        try:
            found[file.name] = file.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise Misconfigured(f"{file}: not UTF-8") from error
    return found


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.toml")) if path.is_dir() else [path]


def _day(text: str | None) -> date:
    """Return the day in ``text``, or today in Tehran."""
    if text is None:
        return tehran_day(datetime.now(UTC))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--on {text}: not a day such as 2026-11-22") from error


def _facts(agreement: Agreement, standing: str) -> dict[str, object]:
    return {
        "name": agreement.name,
        **agreement.canonical,
        "digest": agreement.digest,
        "standing": standing,
    }


def _change(change: Change, fields: Fields) -> dict[str, object]:
    key = change.key
    return {
        "consumer": key.consumer,
        key.task.kind: key.task.code,
        "purpose": key.purpose,
        "provider": key.provider,
        "what": change.what,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "english": in_english(change),
        "persian": in_persian(change, fields),
    }
