"""``peyvand agreement diff NEW --against-traffic``: a draft rehearsed on what was asked."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import typer

from hub.cli.database import database_url, refuse_other_release
from hub.cli.laying import policy_in_force
from hub.cli.policy_files import show_problems, texts_of
from hub.cli.progress import tracked
from hub.cli.traffic import asking_of
from hub.config import Settings
from hub.errors import Misconfigured
from hub.policies import compiled
from hub.policy.agreements import load_agreements
from hub.policy.fields import Fields
from hub.policy.problems import WrongFiles
from hub.policy.rehearsal import Difference, Rehearsed, What, rehearse
from hub.policy.rehearsal_rules import Rules
from hub.policy.rehearsal_words import in_english, in_persian
from hub.store.database import Database, connect
from hub.store.traffic import count_questions, questions_since
from schemas.canonical.dates import TEHRAN, jalali, tehran_day
from schemas.canonical.policy import LoadedPolicy

_DAYS = timedelta(days=30)
_ORDER: Sequence[What] = ("refused", "withheld", "form", "signature", "told", "permitted")
"""What is lost comes before what is gained."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rehearsal of the questions since a day found, on the policy of a version."""

    version: int
    since: date
    rehearsed: Rehearsed


def rehearse_draft(path: Path, since: str | None, settings: Settings, *, as_json: bool) -> int:
    """Say what would have been otherwise; return the exit code: 0 nothing, 1 something.

    Raises `Misconfigured`; exits with 2 when the draft, laid over what is in force, is wrong.
    """
    given = texts_of([path], some=True)
    today = tehran_day(datetime.now(UTC))
    first = _day(since) if since is not None else today - _DAYS
    try:
        found = _rehearsed(given, first, today, settings)
    except WrongFiles as wrong:
        show_problems(wrong.problems, as_json=False)
        raise typer.Exit(2) from wrong
    if as_json:
        typer.echo(json.dumps(_facts(found, settings.provider_fields), ensure_ascii=False))
    else:
        _show(found, settings.provider_fields)
    return 1 if found.rehearsed.differences else 0


def _rehearsed(given: dict[str, str], since: date, today: date, settings: Settings) -> Found:
    """Return what the policy in force with ``given`` agreements over it makes of the past."""
    fields = settings.provider_fields
    with database_url(settings) as url:
        refuse_other_release(url)
        held = asyncio.run(_held(url, settings))
        before = compiled(held, fields)
        after = load_agreements({**held.agreements, **given}, fields)
        rules = Rules(before.agreements, after, fields, today)
        start = datetime.combine(since, time(), TEHRAN)
        with connect(url) as connection:
            total = count_questions(connection, start)
            found = tracked(questions_since(connection, start), total, "Rehearsing")
            questions = (tuple(map(asking_of, lines)) for lines in found)
            return Found(held.version, since, rehearse(questions, rules, before.passports))


async def _held(url: str, settings: Settings) -> LoadedPolicy:
    async with Database(url, min_size=1, max_size=1) as database:
        return await policy_in_force(database, settings)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--since {text}: not a day such as 2026-11-01") from error


def _ordered(found: Rehearsed) -> list[tuple[Difference, int]]:
    """Return the differences by the words they are under, graver and more frequent ones first."""
    return sorted(
        found.differences.items(),
        key=lambda pair: (pair[0].key, _ORDER.index(pair[0].what), -pair[1], pair[0].detail),
    )


def _show(found: Found, fields: Fields) -> None:
    """Print what was found, in English and below it in Persian."""
    rehearsed, day = found.rehearsed, f"{found.since} ({jalali(found.since)})"
    typer.echo(
        f"{rehearsed.questions} questions since {day}, {rehearsed.concerned} of them under words"
        f" that change against policy {found.version}."
    )
    typer.echo("They are judged at their own hour, as if what would hold had held on every day.")
    if not rehearsed.differences:
        typer.echo("Nothing would have been otherwise.")
    shown = None
    for one, times in _ordered(rehearsed):
        if one.key != shown:
            shown = one.key
            typer.echo(
                f"{one.key.consumer} ({one.key.task.code}, {one.key.purpose}),"
                f" from {one.key.provider}:"
            )
        typer.echo(f"  {times} x {in_english(one)}\n    {in_persian(one, fields)}")


def _facts(found: Found, fields: Fields) -> dict[str, object]:
    return {
        "policy": found.version,
        "since": f"{found.since}",
        "questions": found.rehearsed.questions,
        "concerned": found.rehearsed.concerned,
        "differences": [_difference(*one, fields) for one in _ordered(found.rehearsed)],
    }


def _difference(one: Difference, times: int, fields: Fields) -> dict[str, object]:
    key = one.key
    return {
        "consumer": key.consumer,
        key.task.kind: key.task.code,
        "purpose": key.purpose,
        "provider": key.provider,
        "what": one.what,
        "detail": one.detail,
        "old": one.old,
        "new": one.new,
        "questions": times,
        "english": in_english(one),
        "persian": in_persian(one, fields),
    }
