"""The trees of hashes of registers' contracts in PostgreSQL, brought up when their roots are asked.

A tree stands still in between: whoever walks it is answered from one set, whatever comes in.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection

from hub.contracts.merkle import LEVELS, bucket_hash, children_of
from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.hash_tree import DIGITS, Answer, Bucket, Children, Leaf, Roots, node_hash

_AT_ONCE: Final = 4_096
"""Buckets that are brought up at once: what is held of a tree of any size."""
_ROWS: Final = 5_000
_OCTETS: Final = 32


@dataclass(frozen=True, slots=True)
class _Statements:
    open_tree: str
    hold_tree: str
    newest_statement: str
    said_since: str
    buckets: str
    hashes: str
    write_nodes: str
    close_tree: str
    tell_roots: str
    told_roots: str
    statements: str


_SQL = load(_Statements, "contract_trees")
_Buckets = dict[str, dict[str, Leaf]]
"""Contracts by bucket and id."""


class _Node(NamedTuple):
    """A node as it is kept; what is in it is that of a bucket alone."""

    prefix: str
    hash: bytes
    leaves: str | None = None
    digests: bytes | None = None


class ContractTrees:
    """The aggregate of trees; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def roots(self, source: str, now: datetime) -> Roots:
        """Return the roots of all that a register has said, kept as told at ``now`` (UTC).

        Takes as long as there is news: what was said since they were asked for last is hashed.
        """
        async with self._transaction() as connection:
            tree = _Tree(connection, source)
            await tree.bring_up()
            roots = Roots(LEVELS, await tree.children(""))
            told = {"whole": roots.whole, "hashes": b"".join(roots.hashes), "now": now}
            await connection.execute(_SQL.tell_roots, {"source": source} | told)
        return roots

    async def answers(self, source: str, prefixes: Sequence[str]) -> dict[str, Answer]:
        """Return what stands below nodes, as of when the roots were asked for last."""
        deepest = [one for one in prefixes if len(one) == LEVELS]
        async with self._transaction() as connection:
            tree = _Tree(connection, source)
            held = await tree.buckets(deepest)
            hashes = await tree.hashes([one for one in prefixes if len(one) < LEVELS])
        return {
            one: Bucket(_in_order(held.get(one, {})))
            if len(one) == LEVELS
            else Children(children_of(hashes, one))
            for one in prefixes
        }

    async def were_told(self, source: str, roots: Roots) -> bool:
        """Tell whether these roots were ever told of a register."""
        asked = {"source": source, "whole": roots.whole}
        rows = await self._rows(_SQL.told_roots, asked)
        return any(bytes(row["hashes"]) == b"".join(roots.hashes) for row in rows)

    async def statements(self, source: str, source_ids: Collection[str]) -> dict[str, str]:
        """Return what a register said last of those of these contracts that it has, by id.

        As it was kept: canonical JSON, whose SHA-256 is the digest in the leaf.
        """
        rows = await self._rows(_SQL.statements, {"source": source, "source_ids": [*source_ids]})
        return {row["source_id"]: row["body"] for row in rows}

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        with refusing_outages():
            async with self._database.transaction() as connection:
                yield connection


class _Tree:
    """The tree of one register within a transaction."""

    def __init__(self, connection: AsyncConnection, source: str) -> None:
        self._connection = connection
        self._source = source

    async def bring_up(self) -> None:
        """Take up what the register has said since the tree was brought up last."""
        await self._run(_SQL.open_tree)
        ((since,),) = await self._run(_SQL.hold_tree)
        ((until,),) = await self._run(_SQL.newest_statement)
        if since == until:
            return
        touched: set[str] = set()
        async for fresh in self._said(since, until):
            await self._take(fresh)
            touched |= fresh.keys()
        for length in range(LEVELS - 1, 0, -1):
            touched = {one[:length] for one in touched}
            hashes = await self.hashes(touched)
            above = [_Node(one, node_hash(children_of(hashes, one))) for one in touched]
            await self._write(above)
        await self._run(_SQL.close_tree, until=until)

    async def children(self, prefix: str) -> tuple[bytes, ...]:
        """Return the hashes of the parts of a node."""
        return children_of(await self.hashes([prefix]), prefix)

    async def hashes(self, parents: Collection[str]) -> dict[str, bytes]:
        """Return the hashes of the parts of nodes, of those that hold a contract."""
        below = [one + digit for one in parents for digit in DIGITS]
        return dict(await self._run(_SQL.hashes, prefixes=below) if below else ())

    async def buckets(self, prefixes: Collection[str]) -> _Buckets:
        """Return the contracts of buckets, of those that hold any."""
        rows = await self._run(_SQL.buckets, prefixes=[*prefixes]) if prefixes else ()
        return {prefix: _read(leaves, digests) for prefix, leaves, digests in rows}

    async def _said(self, since: int, until: int) -> AsyncIterator[_Buckets]:
        """Yield what was said, some thousands of buckets at a time."""
        asked = {"source": self._source, "since": since, "until": until}
        found: _Buckets = {}
        async with self._connection.cursor("said", binary=True) as cursor:
            await cursor.execute(_SQL.said_since, asked)
            while rows := await cursor.fetchmany(_ROWS):
                for place, *said in rows:
                    prefix = place.hex()[:LEVELS]
                    if prefix not in found and len(found) == _AT_ONCE:
                        yield found
                        found = {}
                    _put(found.setdefault(prefix, {}), Leaf(*said))
        if found:
            yield found

    async def _take(self, fresh: _Buckets) -> None:
        """Write buckets with what was said anew; hashed beside, so that nobody waits for it."""
        held = await self.buckets(fresh)
        await self._write(await asyncio.to_thread(_brought_up, held, fresh))

    async def _write(self, nodes: Sequence[_Node]) -> None:
        prefixes, hashes, leaves, digests = zip(*nodes, strict=True)
        await self._run(
            _SQL.write_nodes,
            prefixes=[*prefixes],
            hashes=[*hashes],
            leaves=[*leaves],
            digests=[*digests],
        )

    async def _run(self, sql: str, **asked: object) -> list[tuple[Any, ...]]:
        cursor = await self._connection.execute(sql, {"source": self._source} | asked, binary=True)
        return await cursor.fetchall() if cursor.description else []


def _brought_up(held: _Buckets, fresh: _Buckets) -> list[_Node]:
    """Return buckets as they are with what was said anew."""
    found = []
    for prefix, said in fresh.items():
        bucket = held.get(prefix, {})
        for leaf in said.values():
            _put(bucket, leaf)
        leaves = _in_order(bucket)
        lines = "\n".join(f"{one.source_id} {one.revision}" for one in leaves)
        digests = b"".join(one.digest for one in leaves)
        found.append(_Node(prefix, bucket_hash(leaves), lines, digests))
    return found


def _put(bucket: dict[str, Leaf], leaf: Leaf) -> None:
    """Have a contract in a bucket by its highest revision."""
    before = bucket.get(leaf.source_id)
    if before is None or before < leaf:
        bucket[leaf.source_id] = leaf


def _in_order(bucket: dict[str, Leaf]) -> tuple[Leaf, ...]:
    return tuple(bucket[one] for one in sorted(bucket))


def _read(leaves: str, digests: bytes) -> dict[str, Leaf]:
    """Return the contracts of a bucket as it is kept."""
    found = {}
    for number, line in enumerate(leaves.splitlines()):
        source_id, revision = line.split(" ")
        digest = bytes(digests[number * _OCTETS : (number + 1) * _OCTETS])
        found[source_id] = Leaf(source_id, int(revision), digest)
    return found
