"""The change feed on a real PostgreSQL: under writers, waited for, and acknowledged."""

import asyncio
import random
from datetime import timedelta

import pytest
from psycopg import AsyncConnection

from hub.errors import InvalidRequest
from hub.sharing.feed import Feed
from hub.sharing.intake import Intake
from hub.store.contract_feed import Change
from hub.store.database import Database
from schemas.canonical.contract import RegisteredContract
from tests.integration.hub.sharing.conftest import NOON, Ticking, intake_on
from tests.kit.contracts import BUDGET, OWN, TAX, lines, unlike

WRITERS, BATCHES, CONTRACTS = 8, 6, 12


def _drawn(chance: random.Random) -> RegisteredContract:
    """Return any revision of any of few contracts, by the tax authority's number of it."""
    serial = chance.randrange(CONTRACTS)
    revision, amount = chance.randint(1, 40), chance.randint(1, 3)
    return unlike(serial, revision=revision, amount=amount, crn=f"{serial + 1}")


async def _write(intake: Intake, seed: int) -> int:
    """Have one writer bring random batches; return how many versions he was told he made."""
    chance = random.Random(seed)  # noqa: S311  # seeded on purpose
    made = 0
    for _ in range(BATCHES):
        source = chance.choice((TAX, BUDGET, OWN))
        batch = lines(*(_drawn(chance) for _ in range(chance.randint(1, 5))))
        results = await intake.take(source, batch)
        made += sum(one.outcome in {"created", "changed"} for one in results)
    return made


async def _follow(url: str, seed: int, done: asyncio.Event) -> list[Change]:
    """Follow the feed to its end, in steps of any size, now and then as a new process."""
    chance = random.Random(seed)  # noqa: S311  # seeded on purpose
    seen: list[Change] = []
    position = 0
    ended = False
    while not ended:
        async with Database(url, min_size=1, max_size=1) as database:
            feed = Feed(database, Ticking())
            for _ in range(chance.randint(1, 8)):
                last = done.is_set()
                step = await feed.after(position, chance.randint(1, 7))
                seen += step
                position = step[-1].position if step else position
                ended = last and not step
    return seen


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_each_version_once_and_in_order(database_url: str, seed: int) -> None:
    """A consumer that follows while others write would miss a version, or have it out of order."""
    done = asyncio.Event()
    async with Database(database_url, min_size=WRITERS, max_size=WRITERS) as database:
        follower = asyncio.create_task(_follow(database_url, seed, done))
        writers = (_write(intake_on(database), 100 * seed + one) for one in range(WRITERS))
        made = await asyncio.gather(*writers)
        done.set()
        seen = await follower
    assert [one.position for one in seen] == list(range(1, sum(made) + 1))
    versions: dict[str, list[int]] = {}
    for one in seen:
        versions.setdefault(one.ocid, []).append(one.version)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    assert len(versions) <= CONTRACTS
    assert len(seen) > len(versions)


async def test_nothing_is_seen_before_it_is_committed(database: Database, intake: Intake) -> None:
    """A reader would skip a version that is written before, and committed after, a later one."""
    feed = Feed(database, Ticking())
    second: list[asyncio.Task[object]] = []

    async def meanwhile(_: AsyncConnection) -> None:
        second.append(asyncio.create_task(intake_on(database).take(TAX, lines(unlike(2)))))
        for _look in range(5):
            assert await feed.after(0, 10) == []
        assert await feed.head() == 0
        assert not second[0].done()

    await intake.take(TAX, lines(unlike(1)), meanwhile)
    await second[0]
    assert [one.ocid for one in await feed.after(0, 10)] == ["ocds-peyvnd-1", "ocds-peyvnd-2"]


async def test_all_who_wait_are_woken(database: Database, intake: Intake) -> None:
    """A long poll would hold until its end though there is something to read."""
    async with Feed(database, Ticking(), look_seconds=3600) as feed:
        waiting = [asyncio.create_task(feed.wait_beyond(0, 60)) for _ in range(50)]
        await intake.take(TAX, lines(unlike(1)))
        assert all(await asyncio.gather(*waiting))
        assert await feed.wait_beyond(0, 60)
        assert not await feed.wait_beyond(1, 0.01)


async def test_woken_where_no_notice_comes(database: Database, intake: Intake) -> None:
    """Behind a pooler that swallows notices, nobody would be told of anything."""
    async with Feed(database, Ticking(), look_seconds=0.01) as feed:
        waiting = asyncio.create_task(feed.wait_beyond(0, 60))
        async with database.connection() as connection:
            while not await _listeners(connection):
                pass
            await connection.execute("SELECT pg_terminate_backend(pid) " + _LISTENING)
        await intake.take(TAX, lines(unlike(1)))
        assert await waiting


_LISTENING = "FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"


async def _listeners(connection: AsyncConnection) -> int:
    row = await (await connection.execute("SELECT count(*) " + _LISTENING)).fetchone()
    return int(row[0]) if row else 0


async def test_acknowledged(database: Database, intake: Intake) -> None:
    """An operator would not see who lags behind, and how far."""
    await database.rows(
        "INSERT INTO agencies (code, title, added_at) VALUES ('tax', 'مالیات', %(now)s)",
        {"now": NOON},
    )
    await intake.take(TAX, lines(unlike(1), unlike(2), unlike(3)))
    feed = Feed(database, Ticking())
    await feed.acknowledge("tax", 2)
    await feed.acknowledge("tax", 1)
    (lag,) = await feed.lags()
    assert (lag.consumer, lag.position, lag.head, lag.behind) == ("tax", 2, 3, 1)
    assert lag.read_at == NOON + timedelta(seconds=2)
    assert lag.unread_since == (await feed.after(2, 1))[0].changed_at
    with pytest.raises(InvalidRequest, match=r"cursor\.ahead"):
        await feed.acknowledge("tax", 4)
    await feed.acknowledge("tax", 3)
    (lag,) = await feed.lags()
    assert (lag.behind, lag.unread_since) == (0, None)
