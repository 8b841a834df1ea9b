"""Reconciliation by itself in the house's own worker, and in one that is killed: kill -9."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

import hub.main
from adapters.base.catalog import Gateways
from hub.cli.first_keys import first_keys
from hub.config import Settings
from hub.sharing.rounds import LEASE
from tests.kit.ports import Ledger, Registry
from tests.kit.rounds import SERIALS, TWO, World, filled

ROOT = Path(__file__).parents[4]


async def test_killed_in_the_middle_another_goes_on(
    world: World, database_url: str, tmp_path: Path
) -> None:
    """What died with its worker would differ until somebody looks, or be settled twice."""
    (tmp_path / "child").mkdir()
    words = ("-m", "tests.integration.hub.sharing.dying_round", database_url, tmp_path / "child")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"settled\n"
    process.kill()
    await process.wait()
    filled(world)
    assert len(await world.filed()) == 1
    world.clock.now = TWO + LEASE - timedelta(seconds=1)
    assert await world.turn() == 0
    world.clock.now = TWO + LEASE
    assert await world.turn() > 0
    done = await world.filed()
    assert done[-1][1]
    assert sum(taken for taken, _ in done) == len(SERIALS)


async def test_the_house_has_its_worker_do_it(
    world: World,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everything would be there, and no worker ever reconcile."""

    async def stopped() -> None:
        world.stop.set()

    @asynccontextmanager
    async def agencies(_: Settings) -> AsyncIterator[Gateways]:
        tree = world.way("tree_roots", stopped)
        ports = {"PersonRegistry": Registry(), "DebtLedger": Ledger(), "TaxContractTree": tree}
        yield Gateways(ports, {})

    monkeypatch.setattr(hub.main, "open_agencies", agencies)
    monkeypatch.setattr(hub.main, "utc_now", world.clock)
    keys = first_keys(tmp_path / "keys")
    settings = Settings(
        database_url=database_url,
        certificate_key=keys.certificates.settings,
        message_key=keys.messages.settings,
        trust=keys.trust,
        duties=("article37",),
    )
    async with hub.main.open_house(settings, "http://hub.test") as house:
        async with asyncio.timeout(60):  # it ends when the register is asked, or never
            await house.worker.run(world.stop, timedelta(seconds=1))
    assert await world.filed() == [(0, True)]
