"""kill -9 between bringing a notice and marking it."""

import asyncio
import sys
from pathlib import Path

from hub.clock.patience import LEASE
from hub.store.cases import Cases
from hub.store.certificates import Certificates
from hub.store.database import Database
from hub.store.deliveries import Deliveries, name_receivers
from tests.integration.hub.conftest import Look
from tests.kit.messages import NOTARIES
from tests.kit.outbox import ACTED, Inbox, issue, lane, tell
from tests.kit.ports import Clock

ROOT = Path(__file__).parents[3]


async def test_a_worker_killed_before_its_mark_brings_it_again(
    pool: Database, registered: str, look: Look
) -> None:
    """A notice would be lost with its worker, or come as another one that nobody recognises."""
    await name_receivers(pool, {NOTARIES.code})
    certificates = Certificates(pool)
    told = await tell(certificates, await issue(Cases(pool), 1), 2)
    words = ("-m", "tests.integration.hub.dying_courier", registered)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    brought = (await process.stdout.readline()).decode()
    process.kill()
    await process.wait()
    assert brought.split() == [str(told[0])]
    assert look("SELECT state, attempts FROM deliveries ORDER BY seq") == [
        ("waiting", 1),
        ("waiting", 0),
    ]
    inbox, clock = Inbox(), Clock(ACTED)
    assert await lane(Deliveries(pool), inbox, clock).turn(asyncio.Event()) == 0
    clock.now += LEASE
    assert await lane(Deliveries(pool), inbox, clock).turn(asyncio.Event()) == 2
    assert inbox.ids == told
