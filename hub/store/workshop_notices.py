"""What the parties of Article 38 files are to be told under their workshop numbers, as a queue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection

from hub.store.database import Database, Row, refusing_outages
from hub.store.deliveries import Delivered, DeliveryState, Failed
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    claim_notices: str
    mark_notices: str
    put_off_notices: str
    notices_of: str
    list_notices: str
    resend_notices: str
    count_undelivered: str


_SQL = load(_Statements, "workshop_notices")


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice to be brought to a party's workshop; ``attempts`` counts this one too.

    ``row`` is the contract's, at the branch ``row_branch``; ``body`` is Persian.
    """

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
    row: str
    row_branch: str


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


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """A notice as an operator sees it.

    ``held`` is one that waits behind an earlier one of its contract to its party; instants are UTC.
    """

    id: UUID
    ocid: str
    party: str
    kind: str
    state: DeliveryState
    attempts: int
    failure: str | None
    made_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    acknowledgement: bytes | None
    held: bool


class WorkshopNotices:
    """The queue of notices; every method is one durable statement, and raises `HubUnavailable`.

    Rows come into being with the acts that they tell of: ``FileWriting.append``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, *, now: datetime, leased_until: datetime, limit: int) -> list[DueNotice]:
        """Return what is due, leased to the caller alone; at most one of a contract and a party."""
        asked = {"now": now, "leased_until": leased_until, "limit": limit}
        return [DueNotice(**row) for row in await self._rows(_SQL.claim_notices, asked)]

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        """Mark what arrived; one that another worker has marked stays as it is."""
        asked = {
            "ids": [one.id for one in brought],
            "instants": [one.at for one in brought],
            "acknowledgements": [one.acknowledgement for one in brought],
        }
        await self._rows(_SQL.mark_notices, asked)

    async def put_off(self, failed: Sequence[Failed]) -> None:
        """Put off what did not arrive, or give it up, unless its lease went to another worker."""
        asked = {
            "ids": [one.id for one in failed],
            "attempts": [one.attempts for one in failed],
            "codes": [one.code for one in failed],
            "again": [one.again for one in failed],
        }
        await self._rows(_SQL.put_off_notices, asked)

    async def of_file(self, ocid: str) -> list[Notified]:
        """Return what became of every notice of a file, by act and party."""
        return [Notified(**row) for row in await self._rows(_SQL.notices_of, {"ocid": ocid})]

    async def listed(self, states: Collection[DeliveryState], limit: int) -> list[ListedNotice]:
        """Return the first ``limit`` notices in one of ``states``, the oldest first."""
        asked = {"states": [one.value for one in states], "limit": limit}
        rows = await self._rows(_SQL.list_notices, asked)
        return [ListedNotice(**row | {"state": DeliveryState(row["state"])}) for row in rows]

    async def resend(self, ids: Collection[UUID] | None, *, now: datetime, by: str) -> list[UUID]:
        """Send dead notices again, of ``ids`` or all; return which.

        Who did it stands beside what they had died of. One that is not dead is left as it is.
        """
        asked = {"ids": None if ids is None else [*ids], "now": now, "by": by}
        return [row["id"] for row in await self._rows(_SQL.resend_notices, asked)]

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)


def count_undelivered(connection: Connection, since: datetime) -> tuple[int, int]:
    """Return how many notices are dead, and how many have waited since before an instant."""
    row = connection.execute(_SQL.count_undelivered, {"since": since}).fetchone()
    return (0, 0) if row is None else (row[0], row[1])
