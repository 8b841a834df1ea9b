"""``peyvand agreement diff NEW --against-traffic``: what was asked, asked again under a draft."""

import asyncio
import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from hub.policy.agreements import load_agreements
from hub.store.database import Database, connect
from hub.store.policies import newest_policy
from schemas.canonical.dates import TEHRAN, tehran_day
from schemas.canonical.disclosure import Telling
from tests.integration.hub.cli.conftest import LASTING, Peyvand
from tests.kit.loads import load
from tests.kit.messages import NOTARIES
from tests.kit.register import SUBJECT, keep, line
from tests.unit.hub.policy.agreement_files import fields, written

SOUND = {**LASTING, "consumer": f'"{NOTARIES.code}"'}
YESTERDAY = tehran_day(datetime.now(UTC)) - timedelta(days=1)
"""The command looks back from the real day, so the questions here were asked before it."""


@pytest.fixture
def traffic(registered: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of commands on a register with three questions of yesterday."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", registered)
    asyncio.run(_ask(registered))
    return tmp_path


async def _ask(url: str) -> None:
    held = {"own.toml": written(SOUND)}
    (agreement,) = load_agreements(held, fields()).all
    key, basis = agreement.key, agreement.digest
    told = {"person.family_name": "whole", "person.birth_date": "age-band"}
    withheld = ("person.alive",)
    answer = line(key, Telling.TOLD, told, basis=basis, withheld=withheld)
    refused = line(key, Telling.REFUSED, reason="agreement.hours")
    other = line(key._replace(purpose="other"), Telling.REFUSED, reason="agreement.none")
    async with Database(url, min_size=1, max_size=1) as database:
        await load(database, fields(), held)
        for hour, one in ((9, answer), (10, answer), (22, refused), (10, other)):
            at = datetime.combine(YESTERDAY, time(hour), TEHRAN)
            await keep(database, NOTARIES.code, at, one)


def draft(folder: Path, **changes: str | None) -> str:
    """Write a draft of the agreement and return its name."""
    (folder / "own.toml").write_text(written({**SOUND, **changes}), "utf-8")
    return "own.toml"


def test_a_draft_that_says_the_same_changes_nothing(peyvand: Peyvand, traffic: Path) -> None:
    """A draft would be held back for what has always been so."""
    done = peyvand("agreement", "diff", draft(traffic), "--against-traffic")
    assert done.code == 0
    assert "4 questions since" in done.out
    assert "0 of them under words that change against policy 1." in done.out
    assert done.out.endswith("Nothing would have been otherwise.\n")


def test_what_would_have_been_otherwise_is_said_and_counted(
    peyvand: Peyvand, traffic: Path, registered: str
) -> None:
    """An office would learn on the first morning that half of its questions are refused."""
    wider = '[{name = "person.family_name", transform = "masked"},'
    wider += ' {name = "person.alive", transform = "yes-no"}]'
    name = draft(traffic, fields=wider, allowed_hours='["09:30-24:00"]', valid_from="2100-01-01")
    done = peyvand("agreement", "diff", name, "--against-traffic")
    assert done.code == 1
    head, judged, who, *rest = done.out.splitlines()
    assert "4 questions since" in head
    assert "3 of them" in head
    assert "as if what would hold had held on every day" in judged
    assert who == "notary-offices (registration, identity-check), from civil_registry:"
    assert rest[:2] == [
        "  1 x would have been refused: outside the hours [agreement.hours]",
        "    رد می‌شد: بیرون از ساعت‌های مجاز",
    ]
    assert rest[::2] == [
        "  1 x would have been refused: outside the hours [agreement.hours]",
        "  1 x would not have been told person.birth_date (age-band)",
        "  1 x would have been told person.family_name masked instead of whole",
        "  2 x would have been told person.alive (yes-no) as well",
        "  1 x would have been told person.family_name (masked) as well",
        "  1 x would have been permitted; refused was: outside the hours [agreement.hours]",
    ]
    with connect(registered) as connection:
        held = newest_policy(connection)
    assert held is not None
    assert held.version == 1


def test_what_is_found_is_facts_as_well(peyvand: Peyvand, traffic: Path) -> None:
    """A deployment's scripts would have to read sentences; and nobody's number stands in them."""
    name = draft(traffic, quota="{per_minute = 1, per_day = 1}")
    done = peyvand("agreement", "diff", name, "--against-traffic", "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert (told["policy"], told["questions"], told["concerned"]) == (1, 4, 3)
    (one,) = told["differences"]
    assert (one["what"], one["detail"], one["new"]) == ("refused", "agreement.quota", "day")
    assert (one["questions"], one["service"]) == (1, "registration")
    assert SUBJECT.partition(":")[2] not in done.out


def test_only_the_days_that_are_named_are_rehearsed(peyvand: Peyvand, traffic: Path) -> None:
    """Last year's flood would be laid to this year's draft."""
    name = draft(traffic, allowed_hours='["23:00-24:00"]')
    later = ("--since", f"{YESTERDAY + timedelta(days=1)}", "--json")
    done = peyvand("agreement", "diff", name, "--against-traffic", *later)
    assert (done.code, json.loads(done.out)["questions"]) == (0, 0)
    since = ("--since", f"{YESTERDAY}", "--json")
    done = peyvand("agreement", "diff", name, "--against-traffic", *since)
    assert json.loads(done.out)["differences"][0]["questions"] == 2


@pytest.mark.parametrize(
    ("changes", "words", "said"),
    [
        ({"quota": None}, (), "own.toml: quota: is missing\n"),
        ({}, ("--since", "1405/09/01"), "--since 1405/09/01: not a day such as 2026-11-01"),
    ],
)
def test_a_wrong_draft_or_day_is_said(
    peyvand: Peyvand,
    traffic: Path,
    changes: dict[str, str | None],
    words: tuple[str, ...],
    said: str,
) -> None:
    """A slip would be a traceback, or a rehearsal of something else."""
    done = peyvand("agreement", "diff", draft(traffic, **changes), "--against-traffic", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
