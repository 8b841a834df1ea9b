"""The hub's look at its own output before it is stored: the whole proof, from the octets."""

from hashlib import sha256

from schemas.canonical.steps import Signed, Unchecked
from signing.verify.document import proven
from signing.verify.envelope import kind_of, read_root
from signing.verify.proof import load
from signing.verify.report import Refused
from signing.verify.unsigned import is_augmented


class OwnOutputInvalid(Exception):
    """A document the hub has just signed does not verify; nothing of it may be stored or sent."""


def check_own(unchecked: Unchecked, certificate_der: bytes) -> Signed:
    """Return ``unchecked`` as `Signed` once it verifies with the signer's own certificate.

    It is parsed and verified like a stranger's; only the path to a trust anchor is left out.
    Raises `OwnOutputInvalid` when anything differs from what was meant to be signed.
    """
    try:
        root = read_root(unchecked.xml)
        kind = kind_of(root)
        parts, content = proven(root, kind)
    except Refused as refused:
        raise OwnOutputInvalid(str(refused)) from refused
    if (kind, content.number) != (unchecked.kind, unchecked.number):
        raise OwnOutputInvalid("content: another document")
    if is_augmented(parts):
        raise OwnOutputInvalid("schema: unsigned properties before issue")
    if parts.certificates[0] != certificate_der:
        raise OwnOutputInvalid("signing-certificate: another signer")
    signer = load(certificate_der)
    if not signer.not_valid_before_utc <= parts.signing_time <= signer.not_valid_after_utc:
        raise OwnOutputInvalid("chain: outside-its-validity")
    digest = sha256(unchecked.xml).digest()
    return Signed(kind, content.number, unchecked.xml, digest, parts.certificate_digest)
