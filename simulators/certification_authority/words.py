"""What the authority speaks of: keys with their certificates, and revocations."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """A key with its certificate: an authority, or the responder it delegates to."""

    key: Key
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class Revocation:
    """Since when (UTC) a certificate is revoked, and why (RFC 5280 section 5.3.1)."""

    at: datetime
    reason: x509.ReasonFlags | None = None
