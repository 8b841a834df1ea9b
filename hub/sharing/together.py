"""What several ask to be written at once, written together: one transaction for all of them.

Writers of contracts queue one behind the other, each for a commitment to disk. Those of one process
need not: while one transaction is on its way, what others bring gathers for the next.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from hub.sharing.batch import Read
from hub.sharing.results import LineResult

Write = Callable[[str, Sequence[Read]], Awaitable[list[LineResult]]]


class _Asked(NamedTuple):
    """Lines of a register that somebody waits for."""

    source: str
    reads: Sequence[Read]
    told: asyncio.Future[list[LineResult]]


class Together:
    """Passes lines on to ``write``, in the order they came and at most ``most`` at once."""

    def __init__(self, write: Write, most: int) -> None:
        self._write = write
        self._most = most
        self._asked: deque[_Asked] = deque()
        self._turns: asyncio.Task[None] | None = None

    async def take(self, source: str, reads: Sequence[Read]) -> list[LineResult]:
        """Return what became of these lines; raises what ``write`` raises of them."""
        asked = _Asked(source, reads, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        if self._turns is None or self._turns.done():
            self._turns = asyncio.create_task(self._take_turns(), name="contracts written")
        return await asked.told

    async def _take_turns(self) -> None:
        """Write until nothing is asked for; who gave up waiting is written all the same."""
        while self._asked:
            group = self._group()
            if not await self._told(group) and len(group) > 1:
                for one in group:
                    await self._told([one])

    def _group(self) -> list[_Asked]:
        """Return those who asked first, of one register."""
        group = [self._asked.popleft()]
        lines = len(group[0].reads)
        while self._asked and self._asked[0].source == group[0].source:
            lines += len(self._asked[0].reads)
            if lines > self._most:
                break
            group.append(self._asked.popleft())
        return group

    async def _told(self, group: Sequence[_Asked]) -> bool:
        """Write what a group asked and tell each; False when it failed and they were not told.

        An error is told to one who is alone with it: another's line may be to blame.
        """
        reads = [read for one in group for read in one.reads]
        (found,) = await asyncio.gather(self._write(group[0].source, reads), return_exceptions=True)
        if isinstance(found, BaseException):
            if len(group) == 1 and not group[0].told.done():
                group[0].told.set_exception(found)
            return False
        for one in group:
            own, found = found[: len(one.reads)], found[len(one.reads) :]
            if not one.told.done():
                one.told.set_result(own)
        return True
