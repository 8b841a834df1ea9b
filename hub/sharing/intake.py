"""What registers say of contracts, taken in: a batch at a time, each one durable transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from psycopg import AsyncConnection

from hub.contracts.digest import members_of
from hub.contracts.join import UnknownSource
from hub.contracts.precedence import JOINED, Precedence
from hub.contracts.scale import Scale
from hub.errors import InvalidRequest, Misconfigured
from hub.sharing.batch import Batch, Read, Rules, is_settled, read_line_of
from hub.sharing.ground import Ground
from hub.sharing.places import found_by, is_sought
from hub.sharing.results import Line, LineResult
from hub.sharing.together import Together
from hub.sharing.written import read_statement, write_alone
from hub.store.contracts import Contracts, Entry, Look, Writing
from hub.store.database import Database, Row
from schemas.canonical.contract import Statement

MOST = 1000
"""Lines of a batch at most: others wait while it is written."""

Then = Callable[[AsyncConnection], Awaitable[None]]
"""What else is done in the transaction of a batch."""
Kept = Callable[[AsyncConnection, Row, LineResult], Awaitable[None]]
"""What keeps an operator's choice: it is given what waited, and what came of it."""


async def nothing(_: AsyncConnection) -> None:
    """Do nothing else."""


async def unkept(_: AsyncConnection, __: Row, ___: LineResult) -> None:
    """Keep nothing of a choice."""


class Intake:
    """Takes in what registers say; ``prefix`` begins the hub's own names of contracts.

    Raises `Misconfigured` for a scale by which two descriptions can be alike that the store would
    not bring together.
    """

    def __init__(
        self,
        database: Database,
        precedence: Precedence,
        resolution: Scale,
        clock: Callable[[], datetime],
        prefix: str,
    ) -> None:
        if not is_sought(resolution):
            raise Misconfigured("resolution.toml: alike without the number, or without a party")
        self._contracts = Contracts(database)
        self._rules = Rules(precedence, resolution, prefix)
        self._clock = clock
        self._together = Together(self._take, MOST)

    async def take(
        self, source: str, lines: Sequence[Line], then: Then = nothing
    ) -> list[LineResult]:
        """Take in up to a thousand lines of a register; return what became of each.

        All are durable when this returns, with what ``then`` does, or none is. A batch that comes
        again changes nothing. Raises `UnknownSource`, ``ValueError`` for more lines and for a text
        that is no Unicode, and `HubUnavailable`.
        """
        if source not in self._rules.precedence.order[JOINED[0]]:
            raise UnknownSource(source)
        if len(lines) > MOST:
            raise ValueError(f"more than {MOST} lines")
        now = self._clock()
        reads = await asyncio.to_thread(_read_all, source, lines, now)
        if then is nothing:
            return await self._together.take(source, reads)
        return await self._take(source, reads, then)

    async def _take(
        self, source: str, reads: Sequence[Read], then: Then = nothing
    ) -> list[LineResult]:
        """Take in lines in a transaction of their own."""
        look = Look(source, {one.source_id for one in reads}, [*{one.found for one in reads}])
        async with self._contracts.writing(look) as writing:
            ground = await _ground(writing, source, reads)
            batch = Batch(source, self._rules, ground, writing.position, writing.contracts)
            results = [batch.take(one) for one in reads]
            await _write(writing, batch, self._clock())
            await then(writing.connection)
        return results

    async def assign(
        self, source: str, source_id: str, ocid: str | None, kept: Kept = unkept
    ) -> LineResult:
        """Have what waits count for the contract an operator chose, for a new one with None.

        Where an older revision counted for another contract, that one is told without it. ``kept``
        keeps the choice in the same transaction. Raises `InvalidRequest` (``contract.not-waiting``,
        ``contract.unknown``, and what `against` a clearance is) and `HubUnavailable`.
        """
        async with self._contracts.writing(Look(source, [source_id], [])) as writing:
            row = await writing.waiting(source, source_id)
            if row is None or row["candidates"] is None:
                raise InvalidRequest("contract.not-waiting", field="source_id")
            ground = Ground(writing.entries)
            ground.hear(await writing.voices([one for one in (ocid, row["ocid"]) if one]))
            if ocid is not None and ocid not in ground.versions:
                raise InvalidRequest("contract.unknown", field="ocid")
            ground.cleared = await writing.cleared(ground.versions)
            read = _read_again(source, row)
            batch = Batch(source, self._rules, ground, writing.position, writing.contracts)
            if (code := batch.against(read, ocid)) is not None:
                raise InvalidRequest(code, field="ocid")
            result = batch.count(read, ocid)
            await _write(writing, batch, self._clock())
            await kept(writing.connection, row, result)
        return result


def _read_all(source: str, lines: Sequence[Line], now: datetime) -> list[Read]:
    return [read_line_of(line, source, now) for line in lines]


def _read_again(source: str, row: Row) -> Read:
    """Return the kept statement that waits as a line, of no batch."""
    contract = read_statement(row["body"])
    statement = Statement(source, row["said_at"], contract)
    alone = write_alone(statement, members_of(contract))
    return Read(0, statement, row["body"], row["digest"], found_by(contract), alone)


async def _ground(writing: Writing, source: str, reads: Sequence[Read]) -> Ground:
    """Return what the store holds of all that the lines may touch."""
    entries = writing.entries
    ground = Ground(entries)
    beside = [(one, entries.get(one.source_id)) for one in reads]
    older = [(one.source_id, one.revision) for one, was in beside if was and _is_older(one, was)]
    ground.digests = {(one.source_id, one.revision): one.digest for one in entries.values()}
    if older:
        ground.digests |= await writing.digests(source, older)
    newer = [(one, was) for one, was in beside if not was or was.revision < one.revision]
    open_ = {one.source_id for one, was in newer if not was or not is_settled(was, one)}
    sought = {one.found for one, _ in newer if one.source_id in open_}
    ground.near = {one: frozenset(writing.near[one]) for one in sought if one in writing.near}
    touched = {was.ocid for _, was in newer if was and was.ocid}.union(*ground.near.values())
    if touched:
        ground.hear(await writing.voices(touched))
        ground.cleared = await writing.cleared(touched)
    return ground


def _is_older(read: Read, entry: Entry) -> bool:
    return read.revision < entry.revision


async def _write(writing: Writing, batch: Batch, now: datetime) -> None:
    written = batch.written(now)
    if written is None:
        return
    await writing.write(written)
    moved = writing.filed & {one.ocid for one in written.told}
    if moved:
        await writing.end({one: batch.last_day_of(one) for one in moved})
