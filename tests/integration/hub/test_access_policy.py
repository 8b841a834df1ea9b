"""A policy that was loaded a moment ago is what the next request is decided by."""

from typing import Any

import pytest

from adapters.base.errors import AgencyUnavailable
from hub.errors import NotPermitted
from hub.lookups.persons import PERSON
from hub.store.database import Database
from tests.integration.hub.conftest import House, Look
from tests.kit import article37 as kit
from tests.kit.answers import reading
from tests.kit.lookups import admit, opened
from tests.kit.messages import CHAMBERS, NOTARIES, inbound
from tests.kit.policy import changed, for_consumer, load

GRANTED = for_consumer(CHAMBERS.code)
"""By these the chambers ask as notaries do."""
ENDED = changed("article37-civil-registry", valid_until="2026-11-21")
"""The notaries' agreement with the registry ended yesterday."""
REASONS = "SELECT DISTINCT reason FROM disclosures"


async def decision(house: House, message: int, **words: Any) -> str | None:
    """Return what one more inquiry comes to."""
    body = await house.road.travel(inbound(message, message=message, **words))
    return reading(body).text("Decision")


@pytest.fixture
def other(pool: Database) -> House:
    """Give another process over the same store."""
    return House(pool, first_id=1000)


async def test_a_new_agreement_lets_the_next_request_in(
    house: House, other: House, pool: Database, look: Look
) -> None:
    """What was agreed today would hold after the next restart, or in one process alone."""
    for place, process in enumerate((house, other), 1):
        with pytest.raises(NotPermitted):
            await decision(process, place, consumer=CHAMBERS)
    await load(pool, GRANTED)
    assert await decision(house, 3, consumer=CHAMBERS) == "GRANTED"
    assert await decision(other, 4, consumer=CHAMBERS) == "GRANTED"
    assert look("SELECT count(*) FROM cases") == [(2,)]


async def test_an_agreement_that_was_ended_stops_the_next_request(
    house: House, other: House, pool: Database, look: Look
) -> None:
    """A consumer whose agreement was withdrawn would be told until every process restarts."""
    assert await decision(house, 1) == "GRANTED"
    assert await decision(other, 2) == "GRANTED"
    await load(pool, ENDED)
    asked = house.registry.asked + other.registry.asked
    for place, process in enumerate((house, other), 3):
        with pytest.raises(NotPermitted) as caught:
            await decision(process, place)
        assert caught.value.code == "agreement.not-in-force"
    assert house.registry.asked + other.registry.asked == asked
    assert look("SELECT count(*) FROM cases") == [(2,)]
    assert look(f"{REASONS} WHERE outcome = 'refused'") == [("agreement.not-in-force",)]


async def test_a_field_that_is_no_longer_granted_stops_the_next_request(
    house: House, pool: Database
) -> None:
    """A name would be told whole after it was agreed that it is told masked."""
    assert await decision(house, 1) == "GRANTED"
    name = "article37-civil-registry"
    masked = changed(name)[f"{name}.toml"].replace(
        '"person.family_name", transform = "whole"', '"person.family_name", transform = "masked"'
    )
    await load(pool, {f"{name}.toml": masked})
    with pytest.raises(NotPermitted) as caught:
        await decision(house, 2)
    assert (caught.value.code, caught.value.field) == ("agreement.field", "person.family_name")


async def test_what_was_accepted_is_answered_after_its_agreement_ended(
    house: House, pool: Database, look: Look
) -> None:
    """A notary whose case was accepted would never get the answer that he is due."""
    house.registry.failure = AgencyUnavailable("registry", "timeout")
    assert await decision(house, 1) == "UNDETERMINED"
    await load(pool, ENDED)
    ((case_id, due),) = look("SELECT id, next_attempt_at FROM cases")
    house.registry.failure, house.clock.now = None, due
    assert await house.worker.turn() == 1
    answer = await house.road.recall(inbound(2, operation="GetAnswer"), case_id)
    assert reading(answer).text("Decision") == "GRANTED"
    ((under, held),) = look(
        "SELECT DISTINCT agreement, canonical::jsonb ->> 'valid_until' FROM disclosures"
        " JOIN agreements ON digest = agreement"
        " WHERE outcome = 'told' AND provider = 'civil_registry'"
    )
    assert held == "2028-03-19"
    assert look("SELECT agreements -> 0 ->> 'agreement' FROM cases") == [(bytes(under).hex(),)]


async def test_a_repetition_after_the_end_is_no_new_question(
    house: House, pool: Database, look: Look
) -> None:
    """Whoever kept an old MessageID would be told under an agreement that is over."""
    await decision(house, 1)
    await load(pool, ENDED)
    with pytest.raises(NotPermitted):
        await house.road.travel(inbound(2, message=1))
    ((case_id,),) = look("SELECT id FROM cases WHERE consumer = %s", NOTARIES.code)
    assert reading(await house.road.recall(inbound(3), case_id)).text("DueDate") == str(kit.DUE)


async def test_a_new_agreement_lets_the_next_lookup_in(database_url: str) -> None:
    """A service would be refused what was agreed today, until something else is let in."""
    async with opened(database_url) as desk:
        admit(database_url, NOTARIES.code)
        with pytest.raises(NotPermitted):
            await desk.ask(PERSON, consumer=NOTARIES.code)
        agreement = changed("identity-inquiry-civil-registry", consumer=f'"{NOTARIES.code}"')
        await load(desk.database, {f"new-{file}": text for file, text in agreement.items()})
        assert (await desk.ask(PERSON, consumer=NOTARIES.code)).receipt
