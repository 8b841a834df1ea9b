"""What operators chose where a register's word could be of several contracts, with evidence."""

from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg import AsyncConnection

from hub.store.sql import load
from schemas.canonical.evidence import Leaf


@dataclass(frozen=True, slots=True)
class _Statements:
    keep: str


_SQL = load(_Statements, "contract_choices")


@dataclass(frozen=True, slots=True)
class Choice:
    """Of which contract a register's entry is, who said so and why; ``chosen_at`` in UTC.

    ``is_new`` tells that it is a contract of its own.
    """

    source: str
    source_id: str
    revision: int
    ocid: str
    is_new: bool
    chosen_at: datetime
    chosen_by: str
    reason: str


async def keep_choice(connection: AsyncConnection, choice: Choice, leaf: Leaf) -> None:
    """Keep a choice and its evidence, within the transaction that follows it."""
    evidence = {
        "id": leaf.document_id,
        "kind": leaf.kind,
        "entry": leaf.entry,
        "leaf_hash": leaf.leaf_hash,
        "salt": leaf.salt,
        "document": leaf.document,
    }
    await connection.execute(_SQL.keep, asdict(choice) | evidence)
