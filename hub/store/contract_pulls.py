"""How far registers have been pulled, in PostgreSQL: one process at a time pulls a register."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    claim_pull: str
    page_read: str
    page_failed: str
    restart: str
    pulls: str


_SQL = load(_Statements, "contract_pulls")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pulling of a register goes on; ``cursor`` is its own word, None the beginning.

    ``failures`` counts how often in a row the page at this place could not be read.
    """

    cursor: str | None
    failures: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """How the pulling of a register goes; ``failures`` in a row, the last with code ``failure``."""

    source: str
    pulled_at: datetime | None
    failures: int
    failure: str | None


class Pulls:
    """The aggregate of pulls; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, source: str, *, now: datetime, leased_until: datetime) -> Place | None:
        """Take a register over until ``leased_until``; None when it is not due."""
        asked = {"source": source, "now": now, "leased_until": leased_until}
        rows = await self._rows(_SQL.claim_pull, asked)
        return Place(**rows[0]) if rows else None

    async def failed(self, source: str, code: str, due_at: datetime) -> int:
        """Keep why the page could not be read, to be asked for again; return how often it was."""
        asked = {"source": source, "code": code, "due_at": due_at}
        return int((await self._rows(_SQL.page_failed, asked))[0]["failures"])

    async def read(
        self,
        connection: AsyncConnection,
        source: str,
        cursor: str | None,
        *,
        now: datetime,
        due_at: datetime,
    ) -> None:
        """Mark a page as read, in the transaction of what stood on it; it goes on at ``cursor``."""
        marked = {"source": source, "cursor": cursor, "now": now, "due_at": due_at}
        await connection.execute(_SQL.page_read, marked)

    async def restart(self, source: str, due_at: datetime) -> None:
        """Have a register pulled from its beginning, at ``due_at``."""
        await self._rows(_SQL.restart, {"source": source, "due_at": due_at})

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)


def list_pulls(connection: Connection) -> list[Pulled]:
    """Return every register that is pulled, and how it goes."""
    cursor = connection.cursor(row_factory=class_row(Pulled))
    return cursor.execute(_SQL.pulls).fetchall()
