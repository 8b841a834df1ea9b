"""Registers reconciled with by themselves, once a day, by whichever worker comes first."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from adapters.base.errors import AgencyError, AgencyRefused
from hub.contracts.reconcile import NotTheRoot, OtherLevels
from hub.contracts.reconciled import Reconciliation
from hub.sharing.reconciling import Reconciling
from hub.store.contract_rounds import Held, RoundStore
from schemas.canonical.dates import TEHRAN

log = logging.getLogger("hub.sharing")

LEASE: Final = timedelta(minutes=30)
"""How long one process has a register to itself; each part that is done begins it anew."""
PATIENCE: Final = timedelta(minutes=20)
"""How long one part may take, be the register ever so slow; shorter than the lease."""
AGAIN: Final = timedelta(minutes=5)
"""How long after the first failure a round is tried again; twice as long after each further one."""
TWICE: Final = 2
"""From so many failures in a row on, an operator has to look."""
_LONGEST: Final = timedelta(hours=6)


@dataclass(slots=True)
class _Tally:
    """What came of the parts of a round so far."""

    parts: int = 0
    taken: int = 0
    given: int = 0
    asked: int = 0
    left: int = 0
    agreed: bool = False

    def add(self, done: Reconciliation) -> None:
        """Count a part."""
        self.parts += 1
        self.taken += len(done.settled.taken)
        self.given += len(done.settled.given)
        self.asked += len(done.settled.asked)
        self.left += len(done.settled.left)
        self.agreed = done.after.agree


class Rounds:
    """Reconciles with one register a day, at ``hour`` in Tehran; a worker's errand.

    Every part is filed as it is done, so whoever dies, another one goes on with what is left, once
    the lease has run out. What fails is tried again later and later, at most every six hours; a
    register that says when it opens is asked then.
    """

    def __init__(
        self,
        source: str,
        reconciling: Reconciling,
        store: RoundStore,
        clock: Callable[[], datetime],
        hour: int,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._source = source
        self._reconciling = reconciling
        self._store = store
        self._clock = clock
        self._hour = hour
        self._patience = patience.total_seconds()

    async def turn(self, stop: asyncio.Event) -> int:
        """Go through the register's parts if it is due; return how many were done.

        Once ``stop`` is set no further part is begun, and the register is given back. Raises
        `HubUnavailable`; then the round is tried again when its lease has run out.
        """
        now = self._clock()
        held = await self._store.claim(
            self._source,
            now=now,
            leased_until=now + LEASE,
            first_at=next_round(now, self._hour),
        )
        if held is None:
            return 0
        tally, own = _Tally(), _Own(self._store, held, self._clock)
        try:
            await self._go(own, tally, stop)
        except (AgencyError, NotTheRoot, OtherLevels, TimeoutError) as error:
            await self._failed(own.held, error)
        return tally.parts

    async def _go(self, own: "_Own", tally: _Tally, stop: asyncio.Event) -> None:
        """Go through the parts, until all are done, somebody stops us or has taken over."""
        async with aclosing(self._reconciling.run()) as parts:
            while not stop.is_set():
                async with asyncio.timeout(self._patience):
                    done = await anext(parts, None)
                if done is None:
                    await self._ended(own.held, tally)
                    return
                tally.add(done)
                if not await own.keep():
                    log.warning("register taken over", extra={"agency": self._source})
                    return
        await own.give_back()

    async def _ended(self, held: Held, tally: _Tally) -> None:
        """Note the end of a round, and say what came of it."""
        now = self._clock()
        due_at = next_round(now, self._hour)
        await self._store.ended(held, agreed=tally.agreed, now=now, due_at=due_at)
        log.log(
            logging.INFO if tally.agreed else logging.WARNING,
            "registers reconciled" if tally.agreed else "registers differ",
            extra={
                "agency": self._source,
                "taken": tally.taken,
                "given": tally.given,
                "asked": tally.asked,
                "left": tally.left,
            },
        )

    async def _failed(self, held: Held, error: Exception) -> None:
        """Put a round off that could not be gone through; nothing of what was settled is lost."""
        code = _code(error)
        await self._store.failed(held, code, self._due(held, error))
        failures = held.failures + 1
        log.log(
            logging.ERROR if failures >= TWICE else logging.WARNING,
            "contracts not reconciled",
            extra={"agency": self._source, "code": code, "times": failures},
        )

    def _due(self, held: Held, error: Exception) -> datetime:
        """Return when to try again: later each time, or when the register opens."""
        now = self._clock()
        if isinstance(error, AgencyRefused) and error.until is not None:
            return min(max(error.until, now + AGAIN), now + _LONGEST)
        return now + min(AGAIN * (1 << min(held.failures, 16)), _LONGEST)


class _Own:
    """A register while this process has it to itself."""

    def __init__(self, store: RoundStore, held: Held, clock: Callable[[], datetime]) -> None:
        self.held = held
        self._store = store
        self._clock = clock

    async def keep(self) -> bool:
        """Begin the lease anew; tell whether it was still ours."""
        held = await self._store.move(self.held, self._clock() + LEASE)
        if held is not None:
            self.held = held
        return held is not None

    async def give_back(self) -> None:
        """Let another process go on at once."""
        await self._store.move(self.held, self._clock())


def next_round(now: datetime, hour: int) -> datetime:
    """Return the first instant after ``now`` at which it is ``hour`` o'clock in Tehran."""
    there = now.astimezone(TEHRAN)
    today = there.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > there else today + timedelta(days=1)


def _code(error: Exception) -> str:
    """Return the stable word for what went wrong."""
    match error:
        case AgencyError():
            return error.code
        case NotTheRoot():
            return f"tree-{error.side}"
        case OtherLevels():
            return "tree-levels"
        case _:
            return "timeout"
