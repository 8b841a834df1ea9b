"""A bus on its worst days: what comes through is right, and all else is one of the four errors."""

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from adapters.base.errors import AgencyError
from adapters.base.http import Timeouts
from adapters.base.resilience import BreakerLimits, Retries
from simulators.kit.faults import Fault
from tests.contract.bus.conftest import Bus

_QUICK = Timeouts(connect=30, read=0.05, total=2)
_AGAIN = Retries(attempts=2, first_wait=0.001, longest_wait=0.001)
_NEVER = BreakerLimits(failures=1_000, reset_seconds=1)


@pytest.mark.parametrize(
    ("name", "way"), [("civil_registry", "esb"), ("mobile_ownership", "public-bus")]
)
@pytest.mark.parametrize("seed", range(2))
async def test_storm(
    reached: Callable[..., Awaitable[Bus]], name: str, way: str, seed: int
) -> None:
    """A page, a late reply or a drifted field of the bus would become a fact about somebody."""
    bus = await reached(name, way)
    gateway = bus.open(timeouts=_QUICK, retries=_AGAIN, breaker=_NEVER)
    bus.simulator.faults.set(Fault(mode="storm", seed=seed, milliseconds=1))
    came: Counter[str] = Counter()
    for _ in range(10):
        for question in bus.questions:
            try:
                attested = await question(gateway)
            except AgencyError as error:
                came[type(error).__name__] += 1
            else:
                assert attested.source == name
                came["right"] += 1
    assert came["right"]
    assert came.total() > came["right"]
