"""Deliveries in PostgreSQL: what a consumer's own system is to be brought, until it has it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from psycopg import Connection

from hub.store.certificates import read_act
from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.status import Act


@dataclass(frozen=True, slots=True)
class _Statements:
    claim_deliveries: str
    mark_delivered: str
    put_off_deliveries: str
    list_deliveries: str
    resend_deliveries: str
    count_stuck: str
    name_receivers: str


_SQL = load(_Statements, "deliveries")


class DeliveryState(StrEnum):
    """Where a notice is: on its way, with its receiver, or given up until an operator acts."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """What tells of an answer: the MessageID of the inquiry, and the certificate as issued."""

    message_id: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice leased to be brought; ``attempts`` counts this one, ``id`` is that of its evidence.

    ``tells`` is what the notice is put together from, and never changes.
    """

    id: UUID
    receiver: str
    case_id: UUID
    attempts: int
    tells: LateAnswer | Act


@dataclass(frozen=True, slots=True)
class Delivered:
    """A notice that arrived, when (UTC), and the SHA-256 of the receiver's acknowledgement."""

    id: UUID
    at: datetime
    acknowledgement: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """An attempt that failed: at which count, with which word, and when it is made again.

    ``again`` is None for a dead letter.
    """

    id: UUID
    attempts: int
    code: str
    again: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A delivery as an operator sees it.

    ``held`` is one that waits behind an earlier notice of its case; instants are UTC.
    """

    id: UUID
    receiver: str
    case_id: UUID
    kind: str
    state: DeliveryState
    attempts: int
    failure: str | None
    enqueued_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    acknowledgement: bytes | None
    held: bool


class Deliveries:
    """The aggregate of deliveries; every method is one durable statement.

    Rows come into being with what they tell of: ``Cases.close`` and ``Certificates.record``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, receiver: str, *, now: datetime, leased_until: datetime, limit: int
    ) -> list[Delivery]:
        """Return what is due at ``receiver``, leased to the caller alone; at most one of a case."""
        arguments = {
            "receiver": receiver,
            "now": now,
            "leased_until": leased_until,
            "limit": limit,
        }
        return [_delivery(row) for row in await self._all(_SQL.claim_deliveries, arguments)]

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        """Mark what arrived; one that another worker has marked stays as it is."""
        arguments = {
            "ids": [one.id for one in brought],
            "instants": [one.at for one in brought],
            "acknowledgements": [one.acknowledgement for one in brought],
        }
        await self._all(_SQL.mark_delivered, arguments)

    async def put_off(self, failed: Sequence[Failed]) -> None:
        """Put off what did not arrive, or give it up, unless its lease went to another worker."""
        arguments = {
            "ids": [one.id for one in failed],
            "attempts": [one.attempts for one in failed],
            "codes": [one.code for one in failed],
            "again": [one.again for one in failed],
        }
        await self._all(_SQL.put_off_deliveries, arguments)

    async def listed(
        self, states: Collection[DeliveryState], receiver: str | None, limit: int
    ) -> list[Listed]:
        """Return the first ``limit`` deliveries in one of ``states``, of one receiver or of all."""
        arguments = {"states": [one.value for one in states], "receiver": receiver, "limit": limit}
        rows = await self._all(_SQL.list_deliveries, arguments)
        return [Listed(**row | {"state": DeliveryState(row["state"])}) for row in rows]

    async def resend(
        self, ids: Collection[UUID] | None, *, receiver: str | None, now: datetime, by: str
    ) -> list[UUID]:
        """Send dead letters again, of ``ids`` or all, of one receiver or all; return which.

        Who did it stands beside what they had died of. One that is not dead is left as it is.
        """
        arguments = {
            "ids": None if ids is None else [*ids],
            "receiver": receiver,
            "now": now,
            "by": by,
        }
        return [row["id"] for row in await self._all(_SQL.resend_deliveries, arguments)]

    async def _all(self, sql: str, arguments: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, arguments)


async def name_receivers(database: Database, consumers: Collection[str]) -> None:
    """Have these consumers and no others told, whoever records what they are told of.

    Raises `HubUnavailable`.
    """
    with refusing_outages():
        await database.rows(_SQL.name_receivers, {"consumers": sorted(consumers)})


def count_stuck(connection: Connection, receivers: Collection[str]) -> tuple[int, int]:
    """Return how many letters are dead, and how many wait for others than ``receivers``."""
    arguments = {"receivers": [*receivers]}
    row = connection.execute(_SQL.count_stuck, arguments).fetchone()
    return (0, 0) if row is None else (row[0], row[1])


def _delivery(row: Row) -> Delivery:
    """Return a claimed row's delivery with what it tells of."""
    if row["kind"] == "answer":
        tells: LateAnswer | Act = LateAnswer(row["message_id"], row["document"])
    else:
        tells = read_act(row)
    return Delivery(row["id"], row["receiver"], row["case_id"], row["attempts"], tells)
