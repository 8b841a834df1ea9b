"""Conduct toward an agency: asked when it may be, a few patient retries, a circuit breaker.

Only reads are ever repeated here. What must arrive although the hub may crash is the outbox's.
Every call is made within the agency's own deadline and the budget of the request it is made for,
and inside the agency's bulkhead, so that an agency that hangs costs itself alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt
from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from adapters.base.budget import deadline
from adapters.base.bulkhead import BULKHEAD_FULL, Bulkhead, BulkheadLimits
from adapters.base.errors import AgencyError, AgencyUnavailable

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
Admit = Callable[[], None]
"""Lets a call pass, or raises `AgencyRefused` of the calendar."""
CIRCUIT_OPEN = "circuit-open"
DEADLINE = "deadline"


class Retries(BaseModel):
    """How often a read is tried, and the bounds in seconds of the jittered wait in between."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attempts: PositiveInt
    first_wait: PositiveFloat
    longest_wait: PositiveFloat


class BreakerLimits(BaseModel):
    """After how many failures in a row nobody is sent any more, and for how many seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    failures: PositiveInt
    reset_seconds: PositiveFloat


class Breaker:
    """A circuit breaker: closed lets everybody through, open nobody, half-open one to try.

    ``monotonic`` tells seconds that never go back.
    """

    def __init__(self, agency: str, limits: BreakerLimits, monotonic: Callable[[], float]) -> None:
        self._agency = agency
        self._limits = limits
        self._monotonic = monotonic
        self._failures = 0
        self._open_until: float | None = None
        self._trying = False

    @property
    def state(self) -> Literal["closed", "open", "half-open"]:
        """How the breaker stands."""
        if self._open_until is None:
            return "closed"
        return "open" if self._monotonic() < self._open_until else "half-open"

    def check(self) -> None:
        """Raise `AgencyUnavailable` when `admit` would."""
        if self._open_until is not None and (self.state == "open" or self._trying):
            raise AgencyUnavailable(self._agency, CIRCUIT_OPEN)

    def admit(self) -> None:
        """Let a call pass, or raise `AgencyUnavailable` at once."""
        self.check()
        self._trying = self._open_until is not None

    def answered(self) -> None:
        """Note that the agency answered, whatever it said."""
        self._failures = 0
        self._open_until = None
        self._trying = False

    def failed(self) -> None:
        """Note that it did not answer."""
        self._failures += 1
        if self._trying or self._failures >= self._limits.failures:
            self._open_until = self._monotonic() + self._limits.reset_seconds
        self._trying = False

    def abandoned(self) -> None:
        """Note that the call was given up before anything was known."""
        self._trying = False


class Conduct:
    """How one agency is asked: every attempt through its doors and breaker, all in one deadline.

    ``admit`` are the agency's calendar and quotas: a call that they refuse is not made, and says
    nothing about the agency.
    """

    def __init__(
        self,
        agency: str,
        total_seconds: float,
        retries: Retries,
        breaker: Breaker,
        sleep: Sleep = asyncio.sleep,
        *,
        bulkhead: Bulkhead | None = None,
        admit: Sequence[Admit] = (),
    ) -> None:
        self.agency = agency
        self.total_seconds = total_seconds
        self._bulkhead = bulkhead or Bulkhead(agency, BulkheadLimits())
        self._admit = admit
        self.breaker = breaker
        self._attempts = stop_after_attempt(retries.attempts)
        self._retrying = AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            wait=wait_random_exponential(retries.first_wait, max=retries.longest_wait),
            sleep=sleep,
            reraise=True,
        )

    async def read(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what ``ask`` returns, asking again while the agency is unavailable.

        Raises the last `AgencyError`; `AgencyUnavailable` with code ``deadline`` when the time has
        run out, ``circuit-open`` or ``bulkhead-full`` when it was not asked at all; `AgencyRefused`
        of the calendar likewise.
        """
        end = deadline(self.total_seconds)
        return await self._before(end, self._patiently(ask, end))

    async def once(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what ``ask`` returns, asking once: for what must not be repeated unasked.

        Raises as `read` does.
        """
        return await self._before(deadline(self.total_seconds), self._attempt(ask))

    async def _before(self, end: float, answer: Coroutine[Any, Any, T]) -> T:
        """Return the answer that comes before the loop's time ``end``.

        An agency is not to blame for a deadline that others have used up: see `_cut`.
        """
        if end <= asyncio.get_running_loop().time():
            answer.close()
            raise AgencyUnavailable(self.agency, DEADLINE)
        try:
            async with asyncio.timeout_at(end):
                return await answer
        except TimeoutError:
            raise AgencyUnavailable(self.agency, DEADLINE) from None

    async def _patiently(self, ask: Callable[[], Awaitable[T]], end: float) -> T:
        """Return what ``ask`` returns in its first or a later attempt."""
        try:
            return await self._attempt(ask)
        except AgencyUnavailable as error:
            return await self._again(ask, error, end)

    async def _again(
        self, ask: Callable[[], Awaitable[T]], first: AgencyUnavailable, end: float
    ) -> T:
        """Return what ``ask`` returns in a later attempt, the ``first`` having failed.

        tenacity is told of the first attempt and not asked to make it: starting it costs as much
        as a request, and most questions are answered at once.
        """
        failed = [first]

        async def attempt() -> T:
            if failed:
                raise failed.pop()
            return await self._attempt(ask)

        left = end - asyncio.get_running_loop().time()
        retrying = self._retrying.copy(stop=self._attempts | stop_before_delay(left))
        return await retrying(attempt)

    async def _attempt(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask once: in the bulkhead, when calendar and quota allow it, through the breaker."""
        self.breaker.check()
        async with self._bulkhead:
            self.breaker.check()
            for admit in self._admit:
                admit()
            self.breaker.admit()
            return await self._asked(ask)

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask, and let the breaker know what came of it."""
        begun = asyncio.get_running_loop().time()
        try:
            value = await ask()
        except AgencyUnavailable:
            self.breaker.failed()
            raise
        except AgencyError:
            self.breaker.answered()
            raise
        except asyncio.CancelledError:
            self._cut(begun)
            raise
        except BaseException:
            self.breaker.abandoned()
            raise
        self.breaker.answered()
        return value

    def _cut(self, begun: float) -> None:
        """Note that a call was cut off which had been under way since ``begun``.

        It counts against the agency when it had half of the time that its questions may take; with
        less, it was the request's budget that others had used up, or somebody who hung up.
        """
        if asyncio.get_running_loop().time() - begun >= self.total_seconds / 2:
            self.breaker.failed()
        else:
            self.breaker.abandoned()


def _may_pass(error: BaseException) -> bool:
    """Tell whether asking again within the same question can help."""
    return isinstance(error, AgencyUnavailable) and error.code not in {CIRCUIT_OPEN, BULKHEAD_FULL}
