"""The steps of the road that signing takes: each can be made only from the one before it.

``ToBeSigned`` is made by the profile alone, ``Unchecked`` by the signature builder alone and
``Signed`` by the verifier alone (a test reads the sources to see to it), so a document that was
never checked, or never verified, does not fit where one is stored.
"""

from dataclasses import dataclass
from enum import StrEnum


class DocumentKind(StrEnum):
    """The documents of the hub that carry its signature."""

    CERTIFICATE = "certificate"
    RECEIPT = "receipt"
    STATUS_LIST = "status-list"


@dataclass(frozen=True, slots=True)
class ToBeSigned:
    """A document that keeps its schema and its profile.

    ``xml`` is its exclusive canonical form, ``element_id`` the root's ``Id``, ``number`` the
    number of the certificate or list, or the receipt's id.
    """

    kind: DocumentKind
    number: str
    element_id: str
    xml: bytes


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A document with its signature, before anyone has verified it."""

    kind: DocumentKind
    number: str
    xml: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A document whose signature was made and then verified; its bytes are kept and sent as is.

    ``digest`` is the SHA-256 of ``xml``, ``signer`` that of the certificate it was signed with.
    """

    kind: DocumentKind
    number: str
    xml: bytes
    digest: bytes
    signer: bytes
