"""``peyvand agreement load`` and ``history``: the policy in force becomes another."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from hub.cli.agreement_words import IN_FORCE, change_facts, show_changes, standing_of
from hub.cli.laying import Laid, laid_by_command
from hub.cli.working import AsJson, DataDir, settings_of, working
from hub.policy.agreements import Agreements, load_agreements
from hub.policy.agreements_diff import Change, diff
from hub.policy.agreements_model import WrongAgreements
from hub.policy.fields import Fields
from hub.store.database import Database
from hub.store.policies import PolicyStore
from schemas.canonical.dates import tehran_day, tehran_stamp
from schemas.canonical.policy import LoadedPolicy

Where = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH...", help="Files or folders; else the shipped and your own."),
]
By = Annotated[
    str | None, typer.Option(help="Who loads it; it stands in the evidence. Else your account.")
]


def load(
    paths: Where = None, by: By = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Lay agreements over those in force, say what changes, and store them as a new version.

    File by file: what is not given stays. It holds from the next request on, in every process. Exit
    0 also when nothing changes, 1 when something is wrong in them, 2 when a file is unreadable.
    """
    settings = settings_of(data_dir)
    laid = laid_by_command(settings, "agreements", paths, by, as_json=as_json)
    _tell(laid, settings.provider_fields, as_json=as_json)


def history(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the versions of the policy: when each was loaded, by whom, how much it changed."""

    async def find(database: Database) -> list[LoadedPolicy]:
        return await PolicyStore(database).history()

    found = working(settings_of(data_dir), find)
    rows = [_version(before, after) for before, after in zip([None, *found], found, strict=False)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        typer.echo("No policy was ever loaded; a process loads the files' when it starts.")
        return
    counted = ("agreements", "passports")
    table = Table("version", Column("loaded", no_wrap=True), "by", *counted, title="files changed")
    for row in rows:
        table.add_row(*(str(cell) for cell in row.values()))
    Console().print(table)


def _tell(laid: Laid, fields: Fields, *, as_json: bool) -> None:
    """Say what came of a load."""
    after = load_agreements(laid.after.agreements, fields)
    before = _before(laid.before, fields)
    changes = diff(before, after) if before is not None else ()
    notices = _notices(before, after) if laid.after is not laid.before else []
    if as_json:
        typer.echo(json.dumps(_facts(laid, after, changes, notices, fields), ensure_ascii=False))
        return
    if laid.after is laid.before:
        typer.echo(f"Nothing changes: policy {laid.after.version} says this already.")
        return
    if before is None:
        typer.echo("What changes cannot be told: this release cannot read what held before.")
    elif not changes:
        typer.echo("The agreements say the same in other words.")
    show_changes(changes, fields)
    for line in notices:
        typer.echo(line)
    typer.echo(f"policy {laid.after.version} holds from the next request on; {_size(after)}")


def _size(agreements: Agreements) -> str:
    return f"{len(agreements.all)} agreements, digest {agreements.digest}"


def _before(policy: LoadedPolicy, fields: Fields) -> Agreements | None:
    """Return the agreements that held before, or None when this release cannot read them."""
    try:
        return load_agreements(policy.agreements, fields)
    except WrongAgreements:
        return None


def _notices(before: Agreements | None, after: Agreements) -> list[str]:
    """Return how those of the new agreements stand that are not simply in force."""
    today = tehran_day(datetime.now(UTC))
    known = {one.digest for one in before.all} if before is not None else set()
    new = [one for one in after.all if one.digest not in known]
    said = {one.name: standing_of(after, one, today) for one in new}
    return [f"{name}: {standing}" for name, standing in said.items() if standing != IN_FORCE]


def _facts(
    laid: Laid,
    after: Agreements,
    changes: Iterable[Change],
    notices: list[str],
    fields: Fields,
) -> dict[str, object]:
    return {
        "version": laid.after.version,
        "loaded": laid.after is not laid.before,
        "loaded_by": laid.after.loaded_by,
        "digest": after.digest,
        "agreements": len(after.all),
        "changes": [change_facts(one, fields) for one in changes],
        "notices": notices,
        "problems": [],
    }


def _version(before: LoadedPolicy | None, after: LoadedPolicy) -> dict[str, object]:
    """Return what is to know of a version, and how many files of each kind it changed."""
    agreements, passports = (before.agreements, before.passports) if before else ({}, {})
    return {
        "version": after.version,
        "loaded_at": tehran_stamp(after.loaded_at),
        "loaded_by": after.loaded_by,
        "agreements_changed": _unlike(agreements, after.agreements),
        "passports_changed": _unlike(passports, after.passports),
    }


def _unlike(old: Mapping[str, str], new: Mapping[str, str]) -> int:
    return sum(old.get(name) != new.get(name) for name in old.keys() | new.keys())
