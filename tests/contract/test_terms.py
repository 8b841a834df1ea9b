"""The terms on which every agency is asked, over real sockets: hours, quotas, bulkhead, budget."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from adapters.base.budget import budget
from adapters.base.bulkhead import BulkheadLimits
from adapters.base.errors import AgencyRefused, AgencyUnavailable
from adapters.base.fresh import allowing_age
from adapters.base.hours import Hours, Window
from adapters.base.pace import Quota
from adapters.base.resilience import BreakerLimits
from adapters.base.terms import Terms
from simulators.kit.faults import Fault
from tests.contract.conftest import NOW, Agency

MONDAYS = Terms(hours=Hours(monday=("08:00-14:00",)))
"""`NOW` is a Sunday."""
_NEVER = BreakerLimits(failures=1_000, reset_seconds=1)


async def _settle(agency: Agency, calls: int) -> None:
    """Return when so many calls have reached the stand-in that hangs."""
    async with asyncio.timeout(30):
        while agency.simulator.faults._calls < calls:  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("terms", "code", "hours"),
    [
        (MONDAYS, "closed", 20.5),
        (Terms(maintenance=(Window(begins=NOW, ends=NOW + timedelta(hours=3)),)), "maintenance", 3),
    ],
)
async def test_who_is_closed_is_not_asked(
    agency: Agency, terms: Terms, code: str, hours: float
) -> None:
    """Some question would go its own way to the agency, past its hours and everything else."""
    gateway = agency.open(terms=terms)
    for question in agency.questions:
        with pytest.raises(AgencyRefused) as caught:
            await question(gateway)
        assert (caught.value.agency, caught.value.code) == (agency.manifest.name, code)
        assert caught.value.until == NOW + timedelta(hours=hours)
    assert not agency.simulator.history


async def test_no_more_is_asked_than_was_agreed(agency: Agency) -> None:
    """The agency would lock us out for the day; a refusal of our own is no failure of its."""
    one = Terms(quotas=(Quota(calls=1, per="day"),))
    gateway = agency.open(terms=one, breaker=BreakerLimits(failures=1, reset_seconds=3_600))
    with suppress(AgencyRefused):  # of a probe that asks twice
        await agency.questions[0](gateway)
    asked = len(agency.simulator.history)
    assert asked
    for question in agency.questions:
        with pytest.raises(AgencyRefused) as caught:
            await question(gateway)
        assert caught.value.code == "own-quota"
        assert caught.value.until == NOW + timedelta(hours=12.5)
    assert len(agency.simulator.history) == asked


async def test_a_hanging_agency_holds_its_own_slots_alone(agency: Agency) -> None:
    """Callers would pile up behind it; or those who gave up keep their slots for ever."""
    few = BulkheadLimits(concurrent=2, waiting=1)
    gateway = agency.open(bulkhead=few, breaker=_NEVER)
    question = agency.questions[0]
    agency.simulator.faults.set(Fault(mode="hang"))
    hanging = [asyncio.create_task(question(gateway)) for _ in range(3)]
    await _settle(agency, 2)
    with pytest.raises(AgencyUnavailable) as caught:
        await question(gateway)
    assert caught.value.code == "bulkhead-full"
    for one in hanging:
        one.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    agency.simulator.faults.clear()
    await asyncio.gather(*(question(gateway) for _ in range(3)))


async def test_a_request_waits_no_longer_than_its_budget(agency: Agency) -> None:
    """A door would wait for every agency's own deadline; nor is it the agency's failure."""
    gateway = agency.open(breaker=BreakerLimits(failures=1, reset_seconds=3_600))
    agency.simulator.faults.set(Fault(mode="hang"))
    for question in agency.questions:
        with budget(0.05), pytest.raises(AgencyUnavailable) as caught:
            await question(gateway)
        assert caught.value.code == "deadline"
    agency.simulator.faults.clear()
    await agency.questions[0](gateway)


async def test_what_is_fresh_is_told_again_where_it_may_be(agency: Agency) -> None:
    """An agency would be asked again within the minute, or be quoted where it must be asked."""
    gateway, question = agency.open(), agency.questions[0]
    kept = agency.manifest.freshness.seconds > 0
    with allowing_age(timedelta(seconds=60)):
        first, again = await question(gateway), await question(gateway)
    asked = len(agency.simulator.history)
    assert (again is first) == kept
    await question(gateway)
    assert len(agency.simulator.history) > asked
