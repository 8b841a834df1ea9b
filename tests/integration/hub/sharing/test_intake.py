"""What registers say, taken in on a real PostgreSQL: batches, revisions, death in the middle."""

import asyncio
from dataclasses import replace

import psycopg
import pytest
from psycopg import AsyncConnection

from hub.contracts.join import UnknownSource
from hub.errors import HubUnavailable
from hub.sharing.feed import Feed
from hub.sharing.intake import MOST, Intake
from hub.sharing.results import REVISION_REUSED, LineResult, Outcome
from hub.sharing.written import read_joined
from hub.store.database import Database
from schemas.canonical.contract import JoinedContract
from tests.integration.hub.sharing.conftest import NOON, Ticking, intake_on
from tests.kit.contracts import BUDGET, OWN, TAX, lines, unlike

ONE, TWO = "ocds-peyvnd-1", "ocds-peyvnd-2"


def _told(results: list[LineResult]) -> list[tuple[str, str | None, int | None]]:
    return [(one.outcome.value, one.ocid, one.version) for one in results]


async def _newest(database: Database, ocid: str) -> JoinedContract:
    """Return a contract as its newest version tells it."""
    history = await Feed(database, Ticking()).history(ocid)
    return read_joined(ocid, history[-1].body)


async def test_a_repeated_batch_changes_nothing(database: Database, intake: Intake) -> None:
    """A register that sends its batch again would make every contract twice."""
    batch = lines(unlike(1), unlike(2, revision=3))
    assert _told(await intake.take(TAX, batch)) == [("created", ONE, 1), ("created", TWO, 1)]
    assert _told(await intake.take(TAX, batch)) == [("unchanged", ONE, 1), ("unchanged", TWO, 1)]
    assert await Feed(database, Ticking()).head() == 2


async def test_revisions_of_one_contract_in_one_batch(database: Database, intake: Intake) -> None:
    """A batch that tells a contract's whole story would tell only its end, or break."""
    batch = lines(
        unlike(1),
        unlike(1, revision=2, amount=2),
        unlike(1, revision=5, amount=5),
        unlike(1, revision=4, amount=4),
        unlike(1, revision=5, amount=5),
        unlike(1, revision=4, amount=40),
        unlike(1, revision=5, amount=50),
    )
    results = await intake.take(TAX, batch)
    assert _told(results) == [
        ("created", ONE, 1),
        ("changed", ONE, 2),
        ("changed", ONE, 3),
        ("older", ONE, 3),
        ("unchanged", ONE, 3),
        ("refused", ONE, 3),
        ("refused", ONE, 3),
    ]
    assert [one.code for one in results[5:]] == [REVISION_REUSED] * 2
    again = await intake.take(TAX, batch)
    assert [one.outcome for one in again] == ["older"] * 2 + ["unchanged"] + ["older"] + [
        "unchanged",
        "refused",
        "refused",
    ]
    history = await Feed(database, Ticking()).history(ONE)
    amounts = [read_joined(ONE, one.body).fields["amount"].value for one in history]
    assert amounts == [12_000_000_000, 2, 5]


async def test_a_newer_word_before_the_known_one(intake: Intake) -> None:
    """A batch that brings what is known behind what is new would fail as a whole."""
    await intake.take(TAX, lines(unlike(1, revision=3)))
    known, other = unlike(1, revision=3), unlike(1, revision=3, amount=7)
    results = await intake.take(TAX, lines(unlike(1, revision=9), known, other))
    assert [one.outcome for one in results] == ["changed", "older", "refused"]


async def test_registers_tell_one_contract_together(database: Database, intake: Intake) -> None:
    """What two registers say of a contract by its key would be two contracts."""
    await intake.take(TAX, lines(unlike(1, crn="77", amount=5)))
    said = unlike(1, crn="77", amount=6, budget_code="B-1", project="P")
    results = await intake.take(BUDGET, lines(said, unlike(2)))
    assert _told(results) == [("changed", ONE, 2), ("created", TWO, 1)]
    contract = await _newest(database, ONE)
    assert contract.sources == {BUDGET: ("900000001",), TAX: ("900000001",)}
    (apart,) = contract.disagreements
    assert (apart.field, apart.counts.value, apart.counts.source) == ("amount", 5, TAX)
    assert [(one.value, one.source) for one in apart.others] == [(6, BUDGET)]
    assert contract.fields["project"].said_at > contract.fields["amount"].said_at > NOON
    results = await intake.take(TAX, lines(unlike(1, revision=2, crn="77", amount=6)))
    assert _told(results) == [("changed", ONE, 3)]
    assert (await _newest(database, ONE)).disagreements == ()


async def test_found_by_what_it_is_like(intake: Intake) -> None:
    """A register that knows no key of the others would make a contract of its own."""
    await intake.take(TAX, lines(unlike(1, crn="77"), unlike(2), unlike(3)))
    results = await intake.take(OWN, lines(unlike(1, number="۱۴۰۵ / ۱"), unlike(9)))
    assert _told(results) == [("changed", ONE, 2), ("created", "ocds-peyvnd-4", 1)]


async def test_withdrawn_when_all_say_so(database: Database, intake: Intake) -> None:
    """One register that takes its word back would take away what the others hold to."""
    await intake.take(TAX, lines(unlike(1, crn="7")))
    await intake.take(BUDGET, lines(unlike(1, crn="7")))
    await intake.take(TAX, lines(unlike(1, crn="7", revision=2, withdrawn=True)))
    assert not (await _newest(database, ONE)).withdrawn
    await intake.take(BUDGET, lines(unlike(1, crn="7", revision=2, withdrawn=True)))
    assert (await _newest(database, ONE)).withdrawn


async def test_two_registers_at_once_make_one_contract(database: Database) -> None:
    """Two processes that find no contract each would both make one."""
    batches = [
        (source, lines(*(unlike(n, crn=f"{n}") for n in range(20)))) for source in (TAX, OWN)
    ]
    both = await asyncio.gather(*(intake_on(database).take(*batch) for batch in batches))
    assert (
        sorted(one.outcome for results in both for one in results)
        == ["changed"] * 20 + ["created"] * 20
    )
    assert [one.ocid for one in both[0]] == [one.ocid for one in both[1]]


async def test_death_in_the_middle_leaves_nothing(database: Database, intake: Intake) -> None:
    """A batch would be half applied, and its repetition made of the other half."""

    async def dies(connection: AsyncConnection) -> None:
        await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    batch = lines(unlike(1), unlike(2))
    with pytest.raises(HubUnavailable):
        await intake.take(TAX, batch, dies)
    feed = Feed(database, Ticking())
    assert (await feed.head(), await feed.after(0, 9)) == (0, [])
    assert _told(await intake.take(TAX, batch)) == [("created", ONE, 1), ("created", TWO, 1)]


async def test_refused_before_anything_is_read(intake: Intake) -> None:
    """A register without a place in the precedence would be joined by chance."""
    with pytest.raises(UnknownSource, match="nobody"):
        await intake.take("nobody", lines(unlike(1)))
    with pytest.raises(ValueError, match="more than 1000 lines"):
        await intake.take(TAX, lines(*(unlike(1) for _ in range(MOST + 1))))
    assert await intake.take(TAX, []) == []


async def test_contracts_of_this_batch_are_found_too(intake: Intake) -> None:
    """A register that has a contract twice in one batch would not be asked which one it is."""
    first = unlike(1, crn="77")
    twice = replace(first, source_id="other")
    results = await intake.take(OWN, lines(first, twice))
    assert [one.outcome for one in results] == [Outcome.CREATED, Outcome.WAITING]
    assert [one.ocid for one in results[1].candidates] == [ONE]


async def test_many_at_once_are_written_together(database: Database, intake: Intake) -> None:
    """Each of many who push one contract would wait for a commitment of his own."""
    before = await _transactions(database)
    asked = [intake.take(TAX, lines(unlike(n), unlike(n, revision=2))) for n in range(30)]
    results = await asyncio.gather(*asked)
    assert [[one.outcome for one in told] for told in results] == [["created", "changed"]] * 30
    assert {(one.line, one.version) for told in results for one in told} == {(1, 1), (2, 2)}
    assert await _transactions(database) - before < 10


async def _transactions(database: Database) -> int:
    """Return how many transactions have written."""
    (row,) = await database.rows("SELECT pg_current_xact_id()::text::bigint AS id", {})
    return int(row["id"])


async def test_one_who_cannot_be_written_stands_alone(intake: Intake) -> None:
    """A text that the database refuses would take everybody down who came at the same time."""
    batches = [lines(unlike(1)), lines(replace(unlike(2), source_id="nul \x00")), lines(unlike(3))]
    first = asyncio.create_task(intake.take(TAX, lines(unlike(9))))
    told = await asyncio.gather(*(intake.take(TAX, one) for one in batches), return_exceptions=True)
    assert [one.outcome for one in await first] == ["created"]
    assert isinstance(told[1], psycopg.DataError)
    assert [one.outcome for ok in told[::2] if isinstance(ok, list) for one in ok] == [
        "created"
    ] * 2


async def test_the_way_of_looking_ends_with_the_batch(database: Database, intake: Intake) -> None:
    """Whoever has the connection next would have every table read row by row."""
    inside: list[str] = []

    async def look(connection: AsyncConnection) -> None:
        inside.extend(await _settings(connection))

    async with database.connection() as connection:
        before = await _settings(connection)
    await intake.take(TAX, lines(unlike(1)), look)
    async with database.connection() as connection:
        assert await _settings(connection) == before != inside
    assert set(inside) == {"off"}


async def _settings(connection: AsyncConnection) -> list[str]:
    """Return the settings of the planner that a batch changes."""
    names = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
    found = [await connection.execute(f"SHOW {name}") for name in names]
    return [row[0] for one in found for row in await one.fetchall()]


async def test_versions_and_entries_are_always_of_a_contract(
    database: Database, intake: Intake
) -> None:
    """No key between tables says so, and a version would be of something that is not there."""
    await intake.take(TAX, lines(*(unlike(n) for n in range(1, 40))))
    await intake.take(BUDGET, lines(*(unlike(n, revision=2, amount=7) for n in range(20, 60))))
    await intake.take(TAX, lines(*(unlike(n, revision=3, withdrawn=True) for n in range(5, 9))))
    loose = """SELECT (SELECT count(*) FROM contract_versions
                       WHERE ocid NOT IN (SELECT ocid FROM contracts))
                    + (SELECT count(*) FROM contract_entries
                       WHERE ocid NOT IN (SELECT ocid FROM contracts)),
                      (SELECT count(*) FROM contracts WHERE (ocid, version) NOT IN
                           (SELECT ocid, version FROM contract_versions)), count(*)
               FROM contracts"""
    async with database.connection() as connection:
        (row,) = await (await connection.execute(loose)).fetchall()
    assert row == (0, 0, 59)


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM contracts", "TRUNCATE contracts CASCADE", "UPDATE contracts SET ocid = 'x'"],
)
async def test_no_contract_goes_away_or_is_renamed(
    database: Database, intake: Intake, change: str
) -> None:
    """Versions and entries would be left behind by what they are of."""
    await intake.take(TAX, lines(unlike(1)))
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        async with database.connection() as connection:
            await connection.execute(change)
