"""``peyvand operator``: who may work at the panel, and what he looked at."""

import asyncio
import json
import re
from datetime import UTC, datetime

import pytest

from hub.store.database import Database
from hub.store.operators import Operators, View
from hub.store.passphrases import holds
from tests.integration.hub.cli.conftest import Peyvand

MADE = re.compile(r"passphrase {2}([a-z2-7]{6}(?:-[a-z2-7]{6}){3})\n")
ADD = ("operator", "add", "qom-income", "--title", "Income office, Qom")


@pytest.fixture(autouse=True)
def _hub(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")


async def _kept(url: str, code: str) -> tuple[str, bool]:
    """Return what is kept of an operator's passphrase, and whether he is locked."""
    async with Database(url, min_size=1, max_size=1) as database:
        tried = await Operators(database).attempt(code, datetime.now(UTC))
        assert tried is not None
        return tried.passphrase, tried.locked


def test_an_operator_from_beginning_to_end(peyvand: Peyvand, database_url: str) -> None:
    """Nobody could come in, or somebody who was dismissed could still."""
    assert "There is no operator" in peyvand("operator", "list").out
    added = peyvand(*ADD, "--branch", "210", "--branch", "0311", "--branch", "0210")
    (made,) = MADE.findall(added.out)
    assert (added.code, added.err) == (0, "")
    assert holds(made, asyncio.run(_kept(database_url, "qom-income"))[0])
    (listed,) = json.loads(peyvand("operator", "list", "--json").out)
    assert listed["branches"] == ["0210", "0311"]
    assert (listed["passphrase"], listed["locked"], listed["seen"]) == ("one-time", None, None)
    assert "0210 0311" in peyvand("operator", "list").out
    assert peyvand("operator", "lock", "qom-income").out == "qom-income: locked\n"
    assert asyncio.run(_kept(database_url, "qom-income"))[1]
    renewed = MADE.findall(peyvand("operator", "renew", "qom-income").out)
    kept, locked = asyncio.run(_kept(database_url, "qom-income"))
    assert holds(renewed[0], kept)
    assert not holds(made, kept)
    assert not locked


def test_a_passphrase_of_his_own_is_typed_unseen(
    peyvand: Peyvand, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would stand on the screen, in the history of the shell, or be used up at once."""
    asked = []

    def prompt(text: str, **how: object) -> str:
        asked.append((text, how))
        return "kaj sarv chenar bid"

    monkeypatch.setattr("typer.prompt", prompt)
    added = peyvand(*ADD, "--all-branches", "--prompt")
    assert added.out == "qom-income: ready\n"
    assert asked == [("Passphrase", {"hide_input": True, "confirmation_prompt": True})]
    assert holds("kaj sarv chenar bid", asyncio.run(_kept(database_url, "qom-income"))[0])
    (listed,) = json.loads(peyvand("operator", "list", "--json").out)
    assert (listed["branches"], listed["passphrase"]) == ("all", "own")
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "short")
    assert "15 to 200" in peyvand("operator", "renew", "qom-income", "--prompt").err


WRONG = [
    ((*ADD[:2], "Qom", *ADD[3:], "--all-branches"), "small Latin letters"),
    ((*ADD[:2], "9980000042", *ADD[3:], "--all-branches"), "a letter first"),
    (ADD, "--branch or --all-branches"),
    ((*ADD, "--branch", "0210", "--all-branches"), "--branch or --all-branches"),
    ((*ADD, "--branch", "02100"), "branch-code"),
    ((*ADD[:4], " ", "--all-branches"), "--title"),
    (("operator", "lock", "nobody"), "no operator of this code"),
    (("operator", "renew", "nobody"), "no operator of this code"),
    (("operator", "views"), "CODE or --about"),
]


def test_what_is_wrong_is_named(peyvand: Peyvand) -> None:
    """An account would be made that nobody meant, or a slip look like a success."""
    for words, said in WRONG:
        ran = peyvand(*words)
        assert (ran.code, ran.out) == (2, ""), words
        assert said in ran.err, words
    assert peyvand(*ADD, "--all-branches").code == 0
    assert "there is an operator" in peyvand(*ADD, "--all-branches").err


async def _looked(url: str) -> None:
    async with Database(url, min_size=1, max_size=1) as database:
        for minute, (page, ocid) in enumerate((("home", None), ("contract", "ocds-peyvnd-1"))):
            at = datetime(2026, 11, 22, 8, minute, tzinfo=UTC)
            await Operators(database).note(View("qom-income", page, ocid, at))


def test_what_he_looked_at_is_told(peyvand: Peyvand, database_url: str) -> None:
    """Nobody could answer a contractor who asks who has read of him."""
    peyvand(*ADD, "--all-branches")
    assert peyvand("operator", "views", "qom-income").out == "Nothing was looked at.\n"
    asyncio.run(_looked(database_url))
    (view,) = json.loads(peyvand("operator", "views", "--about", "ocds-peyvnd-1", "--json").out)
    assert view == {
        "at": "2026-11-22T11:31:00+03:30",
        "operator": "qom-income",
        "page": "contract",
        "ocid": "ocds-peyvnd-1",
    }
    pages = [
        one["page"]
        for one in json.loads(peyvand(*["operator", "views", "qom-income", "--json"]).out)
    ]
    assert pages == ["contract", "home"]
