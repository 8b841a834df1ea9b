"""The proof itself: the certificate that was meant, the digests, and the signature value."""

from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from signing.signer import ECDSA_SHA256
from signing.verify.algorithms import SMALLEST_RSA, WEAK, PublicKey
from signing.verify.der import INTEGER, SEQUENCE, only, read_issuer_serial
from signing.verify.dissect import Parts
from signing.verify.report import Refused

_ECDSA = ec.ECDSA(SHA256())
_PKCS1 = padding.PKCS1v15()
_VERSION = 0xA0


def prove(parts: Parts) -> x509.Certificate:
    """Return the signer's certificate once digests and signature have been found true with it.

    Whether that certificate is anybody's to trust is another question, answered by the chain.
    """
    certificate = signing_certificate(parts)
    key = public_key(parts.certificates[0])
    if not compare_digest(sha256(parts.content).digest(), parts.content_digest):
        raise Refused("digest", "content")
    if not compare_digest(sha256(parts.properties).digest(), parts.properties_digest):
        raise Refused("digest", "properties")
    _check_value(parts, key)
    return certificate


def signing_certificate(parts: Parts) -> x509.Certificate:
    """Return the leaf of KeyInfo, which SigningCertificateV2 must name (EN 319 132-1, 5.2.2)."""
    leaf = parts.certificates[0]
    if not compare_digest(sha256(leaf).digest(), parts.certificate_digest):
        raise Refused("signing-certificate", "digest")
    try:
        certificate = load(leaf)
        named = read_issuer_serial(parts.issuer_serial)
    except ValueError:
        raise Refused("signing-certificate", "unreadable") from None
    if named != issuer_and_serial(leaf):
        raise Refused("signing-certificate", "issuer-serial")
    return certificate


@lru_cache(maxsize=64)
def load(der: bytes) -> x509.Certificate:
    """Return the certificate in ``der``; ``ValueError`` when it is none.

    A serial number that is not positive (RFC 5280 section 4.1.2.2) is refused here, since the
    library only warns of it, and a name that it cannot read, since it looks at names late.
    """
    body = only(SEQUENCE, der).enter(SEQUENCE)
    body.optional(_VERSION)
    if not b"\0" < body.take(INTEGER) < b"\x80":
        raise ValueError("a serial number is positive")
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = certificate.issuer, certificate.subject
    except x509.InvalidVersion as invalid:
        raise ValueError("a certificate of a version that there is not") from invalid
    except TypeError as unreadable:
        raise ValueError("a name that cannot be read") from unreadable
    return certificate


@lru_cache(maxsize=64)
def issuer_and_serial(der: bytes) -> tuple[bytes, int]:
    """Return the issuer's name in DER and the serial number of a certificate."""
    certificate = load(der)
    return certificate.issuer.public_bytes(), certificate.serial_number


@lru_cache(maxsize=64)
def subject(der: bytes) -> bytes:
    """Return the subject's name in DER of a certificate."""
    return load(der).subject.public_bytes()


@lru_cache(maxsize=64)
def public_key(der: bytes) -> PublicKey:
    """Return the key of the certificate in ``der``: P-256, or RSA of at least 2048 bits."""
    try:
        key = load(der).public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise Refused("signing-certificate", "key", WEAK) from None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA:
        return key
    raise Refused("signing-certificate", "key", WEAK)


def _check_value(parts: Parts, key: PublicKey) -> None:
    """Check the signature value over SignedInfo with the key that its algorithm needs."""
    elliptic = isinstance(key, ec.EllipticCurvePublicKey)
    if elliptic != (parts.algorithm == ECDSA_SHA256):
        raise Refused("signature", "key-kind")
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(_dss(parts.value), parts.signed_info, _ECDSA)
        else:
            key.verify(parts.value, parts.signed_info, _PKCS1, SHA256())
    except InvalidSignature:
        raise Refused("signature", "value") from None


def _dss(value: bytes) -> bytes:
    """Return r||s (RFC 9231 section 2.3.6), 32 octets each, as the DER that OpenSSL reads."""
    if len(value) != 64:
        raise Refused("signature", "length")
    return encode_dss_signature(
        int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")
    )
