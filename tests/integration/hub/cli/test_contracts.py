"""``peyvand contracts feed``: what an operator sees of those who follow the feed."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.cli import app
from hub.sharing.feed import Feed
from hub.store.database import Database
from tests.integration.hub.sharing.conftest import Ticking, intake_on
from tests.kit.contracts import TAX, lines, unlike
from tests.kit.lookups import admit

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Give a way to run the command on the database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["peyvand", "contracts", "feed", *arguments])
        with pytest.raises(SystemExit) as left:
            app.main()
        return int(left.value.code or 0), capsys.readouterr().out

    return ran


async def _follow(url: str) -> None:
    async with Database(url, min_size=1, max_size=2) as database:
        await intake_on(database).take(TAX, lines(*map(unlike, range(5))))
        await Feed(database, Ticking()).acknowledge("tax-authority", 3)


def test_how_far_everybody_is(run: Run, database_url: str) -> None:
    """Nobody would see that a consumer has stopped to follow."""
    assert run() == (0, "Nobody has acknowledged anything of the feed yet.\n")
    admit(database_url, "tax-authority")
    asyncio.run(_follow(database_url))
    code, told = run("--json")
    (row,) = json.loads(told)
    assert (code, row["consumer"], row["position"], row["head"], row["behind"]) == (
        0,
        "tax-authority",
        3,
        5,
        2,
    )
    code, told = run()
    assert code == 0
    assert "tax-authority" in told


def test_who_is_too_far_behind_is_an_alarm(run: Run, database_url: str) -> None:
    """A watch over the feed could not tell good from bad."""
    admit(database_url, "tax-authority")
    asyncio.run(_follow(database_url))
    assert run("--longest", "1000000000000")[0] == 0
    seconds = json.loads(run("--json")[1])[0]["seconds"]
    assert run("--longest", "0")[0] == (1 if seconds > 0 else 0)
