"""The CMS of a PAdES signature: detached, with no more than its profile has.

RFC 5652 section 5 in DER, by template; signed attributes after ETSI EN 319 142-1 clause 6.3:
content-type, message-digest and signing-certificate-v2 (RFC 5035), no signing-time. The last names
the issuers too, so that no octet of what travels is free to change; the root does not travel.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing.pades.der import NULL, OCTETS, SEQUENCE, SET, integer, oid, set_of, tlv
from signing.signer import ECDSA_SHA256, Signer

_DATA: Final = oid("1.2.840.113549.1.7.1")
_SIGNED_DATA: Final = oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE: Final = oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST: Final = oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE: Final = oid("1.2.840.113549.1.9.16.2.47")
_SHA256: Final = tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
_ECDSA: Final = tlv(SEQUENCE, oid("1.2.840.10045.4.3.2"))
_RSA: Final = tlv(SEQUENCE, oid("1.2.840.113549.1.1.11"), NULL)
_VERSION: Final = integer(1)
_EXPLICIT, _DIRECTORY_NAME = 0xA0, 0xA4


@dataclass(frozen=True, slots=True)
class Identity:
    """What every signature of one signer repeats; no CMS of it exceeds ``room`` octets."""

    elliptic: bool
    signing_certificate: bytes
    signer: bytes
    certificates: bytes
    room: int


def signed_data(digest: bytes, signer: Signer) -> bytes:
    """Return the ContentInfo (DER) of ``signer`` over octets whose SHA-256 is ``digest``.

    What the key's holder raises passes through.
    """
    identity = identity_of(signer)
    attributes = _attributes(digest, identity.signing_certificate)
    value = signer.sign(set_of(SET, *attributes))
    return _content_info(identity, attributes, _dss(value) if identity.elliptic else value)


def identity_of(signer: Signer) -> Identity:
    """Return what is the same in every signature of ``signer``, made once."""
    elliptic = signer.algorithm == ECDSA_SHA256
    return _identity(signer.certificate_der, signer.chain_der, elliptic)


@lru_cache(maxsize=16)
def _identity(certificate_der: bytes, chain_der: tuple[bytes, ...], elliptic: bool) -> Identity:
    leaf = x509.load_der_x509_certificate(certificate_der)
    issuer, serial = leaf.issuer.public_bytes(), integer(leaf.serial_number)
    named = tlv(SEQUENCE, *(_named(one) for one in (certificate_der, *chain_der)))
    without_room = Identity(
        elliptic=elliptic,
        signing_certificate=_attribute(_SIGNING_CERTIFICATE, tlv(SEQUENCE, named)),
        signer=tlv(SEQUENCE, issuer, serial),
        certificates=set_of(_EXPLICIT, certificate_der, *chain_der),
        room=0,
    )
    attributes = _attributes(bytes(32), without_room.signing_certificate)
    room = len(_content_info(without_room, attributes, _largest_value(leaf)))
    return replace(without_room, room=room)


def _named(der: bytes) -> bytes:
    """Return ESSCertIDv2 (RFC 5035 section 4) with the digest, issuer and serial number."""
    certificate = x509.load_der_x509_certificate(der)
    issuer, serial = certificate.issuer.public_bytes(), integer(certificate.serial_number)
    names = tlv(SEQUENCE, tlv(_DIRECTORY_NAME, issuer))
    return tlv(SEQUENCE, tlv(OCTETS, sha256(der).digest()), tlv(SEQUENCE, names, serial))


def _largest_value(leaf: x509.Certificate) -> bytes:
    """Return a signature value as large as any that the key can make."""
    key = leaf.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return bytes(key.key_size // 8)
    if isinstance(key, ec.EllipticCurvePublicKey):
        largest = (1 << key.key_size) - 1
        return encode_dss_signature(largest, largest)
    raise ValueError("a signer's key is ECDSA or RSA")


def _attributes(digest: bytes, signing_certificate: bytes) -> tuple[bytes, ...]:
    """Return the signed attributes (EN 319 142-1, clause 6.3)."""
    return (
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, tlv(OCTETS, digest)),
        signing_certificate,
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(SEQUENCE, kind, tlv(SET, value))


def _content_info(identity: Identity, attributes: tuple[bytes, ...], value: bytes) -> bytes:
    """Return the whole CMS, with one signer and its certificates (RFC 5652 section 5.1)."""
    signer = tlv(
        SEQUENCE,
        _VERSION,
        identity.signer,
        _SHA256,
        set_of(_EXPLICIT, *attributes),
        _ECDSA if identity.elliptic else _RSA,
        tlv(OCTETS, value),
    )
    content = tlv(
        SEQUENCE,
        _VERSION,
        tlv(SET, _SHA256),
        tlv(SEQUENCE, _DATA),
        identity.certificates,
        tlv(SET, signer),
    )
    return tlv(SEQUENCE, _SIGNED_DATA, tlv(_EXPLICIT, content))


def _dss(value: bytes) -> bytes:
    """Return r||s (RFC 9231 section 2.3.6) as the DER of RFC 3279 section 2.2.3."""
    half = len(value) // 2
    r, s = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
    return encode_dss_signature(r, s)
