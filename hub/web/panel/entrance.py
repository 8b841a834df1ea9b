"""The entrance of the panel: who may come in, by his passphrase; it is slow, so few at once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from hub.api.problems import TransportRefusal
from hub.store.operators import ATTEMPTS, Operators, Tried
from hub.store.passphrases import SALT_OCTETS, holds, keep
from hub.web.panel.tokens import TOKEN_OCTETS, digest_of, token_of

T = TypeVar("T")

_SEATS: Final = 2
_QUEUE: Final = 16


@dataclass(frozen=True, slots=True)
class Chance:
    """Where time and random octets come from."""

    clock: Callable[[], datetime]
    random: Callable[[int], bytes]


class Entrance:
    """Judges passphrases; every attempt is counted before it is judged.

    Whether a code is unknown, locked or tried too often does not show in words; a hash is reckoned
    in every case, so that it hardly shows in time.
    """

    def __init__(self, operators: Operators, chance: Chance) -> None:
        self._operators = operators
        self._chance = chance
        self._stranger = keep("nobody", bytes(SALT_OCTETS))
        self._seats = asyncio.Semaphore(_SEATS)
        self._present = 0

    async def enter(self, code: str, passphrase: str) -> str | None:
        """Return the token of a new session; None for whoever may not come in.

        Raises `TransportRefusal` (``upload.busy``) where too many try at once, `HubUnavailable`.
        """
        tried = await self._tried(code, passphrase)
        now = self._chance.clock()
        if tried is None or not _open(tried, now):
            return None
        token = token_of(self._chance.random(TOKEN_OCTETS))
        begun = await self._operators.begin(code, tried.passphrase, digest_of(token), now)
        return token if begun else None

    async def choose(self, code: str, current: str, chosen: str, token: str) -> bool:
        """Keep a passphrase that an operator chose; False where ``current`` is not his."""
        if await self._tried(code, current) is None:
            return False
        salt = self._chance.random(SALT_OCTETS)
        kept = await self._seated(lambda: keep(chosen, salt))
        await self._operators.choose(code, kept, digest_of(token))
        return True

    async def _tried(self, code: str, passphrase: str) -> Tried | None:
        """Return the counted attempt where it is within its bound and the passphrase right."""
        tried = await self._operators.attempt(code, self._chance.clock())
        kept = tried.passphrase if tried else self._stranger
        right = await self._seated(lambda: holds(passphrase, kept))
        if tried is None or tried.locked or tried.attempts > ATTEMPTS or not right:
            return None
        return tried

    async def _seated(self, work: Callable[[], T]) -> T:
        """Return what ``work`` comes to in a thread, once there is a seat."""
        if self._present >= _SEATS + _QUEUE:
            raise TransportRefusal("upload.busy", 503)
        self._present += 1
        try:
            async with self._seats:
                return await asyncio.to_thread(work)
        finally:
            self._present -= 1


def _open(tried: Tried, now: datetime) -> bool:
    """Tell whether a passphrase may still be used, which one of the house's may once."""
    return tried.one_time_until is None or now < tried.one_time_until
