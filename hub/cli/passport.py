"""``peyvand passport``: the organization's services, and what their passports lack."""

import json
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from hub.cli.late import Entry, group_of
from hub.cli.working import AsJson
from hub.config import Settings
from hub.errors import Misconfigured
from hub.policy.agreements import Agreements, load_agreements
from hub.policy.agreements_model import WrongAgreements
from hub.policy.passport_check import Lack, lacks
from hub.policy.passport_words import Audience
from hub.policy.passports import Passport, WrongPassports, load_passports
from hub.policy.problems import Problem
from schemas.canonical.dates import jalali, tehran_day

_COMMANDS = (
    Entry(
        "load",
        "hub.cli.passport_load:load",
        "Lay passports over those in force, say what changes, and store them as a new version.",
        "peyvand passport load ./passports --by 'A. Officer'",
    ),
)

app = typer.Typer(
    cls=group_of(*_COMMANDS),
    help="What the services are, and what their passports lack.",
    no_args_is_help=True,
    add_completion=False,
)

On = Annotated[str | None, typer.Option("--on", help="On this day (2026-11-22); else today.")]
For = Annotated[Audience | None, typer.Option("--audience", help="Only services for these.")]


@app.command(epilog="Example: peyvand passport check --on 2026-11-22 --json")
def check(on: On = None, as_json: AsJson = False) -> None:
    """Look for what passports lack: exit 0 nothing, 1 something, 2 a passport is unreadable.

    An information need that no agreement in force covers, a review that is overdue, a service
    without steps or documents.
    """
    day, settings = _day(on), Settings()
    try:
        passports = load_passports(settings.passport_files, settings.provider_fields)
    except WrongPassports as wrong:
        _show_faults(wrong.problems, as_json=as_json)
        raise typer.Exit(2) from wrong
    found = lacks(passports, _agreements(settings), day)
    if as_json:
        facts = [{"service": one.service, "rule": one.rule, "said": one.said} for one in found]
        told = {"on": f"{day}", "passports": len(passports), "findings": facts, "faults": []}
        typer.echo(json.dumps(told))
    else:
        _show(found, passports, day)
    raise typer.Exit(1 if found else 0)


@app.command("list", epilog="Example: peyvand passport list --audience pensioner --json")
def list_(audience: For = None, as_json: AsJson = False) -> None:
    """List the services: for whom, how they are had, and when each is looked through again."""
    found = [one for one in Settings().passports if audience is None or audience in one.audience]
    if as_json:
        typer.echo(json.dumps([_facts(one) for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("No service is for these; `peyvand passport list` shows them all.")
        return
    for one in found:
        due = f"{one.review.next} ({jalali(one.review.next)})"
        typer.echo(f"{one.code}: {one.title.en}")
        typer.echo(f"  {', '.join(one.audience)}; {one.presence}; next review {due}")


def _day(text: str | None) -> date:
    """Return the day in ``text``, else today in Tehran; `Misconfigured` for what is no day."""
    if text is None:
        return tehran_day(datetime.now(UTC))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--on {text}: a day is written 2026-11-22") from error


def _agreements(settings: Settings) -> Agreements:
    """Return the agreements in use; `Misconfigured` when they cannot be read."""
    try:
        texts = settings.policy_files("hub.policy", "agreements")
        return load_agreements(texts, settings.provider_fields)
    except WrongAgreements as error:
        raise Misconfigured(f"agreements: {error}; see peyvand agreement check") from error


def _show_faults(faults: tuple[Problem, ...], *, as_json: bool) -> None:
    """Say what cannot be read: each fault on its own line of standard error, or all as JSON."""
    if as_json:
        facts = [{"file": one.file, "key": one.key, "rule": one.rule} for one in faults]
        typer.echo(json.dumps({"findings": [], "faults": facts}, ensure_ascii=False))
        return
    for one in faults:
        typer.echo(str(one), err=True)


def _show(found: tuple[Lack, ...], passports: tuple[Passport, ...], day: date) -> None:
    for one in found:
        typer.echo(f"{one.service}: {one.said} [{one.rule}]")
    said = f"{len(found)} finding{'' if len(found) == 1 else 's'}" if found else "nothing lacking"
    typer.echo(f"{len(passports)} services on {day} ({jalali(day)}): {said}")


def _facts(one: Passport) -> dict[str, object]:
    return {
        "code": one.code,
        "title": one.title.model_dump(),
        "audience": one.audience,
        "presence": one.presence,
        "needs": len(one.needs),
        "next_review": f"{one.review.next}",
    }
