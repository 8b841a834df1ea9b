"""Conduct toward an agency that fails: a deadline, a few patient retries, and a circuit breaker.

Only reads are ever repeated here. What must arrive although the hub may crash is the outbox's.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt
from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from adapters.base.errors import AgencyError, AgencyUnavailable

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
CIRCUIT_OPEN = "circuit-open"


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

    def admit(self) -> None:
        """Let a call pass, or raise `AgencyUnavailable` at once."""
        if self._open_until is None:
            return
        if self.state == "open" or self._trying:
            raise AgencyUnavailable(self._agency, CIRCUIT_OPEN)
        self._trying = True

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
    """How one agency is asked: every attempt through its breaker, all within one deadline."""

    def __init__(
        self,
        agency: str,
        total_seconds: float,
        retries: Retries,
        breaker: Breaker,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._agency = agency
        self._total = total_seconds
        self.breaker = breaker
        self._retrying = AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            stop=stop_after_attempt(retries.attempts) | stop_before_delay(total_seconds),
            wait=wait_random_exponential(retries.first_wait, max=retries.longest_wait),
            sleep=sleep,
            reraise=True,
        )

    async def read(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what ``ask`` returns, asking again while the agency is unavailable.

        Raises the last `AgencyError`; `AgencyUnavailable` with code ``deadline`` when the total
        has run out, ``circuit-open`` when it was not asked at all.
        """
        return await self._in_time(self._patiently(ask))

    async def once(self, bring: Callable[[], Awaitable[T]]) -> T:
        """Return what ``bring`` returns, tried once: what changes something is not repeated here.

        Raises as `read` does.
        """
        return await self._in_time(self._attempt(bring))

    async def _in_time(self, answer: Awaitable[T]) -> T:
        """Return ``answer`` unless the total runs out first."""
        try:
            async with asyncio.timeout(self._total):
                return await answer
        except TimeoutError:
            self.breaker.failed()
            raise AgencyUnavailable(self._agency, "deadline") from None

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what ``ask`` returns in the first attempt, or in a later one."""
        try:
            return await self._attempt(ask)
        except AgencyUnavailable as error:
            return await self._again(ask, error)

    async def _again(self, ask: Callable[[], Awaitable[T]], first: AgencyUnavailable) -> T:
        """Return what ``ask`` returns in a later attempt, the ``first`` having failed.

        tenacity is told of the first attempt and not asked to make it: starting it costs as much
        as a request, and most questions are answered at once.
        """
        failed = [first]

        async def attempt() -> T:
            if failed:
                raise failed.pop()
            return await self._attempt(ask)

        return await self._retrying(attempt)

    async def _attempt(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask once, through the breaker."""
        self.breaker.admit()
        try:
            value = await ask()
        except AgencyUnavailable:
            self.breaker.failed()
            raise
        except AgencyError:
            self.breaker.answered()
            raise
        except BaseException:
            self.breaker.abandoned()
            raise
        self.breaker.answered()
        return value


def _may_pass(error: BaseException) -> bool:
    """Tell whether asking again within the same question can help."""
    return isinstance(error, AgencyUnavailable) and error.code != CIRCUIT_OPEN
