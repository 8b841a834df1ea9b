"""What the parties of Article 38 files are to be told under their workshop numbers, as a queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from hub.errors import HubUnavailable
from hub.store.contract_files import SQL
from hub.store.database import Database, DatabaseUnavailable, Row


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice to be brought to a party's workshop; ``attempts`` counts this one too."""

    id: UUID
    ocid: str
    act: int
    party: str
    workshop: str
    branch: str
    kind: str
    body: str
    made_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Notified:
    """What became of a notice: when it was taken, or what kept it from being taken last."""

    act: int
    party: str
    kind: str
    made_at: datetime
    attempts: int
    failure: str | None
    delivered_at: datetime | None


class Arrived(NamedTuple):
    """A notice that has just been taken: because of which act of which file, and by whom."""

    ocid: str
    act: int
    party: str


class WorkshopNotices:
    """The queue of notices; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, *, now: datetime, leased_until: datetime, limit: int) -> list[DueNotice]:
        """Return notices that are due, leased to the caller alone."""
        asked = {"now": now, "leased_until": leased_until, "limit": limit}
        return [DueNotice(**row) for row in await self._rows(SQL.claim_notices, asked)]

    async def delivered(
        self, notice: UUID, acknowledgement: bytes, now: datetime
    ) -> Arrived | None:
        """Mark a notice as taken under an acknowledgement (SHA-256); None for one that was."""
        asked = {"id": notice, "acknowledgement": acknowledgement, "now": now}
        rows = await self._rows(SQL.notice_delivered, asked)
        return Arrived(**rows[0]) if rows else None

    async def failed(self, notice: UUID, failure: str, next_attempt_at: datetime | None) -> None:
        """Put a notice off that could not be brought, or give it up with None."""
        asked = {"id": notice, "failure": failure, "next_attempt_at": next_attempt_at}
        await self._rows(SQL.notice_failed, asked)

    async def of_file(self, ocid: str) -> list[Notified]:
        """Return what became of every notice of a file, by act and party."""
        return [Notified(**row) for row in await self._rows(SQL.notices_of, {"ocid": ocid})]

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        try:
            return await self._database.rows(sql, asked)
        except DatabaseUnavailable as error:
            raise HubUnavailable("store.unavailable") from error
