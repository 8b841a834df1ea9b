"""The authority's nonces: one for every call, asked for a few at once while many calls are made."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from adapters.base.errors import AgencyError

LIFETIME: Final = 200
"""How many seconds a nonce is asked to live; the contract permits 100 to 200."""
_USABLE: Final = timedelta(seconds=LIFETIME - 30)
MOST: Final = 4
"""How many are asked for at once at most."""


class Nonces:
    """Unused nonces, each given out once; ``fetch`` asks for one, ``now`` tells UTC.

    A call that finds none waits for one exchange more. Calls that come closely find some: every
    time they run out within a nonce's life, twice as many are asked for, side by side, and after a
    quiet time one again, so that a lonely call costs the authority no more than its own.
    """

    def __init__(self, fetch: Callable[[], Awaitable[str]], now: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._now = now
        self._unused: deque[tuple[str, datetime]] = deque()
        self._asked: datetime | None = None
        self._batch = 0

    async def take(self) -> str:
        """Return a nonce that nobody was given; raises the `AgencyError` of asking for one."""
        now = self._now()
        while self._unused:
            nonce, until = self._unused.popleft()
            if now < until:
                return nonce
        return await self._ask(now)

    def forget(self) -> None:
        """Give none of the unused ones out: the authority does not know its nonces any more."""
        self._unused.clear()

    async def _ask(self, now: datetime) -> str:
        """Return one of a new batch; the others are kept. One that came is enough."""
        lately = self._asked is not None and now - self._asked < _USABLE
        self._batch = min(2 * self._batch, MOST) if lately else 1
        self._asked = None  # until one comes: an authority in trouble is asked for no more
        asked = (self._fetch() for _ in range(self._batch))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        failed = [one for one in answers if isinstance(one, BaseException)]
        for error in failed:
            if not isinstance(error, AgencyError):
                raise error
        came = [one for one in answers if isinstance(one, str)]
        if not came:
            raise failed[0]
        self._asked = now
        self._unused.extend((one, now + _USABLE) for one in came[1:])
        return came[0]
