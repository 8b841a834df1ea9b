"""The octets that the timestamps of a signature cover, and their SHA-256."""

from hashlib import sha256

from asn1crypto import cms, tsp

from signing.augment.form import read
from signing.canonicalize import canonical


def signature_imprint(xml: bytes) -> bytes:
    """Return the digest for a SignatureTimeStamp: over SignatureValue (EN 319 132-1, 5.3)."""
    return sha256(signature_octets(xml)).digest()


def archive_imprint(xml: bytes) -> bytes:
    """Return the digest for the next ArchiveTimeStamp (EN 319 132-1, clause 5.5.2.2)."""
    return sha256(archive_octets(xml)).digest()


def signature_octets(xml: bytes) -> bytes:
    """Return the exclusive canonical form of SignatureValue."""
    return canonical(read(xml).signature[1])


def archive_octets(xml: bytes) -> bytes:
    """Return all that the next ArchiveTimeStamp covers, in exclusive canonical form.

    What the References lead to (the document without its signature, then SignedProperties),
    SignedInfo, SignatureValue, KeyInfo, then every unsigned property that stands there already.
    """
    form = read(xml)
    info, value, key_info, holder = form.signature
    signed_properties = holder[0][0]
    covered = (signed_properties, info, value, key_info, *form.unsigned)
    behind = [canonical(one) for one in covered]
    form.root.remove(form.signature)
    return b"".join((canonical(form.root), *behind))


def check_token(token: bytes, imprint: bytes) -> None:
    """Check that ``token`` (RFC 3161, DER) stamps ``imprint`` (SHA-256); its signature is not read.

    Raises ``ValueError`` for a token over anything else, or what is no token at all.
    """
    try:
        content = cms.ContentInfo.load(token, strict=True)["content"]["encap_content_info"]
        stamped = tsp.TSTInfo.load(content["content"].contents)["message_imprint"].native
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a timestamp token") from error
    if stamped["hash_algorithm"]["algorithm"] != "sha256" or stamped["hashed_message"] != imprint:
        raise ValueError("a timestamp token over something else")
