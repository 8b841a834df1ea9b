"""A set of contracts as a tree of hashes, so that two sets are compared without being sent; pure.

The place of a contract is the hexadecimal SHA-256 of its register's id of it: the first digit is
its partition, the first ``levels`` digits are its bucket. So partitions are of one size whatever
the contracts are, and a revision never moves a contract to another, as it would were they cut by
day of signing: days are corrected, and the last days of a fiscal year hold a large part of it.
Hashes are those of RFC 6962, section 2.1: SHA-256 over a zero octet and a leaf, over a one octet
and two hashes, and over nothing where there is nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from schemas.canonical.hash_tree import DIGITS, EMPTY, Leaf, list_hash

LEVELS: Final = 4
"""Digits of a bucket by default: 65,536 buckets, of 15 contracts each when there are a million."""


def bucket_hash(leaves: Sequence[Leaf]) -> bytes:
    """Return the hash of a bucket: the Merkle tree hash (RFC 6962) of its leaves in order of id."""
    return list_hash([one.hash for one in leaves])


def children_of(nodes: Mapping[str, bytes], prefix: str) -> tuple[bytes, ...]:
    """Return the hashes of the sixteen parts of a node; of the empty prefix, the partitions'."""
    return tuple(nodes.get(prefix + digit, EMPTY) for digit in DIGITS)
