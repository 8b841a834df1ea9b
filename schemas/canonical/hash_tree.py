"""A set of contracts as a tree of hashes, as registers tell each other of it; pure.

The place of a contract is the hexadecimal SHA-256 of its register's id of it: the first digit is
its partition, the first digits are its bucket. Hashes are those of RFC 6962, section 2.1: SHA-256
over a zero octet and a leaf, over a one octet and two hashes, over nothing where there is nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

EMPTY: Final = sha256().digest()
"""The hash of no contracts (RFC 6962)."""
DIGITS: Final = "0123456789abcdef"
_FORMAT: Final = "peyvand-contract/1"


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """A contract of a set: its register's id, its revision, the digest of it (SHA-256)."""

    source_id: str
    revision: int
    digest: bytes

    @property
    def place(self) -> str:
        """Where it stands: 64 hexadecimal digits that its id alone decides."""
        return place_of(self.source_id)

    @property
    def hash(self) -> bytes:
        """The leaf hash of the four lines of its format, id, revision and digest."""
        lines = (_FORMAT, self.source_id, str(self.revision), self.digest.hex(), "")
        return sha256(b"\0" + "\n".join(lines).encode()).digest()


@dataclass(frozen=True, slots=True)
class Children:
    """The hashes of the sixteen parts of a node, by their next digit."""

    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """The contracts of a bucket, by id."""

    leaves: tuple[Leaf, ...]


Answer = Children | Bucket
Answers = Mapping[str, Answer]
"""What stands below each of the nodes that were asked about."""


@dataclass(frozen=True, slots=True)
class Roots:
    """What a set comes to: the hash of each of its sixteen partitions, and its digits of a bucket.

    Two sets of equal roots are equal. With the time at which both were, they are the proof that the
    registers agreed then.
    """

    levels: int
    hashes: tuple[bytes, ...]

    @property
    def whole(self) -> bytes:
        """The one hash of all partitions."""
        return node_hash(self.hashes)


def place_of(source_id: str) -> str:
    """Return the place of a contract: SHA-256 of its register's id of it, in hexadecimal."""
    return sha256(source_id.encode()).hexdigest()


def node_hash(parts: Sequence[bytes]) -> bytes:
    """Return the hash of a node of sixteen parts, `EMPTY` when all of these are."""
    return EMPTY if all(one == EMPTY for one in parts) else list_hash(parts)


def list_hash(hashes: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of a list of hashes (RFC 6962, section 2.1).

    Joining neighbours until one is left, an odd last one going up as it is, gives the same tree as
    splitting at the largest power of two.
    """
    row = list(hashes)
    while len(row) > 1:
        odd = row[len(row) & ~1 :]
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
    return row[0] if row else EMPTY
