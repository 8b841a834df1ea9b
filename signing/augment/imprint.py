"""The octets that the timestamps of a signature cover, and their SHA-256."""

from hashlib import sha256

from signing.augment.form import Form, read
from signing.augment.values import token_of
from signing.canonicalize import canonical
from signing.verify.der import INTEGER, OCTETS, OID, SEQUENCE, only
from signing.verify.message import algorithm
from signing.verify.stamper import SHA256


def signature_imprint(xml: bytes) -> bytes:
    """Return the digest for a SignatureTimeStamp: over SignatureValue (EN 319 132-1, 5.3)."""
    return sha256(signature_octets(read(xml))).digest()


def archive_imprint(xml: bytes) -> bytes:
    """Return the digest for the next ArchiveTimeStamp (EN 319 132-1, clause 5.5.2.2)."""
    return sha256(archive_octets(read(xml))).digest()


def signature_octets(form: Form) -> bytes:
    """Return the exclusive canonical form of SignatureValue."""
    return canonical(form.signature[1])


def archive_octets(form: Form) -> bytes:
    """Return all that the next ArchiveTimeStamp covers, in exclusive canonical form.

    What the References lead to (the document without its signature, then SignedProperties),
    SignedInfo, SignatureValue, KeyInfo, then every unsigned property that stands there already.
    """
    info, value, key_info, holder = form.signature
    covered = (holder[0][0], info, value, key_info, *form.unsigned)
    return b"".join((form.content, *map(canonical, covered)))


def check_token(token: bytes, covered: bytes) -> None:
    """Check that ``token`` (RFC 3161, DER) stamps the SHA-256 of ``covered``.

    Its signature is not read. Raises ``ValueError`` for a token over anything else, or what is no
    token at all.
    """
    info = only(SEQUENCE, token_of(token).content or b"")
    info.take(INTEGER)
    info.take(OID)
    imprint = info.enter(SEQUENCE)
    over = algorithm(imprint), imprint.last(OCTETS).rest
    if over != (SHA256, sha256(covered).digest()):
        raise ValueError("a timestamp token over something else")
