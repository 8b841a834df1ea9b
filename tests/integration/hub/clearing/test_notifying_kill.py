"""kill -9 between telling a workshop and marking that it was told."""

import asyncio
import sys
from pathlib import Path

from hub.clock.patience import LEASE
from hub.store.workshop_notices import WorkshopNotices
from tests.kit.article38 import FIXING, Office
from tests.kit.workshops import Service, lane

ROOT = Path(__file__).parents[4]
ROWS = "SELECT act, attempts FROM workshop_notices WHERE delivered_at IS NULL ORDER BY act"


async def test_a_worker_killed_before_its_mark_brings_it_again(
    desk: Office, database_url: str
) -> None:
    """A party would never be told, or twice as of two notices, or of the later one first."""
    await desk.told(await desk.contract(), *FIXING)
    words = ("-m", "tests.integration.hub.clearing.dying_courier", database_url)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    brought = (await process.stdout.readline()).decode().split()
    process.kill()
    await process.wait()
    rows = await desk.rows(ROWS)
    assert [(row["act"], row["attempts"]) for row in rows] == [(1, 1), (1, 1), (4, 0), (4, 0)]
    service, notices = Service(), WorkshopNotices(desk.database)
    assert await lane(notices, service, desk.clock).turn(asyncio.Event()) == 0
    desk.clock.now += LEASE
    assert await lane(notices, service, desk.clock).turn(asyncio.Event()) == 4
    assert set(brought) <= {str(one.id) for one in service.got if one.kind == "row-allocated"}
    assert brought
    assert await desk.rows(ROWS) == []
