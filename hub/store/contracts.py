"""The shared contracts in PostgreSQL: written by one at a time, read by everybody."""

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    hold_feed: str
    entries: str
    digests: str
    candidates: str
    voices: str
    hold_filed: str
    cleared: str
    end: str
    write: str
    waiting_entry: str
    waiting: str


_SQL = load(_Statements, "contracts")


class Found(NamedTuple):
    """What a contract is found by: keys, and hashes of its number with either party."""

    crn: str | None
    budget_code: str | None
    contract_row: str | None
    near_assigner: int | None
    near_contractor: int | None


NOWHERE = Found(None, None, None, None, None)


class Entry(NamedTuple):
    """What is held of a register's entry; ``version`` is the newest of its contract.

    ``counting`` is the revision that counts there, found by ``found``; ``candidates`` is what an
    operator has to choose from, None when he has not.
    """

    source_id: str
    revision: int
    digest: bytes
    ocid: str | None
    counting: int | None
    candidates: list[Any] | None
    found: Found
    version: int | None


class Voice(NamedTuple):
    """What counts of a contract in one register: the statement in canonical JSON, and its time."""

    source: str
    source_id: str
    body: str
    said_at: datetime


class Said(NamedTuple):
    """A statement to be kept."""

    source_id: str
    revision: int
    digest: bytes
    body: str
    said_at: datetime


class Told(NamedTuple):
    """A version to be told: its position in the feed, and the contract as JSON."""

    position: int
    ocid: str
    version: int
    body: str


@dataclass(frozen=True, slots=True)
class Written:
    """A batch about to be written; ``position`` and ``contracts`` are the feed's after it."""

    source: str
    at: datetime
    said: Sequence[Said]
    entries: Sequence[Entry]
    told: Sequence[Told]
    position: int
    contracts: int


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A register's entry that waits for an operator; ``ocid`` is where an older revision counts."""

    source: str
    source_id: str
    revision: int
    ocid: str | None
    candidates: list[Any]
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """What a batch wants to know at once: entries of a register, and who is found by what."""

    source: str
    source_ids: Collection[str]
    sought: Sequence[Found]


class Writing:
    """A transaction that holds the feed; all that it reads stays true until it ends.

    ``position`` and ``contracts`` are how far the feed and the numbers of contracts have come,
    ``entries`` those that were looked for by their ids, ``near`` the contracts that share a key or
    a place with what was sought, ``filed`` those found to have a file.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        held: tuple[int, int],
        entries: dict[str, Entry],
        near: dict[Found, set[str]],
    ) -> None:
        self.connection = connection
        self.position, self.contracts = held
        self.entries = entries
        self.near = near
        self.filed: set[str] = set()

    async def digests(
        self, source: str, revisions: Collection[tuple[str, int]]
    ) -> dict[tuple[str, int], bytes]:
        """Return the digests of those of these revisions that were said before."""
        asked = {
            "source": source,
            "source_ids": [one for one, _ in revisions],
            "revisions": [revision for _, revision in revisions],
        }
        return {row[:2]: row[2] for row in await self._rows(_SQL.digests, asked)}

    async def voices(self, ocids: Collection[str]) -> list[tuple[str, int, Voice]]:
        """Return what counts of these contracts, each with its contract and that one's version."""
        rows = await self._rows(_SQL.voices, {"ocids": [*ocids]})
        return [(row[0], row[5], Voice(*row[1:5])) for row in rows]

    async def cleared(self, ocids: Collection[str]) -> dict[str, int]:
        """Return the gross turnover in rials that was cleared of those of these contracts.

        Those that have a file are held from here on: a clearance that is about to be issued waits
        for what is written, and is not issued on what was.
        """
        filed = [row[0] for row in await self._rows(_SQL.hold_filed, {"ocids": [*ocids]})]
        self.filed |= {*filed}
        return dict(await self._rows(_SQL.cleared, {"ocids": filed})) if filed else {}

    async def end(self, days: Mapping[str, date | None]) -> None:
        """Note when contracts that have a file end now."""
        asked = {"ocids": [*days], "days": [*days.values()]}
        await self.connection.execute(_SQL.end, asked)

    async def waiting(self, source: str, source_id: str) -> Row | None:
        """Return the newest statement of an entry with what is open about it."""
        cursor = self.connection.cursor(row_factory=dict_row)
        await cursor.execute(_SQL.waiting_entry, {"source": source, "source_id": source_id})
        return await cursor.fetchone()

    async def write(self, batch: Written) -> None:
        """Write a batch; it is there for others when the transaction ends."""
        await self.connection.execute(_SQL.write, _arguments(batch))

    async def _rows(self, sql: str, asked: Row) -> list[tuple[Any, ...]]:
        return await (await self.connection.execute(sql, asked, binary=True)).fetchall()


class Contracts:
    """The aggregate of shared contracts; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def writing(self, look: Look) -> AsyncIterator[Writing]:
        """Hold the feed for one transaction; whoever else writes waits until it ends.

        To hold and to look is one round trip, and so are the last statement and the commitment.
        """
        with refusing_outages():
            async with (
                self._database.connection() as connection,
                connection.pipeline(),
                connection.transaction(),
            ):
                yield await _begun(connection, look)

    async def waiting(self, limit: int) -> list[WaitingEntry]:
        """Return the first ``limit`` entries that wait for an operator, by register and id."""
        with refusing_outages():
            rows = await self._database.rows(_SQL.waiting, {"limit": limit})
        return [WaitingEntry(**row) for row in rows]


async def _begun(connection: AsyncConnection, look: Look) -> Writing:
    """Hold the feed, and look: in this order, so that what is seen is what is held."""
    arrays = {name: [one[n] for one in look.sought] for n, name in enumerate(_PLACES)}
    asked = {"source": look.source, "source_ids": [*look.source_ids]}
    feed = await connection.execute(_SQL.hold_feed)
    entries = await connection.execute(_SQL.entries, asked, binary=True)
    near = await connection.execute(_SQL.candidates, arrays, binary=True)
    ((position, contracts, *_),) = await feed.fetchall()
    found: dict[Found, set[str]] = {}
    for index, ocid in await near.fetchall():
        found.setdefault(look.sought[index - 1], set()).add(ocid)
    rows = [_entry(row) for row in await entries.fetchall()]
    held = (position, contracts)
    return Writing(connection, held, {one.source_id: one for one in rows}, found)


_PLACES = ("crns", "budget_codes", "rows", "near_assigners", "near_contractors")


def _entry(row: tuple[Any, ...]) -> Entry:
    source_id, revision, digest, ocid, counting, candidates, *found, version = row
    return Entry(source_id, revision, digest, ocid, counting, candidates, Found(*found), version)


def _arguments(batch: Written) -> Row:
    """Return a batch as the arrays that its statement takes."""
    newest = {one.ocid: one for one in batch.told}
    entries = batch.entries
    return {
        "source": batch.source,
        "now": batch.at,
        "position": batch.position,
        "contracts": batch.contracts,
        "said_ids": [one.source_id for one in batch.said],
        "said_revisions": [one.revision for one in batch.said],
        "said_digests": [one.digest for one in batch.said],
        "said_bodies": [one.body for one in batch.said],
        "said_ats": [one.said_at for one in batch.said],
        "moved_ocids": [*newest],
        "moved_versions": [one.version for one in newest.values()],
        "moved_positions": [one.position for one in newest.values()],
        "entry_ids": [one.source_id for one in entries],
        "entry_revisions": [one.revision for one in entries],
        "entry_digests": [one.digest for one in entries],
        "entry_ocids": [one.ocid for one in entries],
        "entry_counting": [one.counting for one in entries],
        "entry_candidates": [_json(one.candidates) for one in entries],
        "entry_crns": [one.found.crn for one in entries],
        "entry_budgets": [one.found.budget_code for one in entries],
        "entry_rows": [one.found.contract_row for one in entries],
        "entry_assigners": [one.found.near_assigner for one in entries],
        "entry_contractors": [one.found.near_contractor for one in entries],
        "told_positions": [one.position for one in batch.told],
        "told_ocids": [one.ocid for one in batch.told],
        "told_versions": [one.version for one in batch.told],
        "told_bodies": [one.body for one in batch.told],
    }


def _json(candidates: list[Any] | None) -> str | None:
    return None if candidates is None else json.dumps(candidates, ensure_ascii=False)
