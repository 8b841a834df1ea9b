"""``peyvand agreement``: who may be told what, as the agreement files say it."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.agreement_words import IN_FORCE, change_facts, facts_of, show_changes, standing_of
from hub.cli.late import Entry, group_of
from hub.cli.laying import policy_in_force
from hub.cli.policy_files import show_problems, texts_of
from hub.cli.working import AsJson, DataDir, settings_of, working
from hub.config import Settings
from hub.errors import Misconfigured
from hub.policy.agreements import Agreements, load_agreements
from hub.policy.agreements_diff import diff
from hub.policy.agreements_model import WrongAgreements
from hub.store.database import Database
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.policy import LoadedPolicy

_COMMANDS = (
    Entry(
        "load",
        "hub.cli.agreement_load:load",
        "Lay agreements over those in force, say what changes, and store them as a new version.",
        "peyvand agreement load ./agreements --by 'A. Officer'",
    ),
    Entry(
        "history",
        "hub.cli.agreement_load:history",
        "List the versions of the policy: when each was loaded, by whom, how much it changed.",
        "peyvand agreement history --json",
    ),
)

app = typer.Typer(
    cls=group_of(*_COMMANDS),
    help="Who may be told what, and for which purpose.",
    no_args_is_help=True,
    add_completion=False,
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
    day, texts = _day(on), _texts(paths, some=True)
    try:
        agreements = load_agreements(texts, Settings().provider_fields)
    except WrongAgreements as wrong:
        show_problems(wrong.problems, as_json=as_json)
        raise typer.Exit(1) from wrong
    standings = {one.name: standing_of(agreements, one, day) for one in agreements.all}
    notices = [
        f"{name}: {standing}" for name, standing in standings.items() if standing != IN_FORCE
    ]
    if as_json:
        found = {"digest": agreements.digest, "agreements": len(agreements.all)}
        typer.echo(json.dumps({**found, "problems": [], "notices": notices}))
        return
    for line in notices:
        typer.echo(line)
    typer.echo(f"{len(agreements.all)} agreements, sound; digest {agreements.digest}")


@app.command("list", epilog="Example: peyvand agreement list --in-force --json")
def list_(
    paths: Where = None,
    on: On = None,
    in_force: Annotated[
        bool, typer.Option("--in-force", help="Those of the policy that was loaded.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List agreements with the fields they grant, and how each stands on the day."""
    if in_force and paths:
        raise Misconfigured("--in-force: give it alone, or paths")
    day = _day(on)
    agreements = _in_force(data_dir) if in_force else _read(paths)
    rows = [(one, standing_of(agreements, one, day)) for one in agreements.all]
    if as_json:
        typer.echo(json.dumps([facts_of(*row) for row in rows], ensure_ascii=False))
        return
    if not rows:
        typer.echo("There is no agreement, so nothing is told to anybody.")
        return
    for one, standing in rows:
        key, until = one.key, f"{one.valid_until} ({jalali(one.valid_until)})"
        fields = ", ".join(f"{name} ({told})" for name, told in one.fields.items())
        signed = "; each request is signed" if one.signed else ""
        typer.echo(f"{one.name}: {standing}; until {until}{signed}")
        typer.echo(f"  {key.consumer}, for {key.task.code} ({key.purpose}), of {key.provider}:")
        typer.echo(f"  {fields}")


@app.command("diff", epilog="Example: peyvand agreement diff ./draft --against-traffic")
def diff_(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="[OLD] NEW", help="Files or folders; OLD else those in force."),
    ],
    against_traffic: Annotated[
        bool, typer.Option("--against-traffic", help="Rehearse NEW on what was asked.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(help="Rehearse from this day on (2026-11-01); else 30 days.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Say in words who gains or loses what: exit 0 the same, 1 different, 2 unreadable.

    Without OLD, NEW is laid over the agreements in force, file by file. With --against-traffic what
    was asked is asked again, under what would then hold; nothing is sent and nothing stored.
    """
    if len(paths) > (1 if against_traffic else 2):
        raise Misconfigured(f"{paths[-1]}: one path more than this takes; see --help")
    if since and not against_traffic:
        raise Misconfigured("--since: it is said with --against-traffic")
    if against_traffic:
        from hub.cli.rehearse import rehearse_draft  # it takes as long to load as all the rest

        raise typer.Exit(rehearse_draft(paths[0], since, settings_of(data_dir), as_json=as_json))
    before, after = _over_in_force(paths[0], data_dir) if len(paths) == 1 else _both(paths)
    changes, fields = diff(before, after), Settings().provider_fields
    if as_json:
        rows = [change_facts(one, fields) for one in changes]
        found = {"old": before.digest, "new": after.digest, "changes": rows}
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not changes:
        typer.echo(f"They say the same; digest {after.digest}")
    else:
        show_changes(changes, fields)
    raise typer.Exit(1 if changes else 0)


def _both(paths: list[Path]) -> tuple[Agreements, Agreements]:
    return _read(paths[:1]), _read(paths[1:])


def _over_in_force(path: Path, data_dir: Path | None) -> tuple[Agreements, Agreements]:
    """Return the agreements in force, and they with those at ``path`` laid over them."""
    given = texts_of([path], some=True)
    held = _loaded(data_dir).agreements
    return _sound(held), _sound({**held, **given})


def _in_force(data_dir: Path | None) -> Agreements:
    return _sound(_loaded(data_dir).agreements)


def _loaded(data_dir: Path | None) -> LoadedPolicy:
    """Return the policy in force."""
    settings = settings_of(data_dir)

    async def find(database: Database) -> LoadedPolicy:
        return await policy_in_force(database, settings)

    return working(settings, find)


def _read(paths: list[Path] | None) -> Agreements:
    return _sound(_texts(paths))


def _sound(texts: Mapping[str, str]) -> Agreements:
    """Return the agreements in ``texts``; what is wrong with them is said, and exit code 2."""
    try:
        return load_agreements(texts, Settings().provider_fields)
    except WrongAgreements as wrong:
        show_problems(wrong.problems, as_json=False)
        raise typer.Exit(2) from wrong


def _texts(paths: list[Path] | None, *, some: bool = False) -> dict[str, str]:
    """Return the texts at ``paths``, or those of the files in use here."""
    if paths:
        return texts_of(paths, some=some)
    return Settings().policy_files("hub.policy", "agreements")


def _day(text: str | None) -> date:
    """Return the day in ``text``, or today in Tehran."""
    if text is None:
        return tehran_day(datetime.now(UTC))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--on {text}: not a day such as 2026-11-22") from error
