"""A worker of the workshops' lane, in a process of its own, which stands still before its mark.

Usage: python -m tests.integration.hub.clearing.dying_courier URL: it prints the ids of what it
brought.
"""

import asyncio
import sys
from collections.abc import Sequence

from hub.store.database import Database
from hub.store.deliveries import Delivered
from hub.store.workshop_notices import WorkshopNotices
from tests.kit.ports import Clock
from tests.kit.workshops import Service, lane


class StandsStill(WorkshopNotices):
    """A queue that is never told: the moment between bringing a notice and marking it."""

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        sys.stdout.write(" ".join(str(one.id) for one in brought) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def main(url: str) -> None:
    """Bring what is due, and stand still."""
    async with Database(url, min_size=1, max_size=1) as database:
        await lane(StandsStill(database), Service(), Clock()).turn(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
