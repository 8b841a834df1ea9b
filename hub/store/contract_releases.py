"""Releases of other publishers, kept as they were read beside the statements that came of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from psycopg import AsyncConnection, Connection

from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    keep: str
    some: str
    found: str


_SQL = load(_Statements, "contract_releases")

Said = tuple[str, str, int]
"""A statement: register, the register's own id, revision."""


class Kept(NamedTuple):
    """A release and what was read from it: ``said`` is the digest of that statement."""

    source_id: str
    revision: int
    said: bytes
    digest: bytes
    body: str


async def keep(connection: AsyncConnection, source: str, releases: Sequence[Kept]) -> None:
    """Keep releases within the transaction that took their contracts in.

    One whose statement is not there, or reads otherwise, is left out; one that is kept stays.
    """
    columns = {name: [getattr(one, name) for one in releases] for name in Kept._fields}
    asked = {
        "source": source,
        "source_ids": columns["source_id"],
        "revisions": columns["revision"],
        "said": columns["said"],
        "digests": columns["digest"],
        "bodies": columns["body"],
    }
    await connection.execute(_SQL.keep, asked)


def imported(connection: Connection) -> bool:
    """Tell whether anything was imported at all."""
    row = connection.execute(_SQL.some).fetchone()
    return row is not None and bool(row[0])


def found(connection: Connection, said: Collection[Said]) -> dict[Said, str]:
    """Return the releases (JSON) that these statements were read from, of those that were."""
    asked = {
        "sources": [one[0] for one in said],
        "source_ids": [one[1] for one in said],
        "revisions": [one[2] for one in said],
    }
    rows = connection.execute(_SQL.found, asked).fetchall()
    return {(source, source_id, revision): body for source, source_id, revision, body in rows}
