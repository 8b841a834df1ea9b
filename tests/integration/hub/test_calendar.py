"""A case whose agency is closed: left open, never an error, and taken up when the agency opens."""

from datetime import UTC, datetime, timedelta

from adapters.base.errors import AgencyRefused, AgencyUnavailable
from tests.integration.hub.conftest import House, Look
from tests.kit import article37 as kit
from tests.kit.messages import inbound

OPENS = kit.NOW + timedelta(hours=16)
STANDS = "SELECT state, standing, next_attempt_at FROM cases"


async def test_a_closed_agency_is_asked_when_it_opens(house: House, look: Look) -> None:
    """Every few minutes of a night a case would be tried for nothing, or its morning be missed."""
    house.registry.failure = AgencyRefused("registry", "closed", OPENS)
    await house.road.travel(inbound(1))
    assert look(STANDS) == [("pending", "registry-closed", OPENS)]
    house.clock.now = OPENS - timedelta(seconds=1)
    assert await house.worker.turn() == 0
    house.registry.failure = None
    house.clock.now = OPENS
    assert await house.worker.turn() == 1
    assert look("SELECT state FROM cases") == [("answered",)]


async def test_of_two_that_are_closed_the_later_counts(house: House, look: Look) -> None:
    """The case would be tried when the first opens, while the second still lets nobody in."""
    house.registry.failure = AgencyRefused("registry", "holiday", OPENS)
    house.ledger.failure = AgencyRefused("ledger", "own-quota", OPENS - timedelta(hours=9))
    await house.road.travel(inbound(1))
    assert look(STANDS) == [("pending", "registry-closed ledger-closed", OPENS)]


async def test_an_outage_beside_a_closed_agency_waits_for_it(house: House, look: Look) -> None:
    """An agency that is down would be asked all night although its answer decides nothing yet."""
    house.registry.failure = AgencyRefused("registry", "maintenance", OPENS)
    house.ledger.failure = AgencyUnavailable("ledger", "http-503")
    await house.road.travel(inbound(1))
    assert look(STANDS) == [("pending", "registry-closed ledger-silent", OPENS)]


async def test_the_calendar_is_believed_for_a_day(house: House, look: Look) -> None:
    """A slip in a date would close an agency for years, and the case miss its legal deadline."""
    house.registry.failure = AgencyRefused("registry", "closed", datetime(2099, 1, 1, tzinfo=UTC))
    await house.road.travel(inbound(1))
    tomorrow = kit.NOW + timedelta(days=1)
    assert look(STANDS) == [("pending", "registry-closed", tomorrow)]
