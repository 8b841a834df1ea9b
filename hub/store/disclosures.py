"""The asked-about register, written: what is admitted to be asked, and what was told of whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from hub.errors import MessageReplayed
from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.case import Proof
from schemas.canonical.disclosure import Disclosed
from schemas.canonical.evidence import Leaf


@dataclass(frozen=True, slots=True)
class _Statements:
    admit: str
    record: str
    receipt: str


_SQL = load(_Statements, "disclosures")


class PolicyOutdated(Exception):
    """A request was decided by an older policy than ``version``; it is to be decided again."""

    def __init__(self, version: int) -> None:
        super().__init__(f"policy {version} is in force")
        self.version = version


class Disclosures:
    """The register in the database; every method is one durable statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def admit(self, proof: Proof, *, policy: int) -> None:
        """Remember the proof of a lookup that was decided by the version ``policy``.

        Raises `PolicyOutdated`, `MessageReplayed` and `HubUnavailable`.
        """
        seen = {
            "policy": policy,
            "replay_key": proof.replay_key,
            "expires_at": proof.expires_at,
        }
        row = (await self._rows(_SQL.admit, seen))[0]
        if row["policy"] != policy:
            raise PolicyOutdated(row["policy"])
        if not row["fresh"]:
            raise MessageReplayed

    async def record(
        self,
        consumer: str,
        disclosed: Iterable[Disclosed],
        leaf: Leaf,
        *,
        asked_at: datetime,
        answered_at: datetime,
        proof: Proof | None = None,
    ) -> None:
        """Keep a receipt with what it says was told of whom.

        ``proof`` is that of a request which was not admitted, and so not remembered before. Raises
        `MessageReplayed` when it was here already, and `HubUnavailable`.
        """
        arguments = _arguments(consumer, disclosed, leaf, asked_at, answered_at, proof)
        if not await self._rows(_SQL.record, arguments):
            raise MessageReplayed

    async def receipt(self, consumer: str, receipt_id: str) -> bytes | None:
        """Return a receipt (XML) of a consumer by its number, a UUID; None of somebody else's.

        Raises `HubUnavailable`.
        """
        asked = {"consumer": consumer, "receipt_id": receipt_id}
        rows = await self._rows(_SQL.receipt, asked)
        return bytes(rows[0]["document"]) if rows else None

    async def _rows(self, sql: str, arguments: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, arguments)


async def record_within(
    connection: AsyncConnection,
    consumer: str,
    disclosed: Iterable[Disclosed],
    leaf: Leaf,
    *,
    asked_at: datetime,
    answered_at: datetime,
) -> None:
    """Keep a receipt with what it says was told of whom, in a transaction with what else it did."""
    arguments = _arguments(consumer, disclosed, leaf, asked_at, answered_at, None)
    await connection.execute(_SQL.record, arguments)


def _arguments(
    consumer: str,
    disclosed: Iterable[Disclosed],
    leaf: Leaf,
    asked_at: datetime,
    answered_at: datetime,
    proof: Proof | None,
) -> Row:
    return {
        "consumer": consumer,
        "receipt_id": leaf.document_id,
        "entry": leaf.entry,
        "leaf_hash": leaf.leaf_hash,
        "salt": leaf.salt,
        "receipt": leaf.document,
        "answered_at": answered_at,
        "disclosures": disclosure_rows(disclosed, asked_at),
        "replay_key": proof.replay_key if proof else None,
        "expires_at": proof.expires_at if proof else None,
    }


def disclosure_rows(disclosed: Iterable[Disclosed], asked_at: datetime) -> Jsonb:
    """Return what was told as rows of the register, the way its statements take them."""
    return Jsonb([_row(one, asked_at) for one in disclosed])


def _row(one: Disclosed, asked_at: datetime) -> dict[str, Any]:
    asked = one.asked
    return {
        "subject": asked.subject,
        "provider": asked.provider,
        "agreement": asked.basis.agreement.hex() if asked.basis else None,
        "task_kind": asked.task_kind,
        "task": asked.task,
        "purpose": asked.purpose,
        "outcome": one.outcome,
        "reason": one.reason,
        "asked": list(asked.fields),
        "told": dict(one.told),
        "withheld": list(one.withheld),
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "asked_at": asked_at.isoformat(),
    }
