"""``peyvand contracts feed``: what an operator sees of those who follow the feed."""

import asyncio
import json
from functools import partial

import pytest

from hub.sharing.feed import Feed
from hub.store.database import Database
from tests.integration.hub.cli.conftest import Peyvand
from tests.integration.hub.sharing.conftest import Ticking, intake_on
from tests.kit.contracts import TAX, lines, unlike
from tests.kit.lookups import admit


@pytest.fixture
def run(operator: Peyvand) -> Peyvand:
    """Give a way to run the command on the database."""
    return partial(operator, "contracts", "feed")


async def _follow(url: str) -> None:
    async with Database(url, min_size=1, max_size=2) as database:
        await intake_on(database).take(TAX, lines(*map(unlike, range(5))))
        await Feed(database, Ticking()).acknowledge("tax-authority", 3)


def test_how_far_everybody_is(run: Peyvand, database_url: str) -> None:
    """Nobody would see that a consumer has stopped to follow."""
    assert run() == (0, "Nobody has acknowledged anything of the feed yet.\n", "")
    admit(database_url, "tax-authority")
    asyncio.run(_follow(database_url))
    code, told, _ = run("--json")
    (row,) = json.loads(told)
    assert (code, row["consumer"], row["position"], row["head"], row["behind"]) == (
        0,
        "tax-authority",
        3,
        5,
        2,
    )
    code, told, _ = run()
    assert code == 0
    assert "tax-authority" in told


def test_who_is_too_far_behind_is_an_alarm(run: Peyvand, database_url: str) -> None:
    """A watch over the feed could not tell good from bad."""
    admit(database_url, "tax-authority")
    asyncio.run(_follow(database_url))
    assert run("--longest", "1000000000000")[0] == 0
    seconds = json.loads(run("--json")[1])[0]["seconds"]
    assert run("--longest", "0")[0] == (1 if seconds > 0 else 0)
