"""Policies in PostgreSQL: whole versions, each with its evidence, none ever changed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.evidence import Leaf
from schemas.canonical.policy import LoadedPolicy


@dataclass(frozen=True, slots=True)
class _Statements:
    newest_version: str
    newest_policy: str
    all_policies: str
    lock_policies: str
    store_policy: str


_SQL = load(_Statements, "policies")


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy that is to be stored: with each of its agreements as JSON, and its evidence."""

    policy: LoadedPolicy
    canonical: tuple[str, ...]
    leaf: Leaf


Drafting = Callable[[LoadedPolicy | None], NewPolicy | None]
"""What makes the next policy of the newest one (None before the first), or finds none needed."""


class PolicyStore:
    """The aggregate of policies; every method raises `HubUnavailable` without a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """Return the number of the newest policy; 0 when none was ever loaded."""
        (row,) = await self._all(_SQL.newest_version)
        return int(row["version"])

    async def newest(self) -> LoadedPolicy | None:
        """Return the newest policy; None when none was ever loaded."""
        rows = await self._all(_SQL.newest_policy)
        return LoadedPolicy(**rows[0]) if rows else None

    async def history(self) -> list[LoadedPolicy]:
        """Return every policy that was ever loaded, in its order."""
        return [LoadedPolicy(**row) for row in await self._all(_SQL.all_policies)]

    async def load(self, drafting: Drafting) -> LoadedPolicy | None:
        """Store what ``drafting`` makes of the newest policy; return it, or None for nothing.

        All in one transaction that others who load wait for. What ``drafting`` raises, rises, and
        nothing is stored; ``ValueError`` for a draft that does not follow the newest.
        """
        async with self._transaction() as connection:
            await connection.execute(_SQL.lock_policies)
            cursor = connection.cursor(row_factory=dict_row)
            row = await (await cursor.execute(_SQL.newest_policy)).fetchone()
            newest = LoadedPolicy(**row) if row else None
            draft = drafting(newest)
            if draft is None:
                return None
            if draft.policy.version != (newest.version if newest else 0) + 1:
                raise ValueError("versions have no gap")
            await connection.execute(_SQL.store_policy, _arguments(draft))
            return draft.policy

    async def _all(self, sql: str) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, {})

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        with refusing_outages():
            async with self._database.transaction() as connection:
                yield connection


def newest_policy(connection: Connection) -> LoadedPolicy | None:
    """Return what `PolicyStore.newest` does."""
    cursor = connection.cursor(row_factory=class_row(LoadedPolicy))
    return cursor.execute(_SQL.newest_policy).fetchone()


def _arguments(draft: NewPolicy) -> Row:
    policy, leaf = draft.policy, draft.leaf
    return {
        "version": policy.version,
        "agreements": Jsonb(dict(policy.agreements)),
        "passports": Jsonb(dict(policy.passports)),
        "loaded_at": policy.loaded_at,
        "loaded_by": policy.loaded_by,
        "canonical": list(draft.canonical),
        "leaf_id": leaf.document_id,
        "leaf_kind": leaf.kind,
        "entry": leaf.entry,
        "leaf_hash": leaf.leaf_hash,
        "salt": leaf.salt,
        "document": leaf.document,
    }
