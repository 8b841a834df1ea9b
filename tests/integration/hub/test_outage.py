"""Without a database the hub accepts nothing, and says so in its own words."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from hub.errors import HubUnavailable
from hub.store.cases import Cases
from hub.store.database import Database, connect
from tests.integration.hub.conftest import House, Look
from tests.kit import article37 as kit
from tests.kit import policy
from tests.kit.messages import answer, authorized, certificate, inbound, number
from tests.kit.ports import Clock

Act = Callable[[Cases], Awaitable[object]]
ACTS: dict[str, Act] = {
    "open": lambda cases: cases.open(
        authorized(1), case_id=number(1), due_on=kit.DUE, next_attempt=kit.NOW
    ),
    "standing": lambda cases: cases.standing(inbound(1), number(1)),
    "first answer": lambda cases: cases.first_answer(number(1)),
    "claim": lambda cases: cases.claim(
        now=kit.NOW, leased_until=kit.NOW, limit=1, duties=["article37"]
    ),
    "close": lambda cases: cases.close(kit.case(), answer(1), certificate(1)),
    "keep open": lambda cases: cases.keep_open(
        kit.case(), answer(1), standing="x", next_attempt=kit.NOW
    ),
    "forget": lambda cases: cases.forget_messages(kit.NOW),
}


@pytest.mark.parametrize("act", ACTS)
async def test_a_closed_pool_is_the_hub_unavailable(pool: Database, act: str) -> None:
    """An outage would reach the consumer as an internal error, which is not to be repeated."""
    await pool.close()
    with pytest.raises(HubUnavailable):
        await ACTS[act](Cases(pool))


async def test_nothing_is_asked_of_an_agency_before_the_case_is_stored(
    house: House, pool: Database
) -> None:
    """A person's data would be fetched for a request that nobody recorded."""
    await house.policies.current()
    await pool.close()
    with pytest.raises(HubUnavailable):
        await house.road.travel(inbound(1))
    assert (house.registry.asked, house.ledger.asked) == (0, 0)
    assert [step for step, _ in house.steps] == ["authorized"]


async def test_a_database_that_goes_away_half_way_loses_nothing(
    look: Look, postgres: str, registered: str
) -> None:
    """An inquiry that was stored would be lost with the connection that was to close it."""
    ((name, own),) = look("SELECT current_database(), pg_backend_pid()")
    async with Database(registered, min_size=1, max_size=1, patience=0.2) as database:
        await policy.load(database)
        house = House(database)
        house.watch = lambda step: _shut(postgres, name, own) if step == "receipted" else None
        with pytest.raises(HubUnavailable):
            await house.road.travel(inbound(1))
    with connect(postgres) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
    assert look("SELECT state FROM cases") == [("received",)]
    async with Database(registered, min_size=1, max_size=1) as database:
        after = House(database, clock=Clock(kit.NOW + timedelta(seconds=60)))
        assert await after.worker.turn() == 1
    assert look("SELECT state FROM cases") == [("answered",)]


def _shut(postgres: str, name: str, spared: int) -> None:
    """Shut a database to everybody and end whoever is in it, but for one that looks on."""
    with connect(postgres) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> %s",
            (name, spared),
        )
