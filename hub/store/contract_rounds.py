"""The rounds with registers in PostgreSQL: one process at a time goes through one."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.rows import class_row

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    claim_round: str
    move_round: str
    round_ended: str
    round_failed: str
    rounds: str


_SQL = load(_Statements, "contract_rounds")


@dataclass(frozen=True, slots=True)
class Held:
    """A register that a process has to itself ``until`` an instant.

    ``failures`` counts how often in a row the round has failed before.
    """

    source: str
    until: datetime
    failures: int


@dataclass(frozen=True, slots=True)
class Round:
    """How it goes with a register: its next round, its last, and ``failures`` in a row since."""

    source: str
    due_at: datetime
    ended_at: datetime | None
    agreed: bool | None
    failures: int
    failure: str | None


class RoundStore:
    """The aggregate of rounds; every method raises `HubUnavailable`.

    What a process says of a register that another one has taken over meanwhile changes nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, source: str, *, now: datetime, leased_until: datetime, first_at: datetime
    ) -> Held | None:
        """Take a register over; None when it is not due. One never met is due at ``first_at``."""
        asked = {"source": source, "now": now, "leased_until": leased_until, "first_at": first_at}
        rows = await self._rows(_SQL.claim_round, asked)
        return Held(source, leased_until, rows[0]["failures"]) if rows else None

    async def move(self, held: Held, due_at: datetime) -> Held | None:
        """Keep a register longer, or give it back; None when it is held no more."""
        asked = {"source": held.source, "held_until": held.until, "due_at": due_at}
        rows = await self._rows(_SQL.move_round, asked)
        return Held(held.source, due_at, held.failures) if rows else None

    async def ended(self, held: Held, *, agreed: bool, now: datetime, due_at: datetime) -> None:
        """Mark the round as gone through; the next one is at ``due_at``."""
        asked = {"source": held.source, "held_until": held.until, "now": now}
        await self._rows(_SQL.round_ended, {**asked, "agreed": agreed, "due_at": due_at})

    async def failed(self, held: Held, code: str, due_at: datetime) -> None:
        """Keep why the round failed; it is tried again at ``due_at``."""
        asked = {"source": held.source, "held_until": held.until}
        await self._rows(_SQL.round_failed, {**asked, "code": code, "due_at": due_at})

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)


def list_rounds(connection: Connection) -> list[Round]:
    """Return every register that is reconciled with by itself, and how it goes."""
    cursor = connection.cursor(row_factory=class_row(Round))
    return cursor.execute(_SQL.rounds).fetchall()
