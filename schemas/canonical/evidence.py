"""What the evidence log keeps of an answer."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: the public entry, its RFC 6962 hash, and what opens it: salt and receipt."""

    receipt_id: UUID
    entry: bytes
    leaf_hash: bytes
    salt: bytes
    receipt: bytes
