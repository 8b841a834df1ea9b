"""A set of contracts as a tree of hashes, so that two sets are compared without being sent; pure.

The place of a contract is the hexadecimal SHA-256 of its register's id of it: the first digit is
its partition, the first ``levels`` digits are its bucket. So partitions are of one size whatever
the contracts are, and a revision never moves a contract to another, as it would were they cut by
day of signing: days are corrected, and the last days of a fiscal year hold a large part of it.
Hashes are those of RFC 6962, section 2.1: SHA-256 over a zero octet and a leaf, over a one octet
and two hashes, and over nothing where there is nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.canonical.hash_tree import (
    DIGITS,
    EMPTY,
    Answer,
    Bucket,
    Children,
    Leaf,
    Roots,
    list_hash,
    node_hash,
)

LEVELS: Final = 4
"""Digits of a bucket by default: 65,536 buckets, of 15 contracts each when there are a million."""
_MOST_LEVELS: Final = 8


@dataclass(frozen=True, slots=True)
class Agreement:
    """The proof that two registers told the same contracts: their common roots, and when (UTC)."""

    roots: Roots
    at: datetime


def agreement(mine: Roots, theirs: Roots, at: datetime) -> Agreement | None:
    """Return the proof that two sets agree at an instant, None when they do not."""
    return Agreement(mine, at) if mine == theirs else None


class Tree:
    """A set in memory, each id once under its highest revision; it answers for any node.

    A set in a database answers the same from its own rows, by `bucket_hash`, `nodes_of` and
    `children_of`.
    """

    def __init__(self, leaves: Iterable[Leaf], levels: int = LEVELS) -> None:
        """Build the tree; of an id that comes again the greater (revision, digest) stands."""
        if not 1 <= levels <= _MOST_LEVELS:
            raise ValueError(f"a bucket has 1 to {_MOST_LEVELS} digits")
        self.levels = levels
        self._buckets = _buckets(leaves, levels)
        hashes = {prefix: bucket_hash(held) for prefix, held in self._buckets.items()}
        self._nodes = nodes_of(hashes, levels)

    def __iter__(self) -> Iterator[Leaf]:
        """Yield the contracts, by bucket and id."""
        for prefix in sorted(self._buckets):
            yield from self._buckets[prefix]

    @property
    def roots(self) -> Roots:
        """The hashes of the partitions."""
        return Roots(self.levels, children_of(self._nodes, ""))

    def answers(self, prefixes: Sequence[str]) -> dict[str, Answer]:
        """Return what stands below each prefix: its parts, or the contracts of a bucket."""
        return {
            one: Bucket(self._buckets.get(one, ()))
            if len(one) == self.levels
            else Children(children_of(self._nodes, one))
            for one in prefixes
        }


def bucket_hash(leaves: Sequence[Leaf]) -> bytes:
    """Return the hash of a bucket: the Merkle tree hash (RFC 6962) of its leaves in order of id."""
    return list_hash([one.hash for one in leaves])


def _buckets(leaves: Iterable[Leaf], levels: int) -> dict[str, tuple[Leaf, ...]]:
    """Return the contracts by bucket, each id once, in order of id."""
    found: dict[str, dict[str, Leaf]] = {}
    for leaf in leaves:
        bucket = found.setdefault(leaf.place[:levels], {})
        before = bucket.get(leaf.source_id)
        if before is None or before < leaf:
            bucket[leaf.source_id] = leaf
    return {
        prefix: tuple(bucket[key] for key in sorted(bucket)) for prefix, bucket in found.items()
    }


def nodes_of(buckets: Mapping[str, bytes], levels: int) -> dict[str, bytes]:
    """Return the hash of every node that holds a contract, from those of its buckets by prefix.

    So a store that keeps a hash for each bucket comes to its roots without its contracts.
    """
    row = {prefix: one for prefix, one in buckets.items() if one != EMPTY}
    found = dict(row)
    for length in range(levels - 1, 0, -1):
        above = {prefix[:length] for prefix in row}
        row = {one: node_hash(children_of(row, one)) for one in above}
        found |= row
    return found


def children_of(nodes: Mapping[str, bytes], prefix: str) -> tuple[bytes, ...]:
    """Return the hashes of the sixteen parts of a node; of the empty prefix, the partitions'."""
    return tuple(nodes.get(prefix + digit, EMPTY) for digit in DIGITS)
