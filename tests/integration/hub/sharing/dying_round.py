"""A worker in a process of its own, which stands still with one part of a round settled and filed.

Usage: python -m tests.integration.hub.sharing.dying_round URL FOLDER: it prints a line then.
"""

import asyncio
import sys
from pathlib import Path
from uuid import uuid4

from hub.sharing import reconciling
from hub.sharing.filing import Filing
from hub.store.database import Database
from tests.integration.hub.sharing.conftest import intake_on
from tests.kit.rounds import PART, TWO, World, filled


async def main(url: str, folder: Path) -> None:
    """Go through a register until the second part has to be fetched, and stand still."""
    reconciling.MOST_NODES = PART  # type: ignore[misc]  # parts as small as the test's
    fetched = iter((False, True))

    async def hang() -> None:
        if next(fetched):
            sys.stdout.write("settled\n")
            sys.stdout.flush()
            await asyncio.Event().wait()

    async with Database(url, min_size=1, max_size=2) as database:
        world = World(database, intake_on(database), folder)
        world.clock.now = TWO
        world.filing = Filing(database, world.clock, uuid4, bytes)
        filled(world)
        await world.turn(world.way("contracts_by_id", hang))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
