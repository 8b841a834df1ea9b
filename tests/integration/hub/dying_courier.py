"""A worker of the outbox in a process of its own, which stands still once a notice was brought.

Usage: python -m tests.integration.hub.dying_courier URL: it prints the id of what it brought.
"""

import asyncio
import sys
from collections.abc import Sequence

from hub.store.database import Database
from hub.store.deliveries import Delivered, Deliveries
from tests.kit.outbox import ACTED, Inbox, lane
from tests.kit.ports import Clock


class StandsStill(Deliveries):
    """A store that is never told: the moment between bringing a notice and marking it."""

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        sys.stdout.write(" ".join(str(one.id) for one in brought) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def main(url: str) -> None:
    """Bring what is due, and stand still."""
    async with Database(url, min_size=1, max_size=1) as database:
        await lane(StandsStill(database), Inbox(), Clock(ACTED)).turn(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
