"""What the evidence log keeps of a document."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class LeafKind(StrEnum):
    """What a leaf is about: a receipt, a certificate issued without one, or an act on one.

    An act may also be on a signing key, a receipt that of a lookup (``disclosure``), and a policy
    is loaded, two registers are reconciled, an operator says which contract is meant (``choice``),
    minutes on paper forms are taken down: these leaves belong to no case.
    """

    RECEIPT = "receipt"
    CERTIFICATE = "certificate"
    STATUS = "status"
    KEY = "key"
    POLICY = "policy"
    DISCLOSURE = "disclosure"
    RECONCILIATION = "reconciliation"
    CHOICE = "choice"
    PAPER_FORMS = "paper-forms"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: the public entry, its RFC 6962 hash, and what opens it: salt and document."""

    kind: LeafKind
    document_id: UUID
    entry: bytes
    leaf_hash: bytes
    salt: bytes
    document: bytes
