"""The CMS of a PDF signature: the one form of the profile, detached, in DER (RFC 5652).

Whatever else CMS allows is refused, so that no octet of it can change and go unnoticed: those that
are not under the signature have one spelling, or are compared with what is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from itertools import islice
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from signing.verify.algorithms import holds
from signing.verify.chain import UNREADABLE
from signing.verify.der import OCTETS, SEQUENCE, only, read_issuer_serial
from signing.verify.message import (
    CONTENT_TYPE,
    DATA,
    MESSAGE_DIGEST,
    SIGNING_CERTIFICATE_V2,
    Message,
    SignerInfo,
    signer_among,
)
from signing.verify.message import read_message as read_signed_data
from signing.verify.proof import issuer_and_serial, public_key
from signing.verify.report import Refused

_SHA256: Final = bytes.fromhex("300b0609608648016503040201")
_ELLIPTIC: Final[Mapping[bytes, bool]] = {
    bytes.fromhex("300a06082a8648ce3d040302"): True,
    bytes.fromhex("300d06092a864886f70d01010b0500"): False,
}
"""The signature algorithms, ECDSA and RSA with SHA-256 (RFC 5758, RFC 4055), in their spelling."""

_ATTRIBUTES: Final = [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2]
_VERSION: Final = b"\x01"

MAX_CERTIFICATES: Final = 8


@dataclass(frozen=True, slots=True)
class Detached:
    """A CMS of the profile: its message, and what its signed attributes say.

    ``digest`` is the SHA-256 of the content; ``named`` what signing-certificate-v2 says of each
    certificate, the signer's first: SHA-256 and IssuerSerial (DER).
    """

    message: Message
    digest: bytes
    named: tuple[tuple[bytes, bytes], ...]


def read_message(der: bytes) -> Detached:
    """Return what the ContentInfo in ``der`` says; raises `Refused` (algorithms, well-formed)."""
    try:
        message = read_signed_data(der, DATA, "well-formed")
        _check_profile(message)
        digest = only(OCTETS, message.signer.attributes[MESSAGE_DIGEST]).rest
        named = _named(message.signer.attributes[SIGNING_CERTIFICATE_V2])
    except (Refused, ValueError):
        raise Refused("well-formed", "cms") from None
    _check_algorithms(message, message.signer)
    return Detached(message, digest, named)


def prove_message(detached: Detached, digest: bytes) -> tuple[bytes, ...]:
    """Return the signer's chain, leaf first, once the signature over ``digest`` holds.

    Raises `Refused` (signing-certificate, digest, signature). Whether the chain leads anywhere is
    another question.
    """
    chain, signer = _chain(detached), detached.message.signer
    key = public_key(chain[0])
    if isinstance(key, ec.EllipticCurvePublicKey) != _ELLIPTIC[signer.algorithm]:
        raise Refused("signature", "key-kind")
    if not compare_digest(detached.digest, digest):
        raise Refused("digest", "content")
    if not holds(key, signer.value, signer.signed, SHA256()):
        raise Refused("signature", "value")
    return chain


def _check_profile(message: Message) -> None:
    """Check what a message may have beyond the profile; ``ValueError`` when it has any of it."""
    held, signer = message.certificates, message.signer
    if message.content is not None:
        raise ValueError("the content is not detached")
    if len(held) > MAX_CERTIFICATES or sorted(set(held)) != list(held):
        raise ValueError("certificates that are no SET OF in DER, or too many")
    if signer.version != _VERSION or isinstance(signer.named, bytes):
        raise ValueError("a signer that is named in another way")
    if list(signer.attributes) != _ATTRIBUTES:
        raise ValueError("other attributes, or in another order")


def _check_algorithms(message: Message, signer: SignerInfo) -> None:
    if {message.digests, signer.digest} != {_SHA256}:
        raise Refused("algorithms", "digest")
    if signer.algorithm not in _ELLIPTIC:
        raise Refused("algorithms", "signature")


def _named(attribute: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Return the ESSCertIDv2s of SigningCertificateV2, which has no policies (RFC 5035, 3)."""
    certificates = only(SEQUENCE, attribute).last(SEQUENCE)
    found = islice(certificates.each(SEQUENCE), MAX_CERTIFICATES + 1)
    return tuple((one.take(OCTETS), one.rest) for one in found)


def _chain(detached: Detached) -> tuple[bytes, ...]:
    """Return the certificates in the order in which they are named, each of them named."""
    held = {sha256(one).digest(): one for one in detached.message.certificates}
    chain = tuple(held.get(digest, b"") for digest, _ in detached.named)
    if not chain or sorted(chain) != list(detached.message.certificates):
        raise Refused("signing-certificate", "digest")
    try:
        named = [read_issuer_serial(one) for _, one in detached.named]
        same = named == [issuer_and_serial(one) for one in chain]
        signer = signer_among(chain[:1], detached.message.signer.named)
    except (*UNREADABLE, TypeError):
        raise Refused("signing-certificate", "unreadable") from None
    if not same or signer is None:
        raise Refused("signing-certificate", "issuer-serial")
    return chain
