"""Quotas: so many inquiries of a minute and a day, by whatever process they are let in."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hub.errors import HubUnavailable, MessageReplayed, QuotaSpent
from hub.store.database import Database
from hub.store.disclosures import Disclosures
from tests.integration.hub.conftest import House, Look
from tests.kit import article37 as kit
from tests.kit.messages import BANK, inbound
from tests.kit.policy import changed, for_consumer, load

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEDGER, REGISTRY = "article37-insurance-ledger", "article37-civil-registry"


def quota(minute: int, day: int, name: str = LEDGER) -> dict[str, str]:
    """Return a shipped agreement with another quota."""
    return changed(name, quota=f"{{ per_minute = {minute}, per_day = {day} }}")


async def ask(house: House, place: int, after: timedelta = timedelta(), **words: Any) -> bytes:
    """Ask once more, so long after the kit's instant, which begins a minute."""
    house.clock.now = kit.NOW + after
    sent = inbound(place, message=place, received_at=house.clock.now, **words)
    return await house.road.travel(sent)


async def spent(house: House, place: int, after: timedelta = timedelta()) -> int:
    """Return after how many seconds one more inquiry, refused for its quota, may come again."""
    with pytest.raises(QuotaSpent) as caught:
        await ask(house, place, after)
    assert caught.value.code == "agreement.quota"
    return caught.value.retry_after


async def test_a_minute_has_its_quota(house: House, pool: Database, look: Look) -> None:
    """A consumer would ask as often as he likes, or not again once he asked too often."""
    await load(pool, quota(2, 100))
    await ask(house, 1)
    await ask(house, 2, timedelta(seconds=20))
    asked = house.registry.asked, house.ledger.asked
    assert await spent(house, 3, timedelta(seconds=20)) == 40
    assert await spent(house, 4, timedelta(seconds=59.5)) == 1
    assert (house.registry.asked, house.ledger.asked) == asked
    assert look("SELECT count(*) FROM cases") == [(2,)]
    await ask(house, 5, MINUTE)
    assert look("SELECT count(*) FROM cases") == [(3,)]


async def test_a_day_of_tehran_has_its_quota(house: House, pool: Database) -> None:
    """A consumer would spread a harvest over the minutes of a night, or wait till another's day."""
    await load(pool, quota(2, 2))
    await ask(house, 1)
    await ask(house, 2, MINUTE)
    assert await spent(house, 3, 2 * MINUTE) == int(timedelta(hours=12, minutes=28).total_seconds())
    await ask(house, 4, timedelta(hours=12, minutes=30))


async def test_the_scarcest_agreement_counts(house: House, pool: Database) -> None:
    """One agency would be asked more often than it agreed to, because another lets more in."""
    await load(pool, quota(9, 100) | quota(1, 100, REGISTRY))
    await ask(house, 1)
    assert await spent(house, 2) == 60


async def test_processes_count_together(house: House, pool: Database, look: Look) -> None:
    """Every process would have the whole quota for itself."""
    await load(pool, quota(4, 100))
    processes = [house, House(pool, first_id=1000)]
    came = await asyncio.gather(
        *(ask(processes[place % 2], place) for place in range(1, 9)), return_exceptions=True
    )
    refused = [one for one in came if isinstance(one, QuotaSpent)]
    answered = [one for one in came if isinstance(one, bytes)]
    assert (len(answered), len(refused)) == (4, 4)
    assert look("SELECT count(*) FROM cases") == [(4,)]


async def test_a_replay_is_not_counted(house: House, pool: Database) -> None:
    """Whoever recorded one message of a consumer could spend his quota."""
    await load(pool, quota(2, 100))
    await ask(house, 1)
    for _ in range(3):
        with pytest.raises(MessageReplayed):
            await ask(house, 1)
    await ask(house, 2)
    await spent(house, 3)


async def test_one_consumers_quota_is_not_anothers(house: House, pool: Database) -> None:
    """A busy bank would keep notaries from their answers."""
    await load(pool, quota(1, 100) | for_consumer(BANK.code))
    await ask(house, 1)
    await ask(house, 2, consumer=BANK)
    await ask(house, 3, consumer=BANK)
    await spent(house, 4)


async def test_a_new_version_of_an_agreement_begins_no_new_count(
    house: House, pool: Database
) -> None:
    """A quota would be spent once more for every policy that is loaded."""
    await load(pool, quota(2, 100))
    await ask(house, 1)
    await load(pool, quota(2, 99))
    await ask(house, 2)
    assert await spent(house, 3) == 60


async def test_a_large_quota_is_drawn_by_the_share(
    house: House, pool: Database, look: Look
) -> None:
    """Every inquiry would wait for the commit of the one before it, to count itself."""
    await load(pool, quota(1000, 100_000) | quota(1000, 100_000, REGISTRY))
    for place in range(1, 13):
        await ask(house, place)
    drawn = "SELECT DISTINCT span, used FROM quota_counts WHERE words LIKE 'notary-%%' ORDER BY 1"
    assert look(drawn) == [("day", 64), ("minute", 20)]


async def test_shares_never_add_up_to_more_than_was_agreed(
    house: House, pool: Database, look: Look
) -> None:
    """Processes that drew before they were asked would give out more together than was agreed."""
    await load(pool, quota(250, 100_000))
    processes = [house, House(pool, first_id=1000), House(pool, first_id=2000)]
    came = await asyncio.gather(
        *(ask(processes[place % 3], place) for place in range(1, 301)), return_exceptions=True
    )
    answered = sum(isinstance(one, bytes) for one in came)
    assert answered == 250
    assert all(isinstance(one, bytes | QuotaSpent) for one in came)
    assert look("SELECT count(*) FROM cases") == [(250,)]


async def test_a_spent_quota_leaves_one_receipt(house: House, pool: Database, look: Look) -> None:
    """Nobody could prove that a quota was spent; or who asks on would fill the evidence."""
    await load(pool, quota(1, 100))
    processes = [house, House(pool, first_id=1000)]
    await ask(house, 1)
    borne = []
    for place in range(2, 8):
        with pytest.raises(QuotaSpent) as caught:
            await ask(processes[place % 2], place)
        borne.append(caught.value.receipt is not None)
    assert borne == [True, False, False, False, False, False]
    kept = "SELECT count(DISTINCT document_id) FROM disclosures WHERE reason = 'agreement.quota'"
    assert look(kept) == [(1,)]
    await ask(house, 8, MINUTE)
    await spent(house, 9, MINUTE)
    assert look(kept) == [(2,)]


async def test_a_spent_quota_that_could_not_be_kept_is_kept_later(
    house: House, pool: Database, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outage at the first refusal of a minute would leave none of them."""
    await load(pool, quota(1, 100))
    await ask(house, 1)
    record = Disclosures.record

    async def away(*_: Any, **__: Any) -> None:
        raise HubUnavailable("store.unavailable")

    monkeypatch.setattr(Disclosures, "record", away)
    with pytest.raises(HubUnavailable):
        await ask(house, 2)
    monkeypatch.setattr(Disclosures, "record", record)
    await spent(house, 3)
    assert look("SELECT count(*) FROM evidence WHERE kind = 'disclosure'") == [(1,)]
