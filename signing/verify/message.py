"""A CMS SignedData with one signer and signed attributes, read strictly (RFC 5652, section 5).

Only DER is read. What neither timestamp tokens nor signatures of PDFs have any use for is refused:
CRLs, unsigned attributes, other kinds of certificates, attributes that are not understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from cryptography import x509

from signing.verify.algorithms import WEAK
from signing.verify.der import INTEGER, OCTETS, OID, SEQUENCE, SET, Reader, only
from signing.verify.proof import issuer_and_serial, load
from signing.verify.report import Refused

MAX_CERTIFICATES: Final = 16

DATA: Final = bytes.fromhex("2a864886f70d010701")
TST_INFO: Final = bytes.fromhex("2a864886f70d0109100104")
"""The kinds of content that are read: octets (section 4), and what a timestamp says (RFC 3161)."""

CONTENT_TYPE: Final = bytes.fromhex("2a864886f70d010903")
MESSAGE_DIGEST: Final = bytes.fromhex("2a864886f70d010904")
PROTECTION: Final = bytes.fromhex("2a864886f70d010934")
SIGNING_CERTIFICATE_V2: Final = bytes.fromhex("2a864886f70d010910022f")
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
_SIGNING_CERTIFICATE = bytes.fromhex("2a864886f70d010910020c")
_UNDERSTOOD = frozenset(
    {CONTENT_TYPE, MESSAGE_DIGEST, _SIGNING_TIME, PROTECTION, SIGNING_CERTIFICATE_V2}
)

_VERSIONS: Mapping[bytes, bytes] = {DATA: b"\x01", TST_INFO: b"\x03"}
_FIRST, _KEY_IDENTIFIER = 0xA0, 0x80
_NO_PARAMETERS = frozenset({b"", b"\x05\x00"})

Name = tuple[bytes, bytes] | bytes
"""A SignerIdentifier: issuer (DER) and serial number (DER content), or a subject key identifier."""


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """Who signed, what, and how (section 5.3).

    ``digest`` and ``algorithm`` are AlgorithmIdentifiers (DER), ``version`` is the content of an
    INTEGER. ``attributes`` holds the one value (DER) of each, ``signed`` their SET.
    """

    version: bytes
    named: Name
    digest: bytes
    attributes: Mapping[bytes, bytes]
    signed: bytes
    algorithm: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A SignedData: its content, unless detached, the certificates (DER) with it, its signer.

    ``digests`` is what stands in the SET of digest algorithms.
    """

    digests: bytes
    content: bytes | None
    certificates: tuple[bytes, ...]
    signer: SignerInfo


def read_message(der: bytes, kind: bytes, check: str) -> Message:
    """Return the ContentInfo in ``der``, whose content is of ``kind``: `DATA` or `TST_INFO`.

    Raises `Refused` at ``check`` for what is not of the profile, ``ValueError`` for what is not
    DER or no SignedData.
    """
    outer = only(SEQUENCE, der)
    if outer.take(OID) != _SIGNED_DATA:
        raise Refused(check, "content-type")
    body = outer.last(_FIRST).last(SEQUENCE)
    version = body.take(INTEGER)
    digests = body.take(SET)
    content = _content(body.enter(SEQUENCE), kind, check)
    if version != _VERSIONS[kind]:
        raise Refused(check, "version")
    found = Reader(body.optional(_FIRST) or b"").wholes(SEQUENCE)
    certificates = tuple(islice(found, MAX_CERTIFICATES + 1))
    if len(certificates) > MAX_CERTIFICATES:
        raise Refused(check, "too-many-certificates")
    signer = _signer_info(body.last(SET).last(SEQUENCE), check)
    if signer.attributes.get(CONTENT_TYPE) != element(OID, kind):
        raise Refused(check, "content-type")
    return Message(digests, content, certificates, signer)


def signer_among(certificates: tuple[bytes, ...], named: Name) -> bytes | None:
    """Return the one of ``certificates`` (DER) that a SignerIdentifier names.

    Raises one of `signing.verify.chain.UNREADABLE` for what is no certificate.
    """
    name_of = _key_identifier if isinstance(named, bytes) else _issuer_and_serial
    return next((der for der in certificates if name_of(der) == named), None)


def algorithm(body: Reader) -> bytes:
    """Return the object identifier of the next AlgorithmIdentifier, which has no parameters."""
    inside = body.enter(SEQUENCE)
    found = inside.take(OID)
    if inside.rest not in _NO_PARAMETERS:
        raise ValueError("an algorithm has no parameters here")
    return found


def element(tag: int, content: bytes) -> bytes:
    """Return a short DER element."""
    return bytes((tag, len(content))) + content


def _content(body: Reader, kind: bytes, check: str) -> bytes | None:
    """Return the content in EncapsulatedContentInfo (section 5.2); None when it is elsewhere."""
    if body.take(OID) != kind:
        raise Refused(check, "content-type")
    if body.has(_FIRST):
        return body.last(_FIRST).last(OCTETS).rest
    body.end()
    return None


def _signer_info(body: Reader, check: str) -> SignerInfo:
    version = body.take(INTEGER)
    key_identifier = body.optional(_KEY_IDENTIFIER)
    named = _named(body.enter(SEQUENCE)) if key_identifier is None else key_identifier
    digest = body.whole(SEQUENCE)
    attributes = body.whole(_FIRST)
    return SignerInfo(
        version=version,
        named=named,
        digest=digest,
        attributes=_attributes(only(_FIRST, attributes), check),
        signed=bytes((SET,)) + attributes[1:],
        algorithm=body.whole(SEQUENCE),
        value=body.last(OCTETS).rest,
    )


def _named(body: Reader) -> tuple[bytes, bytes]:
    return body.whole(SEQUENCE), body.last(INTEGER).rest


def _attributes(body: Reader, check: str) -> Mapping[bytes, bytes]:
    """Return the one value of each signed attribute; what is not understood is refused."""
    found: dict[bytes, bytes] = {}
    for attribute in body.each(SEQUENCE):
        kind = attribute.take(OID)
        if kind == _SIGNING_CERTIFICATE:
            raise Refused(check, "weak-hash", WEAK)
        if kind not in _UNDERSTOOD or kind in found:
            raise Refused(check, "signed-attributes")
        found[kind] = attribute.last(SET).rest
    return found


def _issuer_and_serial(der: bytes) -> tuple[bytes, bytes]:
    """Return issuer (DER) and serial number (DER content) of a certificate."""
    issuer, serial = issuer_and_serial(der)
    return issuer, serial.to_bytes(serial.bit_length() // 8 + 1, "big")


@lru_cache(maxsize=64)
def _key_identifier(der: bytes) -> bytes | None:
    for extension in load(der).extensions:
        if isinstance(extension.value, x509.SubjectKeyIdentifier):
            return extension.value.digest
    return None
