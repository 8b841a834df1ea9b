"""``peyvand passport load``: the services in force become others."""

import json
from datetime import UTC, datetime

import typer

from hub.cli.agreement_load import By, Where
from hub.cli.laying import Laid, laid_by_command
from hub.cli.working import AsJson, DataDir, settings_of
from hub.policies import compiled
from hub.policy.fields import Fields
from hub.policy.in_force import InForce
from hub.policy.passport_check import lacks
from hub.policy.passport_diff import Change, diff, in_english, in_persian
from hub.policy.passports import Passport, WrongPassports, load_passports
from schemas.canonical.dates import tehran_day
from schemas.canonical.policy import LoadedPolicy


def load(
    paths: Where = None, by: By = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Lay passports over those in force, say what changes, and store them as a new version.

    File by file: what is not given stays. They are served at once, by every process. What they lack
    (see `passport check`) is said and keeps nothing out. Exit 0 also when nothing changes, 1 when
    something is wrong in them, 2 when a file is unreadable.
    """
    settings = settings_of(data_dir)
    laid = laid_by_command(settings, "passports", paths, by, as_json=as_json)
    _tell(laid, settings.provider_fields, as_json=as_json)


def _tell(laid: Laid, fields: Fields, *, as_json: bool) -> None:
    """Say what came of a load."""
    after = compiled(laid.after, fields)
    before = _before(laid.before, fields)
    changes = diff(before, after.passports) if before is not None else ()
    notices = _notices(changes, after)
    if as_json:
        facts = {
            "version": laid.after.version,
            "loaded": laid.after is not laid.before,
            "loaded_by": laid.after.loaded_by,
            "passports": len(after.passports),
            "changes": [_facts(one) for one in changes],
            "notices": notices,
            "problems": [],
        }
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    if laid.after is laid.before:
        typer.echo(f"Nothing changes: policy {laid.after.version} says this already.")
        return
    if before is None:
        typer.echo("What changes cannot be told: this release cannot read what held before.")
    elif not changes:
        typer.echo("The passports say the same in other words.")
    for one in changes:
        typer.echo(f"{in_english(one)}\n  {in_persian(one)}")
    for line in notices:
        typer.echo(line)
    typer.echo(f"policy {laid.after.version} holds at once: {len(after.passports)} services")


def _before(policy: LoadedPolicy, fields: Fields) -> tuple[Passport, ...] | None:
    """Return the passports that held before, or None when this release cannot read them."""
    try:
        return load_passports(policy.passports, fields)
    except WrongPassports:
        return None


def _notices(changes: tuple[Change, ...], after: InForce) -> list[str]:
    """Return what those of the services lack that have changed."""
    today, changed = tehran_day(datetime.now(UTC)), {one.code for one in changes}
    found = [one for one in after.passports if one.code in changed]
    return [f"{one.service}: {one.said}" for one in lacks(found, after.agreements, today)]


def _facts(change: Change) -> dict[str, object]:
    return {
        "service": change.code,
        "keys": change.keys,
        "stays": change.stays,
        "english": in_english(change),
        "persian": in_persian(change),
    }
