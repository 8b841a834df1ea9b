"""Answers that are still fresh enough, served again where the caller's purpose allows their age.

Nobody is served one unasked: a caller says how old an answer may be, around his questions, and
else everything is asked anew. An answer served again keeps its source, time and digest, so that its
age can be told. Answers are kept in the process alone, a few of them, and not for long.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from adapters.base.budget import deadline, without_budget
from adapters.base.errors import AgencyUnavailable
from adapters.base.ports import Attested
from adapters.base.resilience import DEADLINE, Conduct

T = TypeVar("T")
Ask = Callable[[], Awaitable[Attested[Any]]]
_ANEW = timedelta(0)
_ALLOWED: ContextVar[timedelta] = ContextVar("allowed age", default=_ANEW)


class Freshness(BaseModel):
    """How many answers are kept, and for how many seconds at most, whatever a caller allows.

    Zero seconds, the default, keeps none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: PositiveInt = 1024
    seconds: NonNegativeInt = 0


NOTHING_KEPT = Freshness()


@contextmanager
def allowing_age(age: timedelta) -> Iterator[None]:
    """Let what is asked inside be answered by what an agency said at most ``age`` ago."""
    token = _ALLOWED.set(age)
    try:
        yield
    finally:
        _ALLOWED.reset(token)


@dataclass(slots=True)
class _Flight:
    """A question under way, and how many wait for its answer."""

    task: asyncio.Task[Attested[Any]]
    waiting: int = 0


class Fresh:
    """Asks one agency through its ``conduct``, or not at all where an answer is fresh enough.

    ``now`` tells UTC. Identical questions that come together are asked once, of those whose callers
    allow an age at all: who allows none must not be told what was said before he asked.
    """

    def __init__(self, conduct: Conduct, freshness: Freshness, now: Callable[[], datetime]) -> None:
        self._conduct = conduct
        self._entries = freshness.entries
        self._longest = timedelta(seconds=freshness.seconds)
        self._now = now
        self._kept: OrderedDict[Hashable, Attested[Any]] = OrderedDict()
        self._flights: dict[Hashable, _Flight] = {}

    async def read(self, key: Hashable, ask: Callable[[], Awaitable[Attested[T]]]) -> Attested[T]:
        """Return the answer to the question ``key``, which ``ask`` asks; raises as `Conduct.read`.

        ``key`` holds the whole question: two with the same key have the same answer.
        """
        allowed = min(_ALLOWED.get(), self._longest)
        if allowed <= _ANEW:
            return self._keep(key, await self._conduct.read(ask))
        kept = self._kept.get(key)
        if kept is not None and _ANEW <= self._now() - kept.as_of <= allowed:
            return kept
        return await self._together(key, ask)

    async def _together(self, key: Hashable, ask: Ask) -> Attested[Any]:
        """Return the answer of the flight to ``key``, which begins if it is not under way.

        Each caller waits within his own budget; the flight ends when nobody waits for it.
        """
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = self._begin(key, ask)
        flight.waiting += 1
        try:
            async with asyncio.timeout_at(deadline(self._conduct.total_seconds)):
                return await asyncio.shield(flight.task)
        except TimeoutError:
            raise AgencyUnavailable(self._conduct.agency, DEADLINE) from None
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._end(key, flight)

    def _begin(self, key: Hashable, ask: Ask) -> _Flight:
        """Return a flight that asks ``key`` outside any one caller's budget."""

        async def fly() -> Attested[Any]:
            return self._keep(key, await self._conduct.read(ask))

        loop = asyncio.get_running_loop()
        flight = _Flight(loop.create_task(fly(), context=without_budget()))
        flight.task.add_done_callback(lambda _: self._land(key, flight))
        return flight

    def _end(self, key: Hashable, flight: _Flight) -> None:
        """Give up a flight for which nobody waits any more."""
        self._land(key, flight)
        flight.task.cancel()

    def _land(self, key: Hashable, flight: _Flight) -> None:
        """Let the next question of ``key`` be asked anew."""
        if self._flights.get(key) is flight:
            del self._flights[key]

    def _keep(self, key: Hashable, answer: Attested[Any]) -> Attested[Any]:
        """Return ``answer``, kept if answers are; the oldest give way to it, and all too old."""
        if self._longest <= _ANEW:
            return answer
        self._kept[key] = answer
        self._kept.move_to_end(key)
        while len(self._kept) > self._entries or self._outlived():
            self._kept.popitem(last=False)
        return answer

    def _outlived(self) -> bool:
        """Tell whether the oldest answer has been kept as long as any may be."""
        oldest = next(iter(self._kept.values()), None)
        return oldest is not None and self._now() - oldest.as_of > self._longest
