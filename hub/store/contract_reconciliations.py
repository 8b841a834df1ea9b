"""What came of reconciliations, kept as evidence in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.evidence import Leaf, LeafKind


@dataclass(frozen=True, slots=True)
class _Statements:
    keep: str
    last: str


_SQL = load(_Statements, "contract_reconciliations")


@dataclass(frozen=True, slots=True)
class KeptReconciliation:
    """A reconciliation as it is kept: its document in a leaf, and its walk, where there is one."""

    leaf: Leaf
    walk: bytes | None


class Reconciliations:
    """The aggregate of reconciliations; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self, kept: KeptReconciliation, *, source: str, started_by: str, ended_at: datetime
    ) -> None:
        """Keep what came of a reconciliation; it is never changed again."""
        leaf = kept.leaf
        await self._rows(
            _SQL.keep,
            {
                "leaf_id": leaf.document_id,
                "leaf_kind": leaf.kind,
                "entry": leaf.entry,
                "leaf_hash": leaf.leaf_hash,
                "salt": leaf.salt,
                "document": leaf.document,
                "source": source,
                "started_by": started_by,
                "ended_at": ended_at,
                "walk": kept.walk,
            },
        )

    async def last(self, limit: int) -> list[KeptReconciliation]:
        """Return the last ``limit`` reconciliations, the newest first."""
        return [_kept(row) for row in await self._rows(_SQL.last, {"limit": limit})]

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)


def _kept(row: Row) -> KeptReconciliation:
    leaf = Leaf(
        LeafKind(row["kind"]),
        row["id"],
        bytes(row["entry"]),
        bytes(row["leaf_hash"]),
        bytes(row["salt"]),
        bytes(row["document"]),
    )
    return KeptReconciliation(leaf, None if row["walk"] is None else bytes(row["walk"]))
