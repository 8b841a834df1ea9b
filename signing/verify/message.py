"""A CMS SignedData with one signer and signed attributes, read strictly and proven (RFC 5652).

Only DER is read. What a timestamp token has no use for is refused: CRLs, unsigned attributes, other
kinds of certificates, attributes that are not understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import new as new_hash
from hmac import compare_digest
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from signing.verify.algorithms import WEAK, holds, strong_hash, strong_key
from signing.verify.der import INTEGER, OCTETS, OID, SEQUENCE, SET, Reader, only, read_issuer_serial
from signing.verify.proof import load
from signing.verify.report import Refused, SubIndication

MAX_CERTIFICATES: Final = 16

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
_PROTECTION = bytes.fromhex("2a864886f70d010934")
_SIGNING_CERTIFICATE = bytes.fromhex("2a864886f70d010910020c")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_UNDERSTOOD = frozenset(
    {_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME, _PROTECTION, _SIGNING_CERTIFICATE_V2}
)

SHA256: Final = bytes.fromhex("608648016503040201")
_HASHES: Mapping[bytes, str] = {
    SHA256: "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_RSA: Mapping[bytes, str | None] = {
    bytes.fromhex("2a864886f70d010101"): None,
    bytes.fromhex("2a864886f70d01010b"): "sha256",
    bytes.fromhex("2a864886f70d01010c"): "sha384",
    bytes.fromhex("2a864886f70d01010d"): "sha512",
}
_ECDSA: Mapping[bytes, str | None] = {
    bytes.fromhex("2a8648ce3d040302"): "sha256",
    bytes.fromhex("2a8648ce3d040303"): "sha384",
    bytes.fromhex("2a8648ce3d040304"): "sha512",
}
"""Signature algorithms with the hash each names; rsaEncryption leaves it to the digest."""

_FIRST, _SECOND, _KEY_IDENTIFIER = 0xA0, 0xA1, 0x80
_NO_PARAMETERS = frozenset({b"", b"\x05\x00"})


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """Who signed, what, and how (section 5.3).

    ``named`` is IssuerAndSerialNumber as issuer (DER) and serial (DER content), or a subject key
    identifier alone. ``attributes`` holds the one value (DER) of each, ``signed`` their SET.
    """

    named: tuple[bytes, bytes] | bytes
    digest: bytes
    attributes: Mapping[bytes, bytes]
    signed: bytes
    algorithm: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A SignedData: its content with its type, the certificates (DER) along with it, its signer."""

    content_type: bytes
    content: bytes
    certificates: tuple[bytes, ...]
    signer: SignerInfo


def read_message(der: bytes, check: str) -> Message:
    """Return the ContentInfo in ``der``; what is not of the profile is refused at ``check``.

    Raises ``ValueError`` for what is not DER or no SignedData.
    """
    outer = only(SEQUENCE, der)
    if outer.take(OID) != _SIGNED_DATA:
        raise Refused(check, "content-type")
    body = only(SEQUENCE, only_rest(outer, _FIRST))
    if body.take(INTEGER) != b"\x03":
        raise Refused(check, "version")
    body.take(SET)
    inner = body.enter(SEQUENCE)
    content_type = inner.take(OID)
    content = only(OCTETS, only_rest(inner, _FIRST)).rest
    certificates = tuple(Reader(body.optional(_FIRST) or b"").wholes(SEQUENCE))
    if len(certificates) > MAX_CERTIFICATES:
        raise Refused(check, "too-many-certificates")
    signer = only(SEQUENCE, only_rest(body, SET))
    return Message(content_type, content, certificates, _signer_info(signer, check))


def only_rest(reader: Reader, tag: int) -> bytes:
    """Return the content of the last element that ``reader`` has left."""
    return only(tag, reader.rest).rest


def _signer_info(body: Reader, check: str) -> SignerInfo:
    body.take(INTEGER)
    key_identifier = body.optional(_KEY_IDENTIFIER)
    named: tuple[bytes, bytes] | bytes = key_identifier or _issuer_and_serial(body.enter(SEQUENCE))
    digest = algorithm(body)
    attributes = body.whole(_FIRST)
    return SignerInfo(
        named=named,
        digest=digest,
        attributes=_attributes(only(_FIRST, attributes), check),
        signed=bytes((SET,)) + attributes[1:],
        algorithm=algorithm(body),
        value=only_rest(body, OCTETS),
    )


def _issuer_and_serial(body: Reader) -> tuple[bytes, bytes]:
    return body.whole(SEQUENCE), only_rest(body, INTEGER)


def algorithm(body: Reader) -> bytes:
    """Return the object identifier of the next AlgorithmIdentifier, which has no parameters."""
    inside = body.enter(SEQUENCE)
    found = inside.take(OID)
    if inside.rest not in _NO_PARAMETERS:
        raise ValueError("an algorithm has no parameters here")
    return found


def _attributes(body: Reader, check: str) -> Mapping[bytes, bytes]:
    """Return the one value of each signed attribute; what is not understood is refused."""
    found: dict[bytes, bytes] = {}
    for attribute in body.each(SEQUENCE):
        kind = attribute.take(OID)
        if kind == _SIGNING_CERTIFICATE:
            raise Refused(check, "weak-hash", WEAK)
        if kind not in _UNDERSTOOD or kind in found:
            raise Refused(check, "signed-attributes")
        found[kind] = only_rest(attribute, SET)
    return found


def prove_message(message: Message, known: tuple[bytes, ...], check: str) -> bytes:
    """Return the signer's certificate (DER), out of the message or ``known``, once all holds.

    Raises `Refused` at ``check``: HASH_FAILURE, SIG_CRYPTO_FAILURE, NO_SIGNING_CERTIFICATE_FOUND
    or CRYPTO_CONSTRAINTS_FAILURE_NO_POE; ``ValueError`` for what cannot be read.
    """
    signer = message.signer
    leaf = _leaf(signer, (*message.certificates, *known), check)
    _check_attributes(message, leaf, check)
    key = strong_key(load(leaf).public_key(), check)
    kinds = _ECDSA if isinstance(key, ec.EllipticCurvePublicKey) else _RSA
    digest = _HASHES.get(signer.digest)
    if signer.algorithm not in kinds or kinds[signer.algorithm] not in {digest, None}:
        raise Refused(check, "signature-algorithm", WEAK)
    if not holds(key, signer.value, signer.signed, strong_hash(digest, check)):
        raise Refused(check, "signature", SubIndication.SIG_CRYPTO_FAILURE)
    return leaf


def _leaf(signer: SignerInfo, certificates: tuple[bytes, ...], check: str) -> bytes:
    """Return the certificate that the SignerIdentifier names."""
    naming = _key_identifier if isinstance(signer.named, bytes) else _names
    for der in certificates:
        if naming(der) == signer.named:
            return der
    missing = SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    raise Refused(check, "certificate-missing", missing)


@lru_cache(maxsize=64)
def _names(der: bytes) -> tuple[bytes, bytes]:
    """Return issuer (DER) and serial number (DER content) of a certificate."""
    certificate = load(der)
    serial = certificate.serial_number
    number = serial.to_bytes(serial.bit_length() // 8 + 1, "big")
    return certificate.issuer.public_bytes(), number


@lru_cache(maxsize=64)
def _key_identifier(der: bytes) -> bytes | None:
    for extension in load(der).extensions:
        if isinstance(extension.value, x509.SubjectKeyIdentifier):
            return extension.value.digest
    return None


def _check_attributes(message: Message, leaf: bytes, check: str) -> None:
    """Check content type, message digest and signing certificate (section 11; RFC 5035)."""
    attributes, signer = message.signer.attributes, message.signer
    if attributes.get(_CONTENT_TYPE) != _element(OID, message.content_type):
        raise Refused(check, "content-type")
    digest = strong_hash(_HASHES.get(signer.digest), check)
    expected = _element(OCTETS, new_hash(digest.name, message.content).digest())
    if not compare_digest(attributes.get(_MESSAGE_DIGEST, b""), expected):
        raise Refused(check, "message-digest", SubIndication.HASH_FAILURE)
    protection = attributes.get(_PROTECTION)
    if protection is not None and not _protects(only(SEQUENCE, protection), signer):
        raise Refused(check, "signed-attributes")
    if not _is_named(attributes.get(_SIGNING_CERTIFICATE_V2, b""), leaf, check):
        missing = SubIndication.NO_SIGNING_CERTIFICATE_FOUND
        raise Refused(check, "signing-certificate", missing)


def _protects(body: Reader, signer: SignerInfo) -> bool:
    """Tell whether CMSAlgorithmProtection names the algorithms in use (RFC 6211 section 2)."""
    if algorithm(body) != signer.digest:
        return False
    return Reader(only_rest(body, _SECOND)).take(OID) == signer.algorithm


def _is_named(attribute: bytes, leaf: bytes, check: str) -> bool:
    """Tell whether the first ESSCertIDv2 is of the certificate ``leaf`` (RFC 5035 section 4)."""
    named = only(SEQUENCE, attribute).enter(SEQUENCE).enter(SEQUENCE)
    hashed = algorithm(named) if named.rest[:1] == bytes((SEQUENCE,)) else SHA256
    digest = new_hash(strong_hash(_HASHES.get(hashed), check).name, leaf).digest()
    if not compare_digest(named.take(OCTETS), digest):
        return False
    issuer, serial = _names(leaf)
    expected = issuer, int.from_bytes(serial, "big")
    return not named.rest or read_issuer_serial(named.rest) == expected


def _element(tag: int, content: bytes) -> bytes:
    """Return a short DER element."""
    return bytes((tag, len(content))) + content
