"""A registered certificate as the verifier uses it: loaded and judged once, kept by the caller."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing.signer import ECDSA_SHA256, RSA_SHA256

SMALLEST_RSA = 2048
_ECDSA = ec.ECDSA(SHA256())
_PKCS1 = padding.PKCS1v15()


class CertificateUnfit(ValueError):
    """A certificate cannot be registered: its key is too weak or of a kind the profile lacks."""


@dataclass(frozen=True, slots=True)
class RegisteredCertificate:
    """One sender's certificate with its key loaded; immutable, so that a process may cache it.

    ``fingerprint`` is the SHA-256 of the DER certificate, ``key_id`` the SHA-256 of its
    SubjectPublicKeyInfo; the validity period is in UTC.
    """

    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    fingerprint: bytes
    key_id: bytes
    not_before: datetime
    not_after: datetime

    @property
    def algorithm(self) -> str:
        """The one XML Signature method URI that signatures of this key may name (RFC 9231)."""
        return RSA_SHA256 if isinstance(self.public_key, rsa.RSAPublicKey) else ECDSA_SHA256

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether ``signature`` (r||s of 64 octets, or PKCS#1 v1.5) is good for ``data``."""
        key = self.public_key
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(signature, data, _PKCS1, SHA256())
                return True
            if len(signature) != 64:
                return False
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), data, _ECDSA)
        except InvalidSignature:
            return False
        return True


def load_certificate(der: bytes) -> RegisteredCertificate:
    """Return the certificate in ``der`` for `verify`; load once, keep by its fingerprint.

    Raises:
        CertificateUnfit: RSA under 2048 bits, a curve other than P-256, another kind of key, or
            octets that are no certificate (profile: NIST SP 800-131A, RFC 5480).
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
    except (ValueError, TypeError) as error:
        raise CertificateUnfit("unreadable certificate") from error
    if isinstance(key, rsa.RSAPublicKey):
        fit = key.key_size >= SMALLEST_RSA
    else:
        fit = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    if not fit or not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise CertificateUnfit("RSA of 2048 bits or more, or P-256")
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return RegisteredCertificate(
        public_key=key,
        fingerprint=sha256(der).digest(),
        key_id=sha256(spki).digest(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
