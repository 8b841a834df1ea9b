"""Leaves of the evidence log: salted, so that a public log says nothing about anybody.

An entry is three lines of ASCII, in the spirit of the C2SP transparency log formats: the name of
the format, the kind of document, and the base64 of SHA-256 over the salt and the document. Its
leaf hash is that of RFC 6962 section 2.1: SHA-256 over a zero octet and the entry.
"""

from base64 import b64encode
from hashlib import sha256
from uuid import UUID

from schemas.canonical.evidence import Leaf

_FORMAT = b"peyvand-evidence/1"
SALT_OCTETS = 32


def receipt_leaf(receipt_id: UUID, receipt: bytes, salt: bytes) -> Leaf:
    """Return the leaf of a signed receipt under ``salt``, 32 octets drawn for it alone."""
    if len(salt) != SALT_OCTETS:
        raise ValueError("a salt has 32 octets")
    commitment = b64encode(sha256(salt + receipt).digest())
    entry = b"\n".join((_FORMAT, b"receipt", commitment, b""))
    return Leaf(receipt_id, entry, sha256(b"\0" + entry).digest(), salt, receipt)
