"""The seal: what the QR code on a printed certificate says, in few octets."""

from dataclasses import dataclass
from datetime import datetime

from schemas.canonical.certificate import CertificateNumber, CertificateType
from schemas.canonical.decision import Outcome


@dataclass(frozen=True, slots=True)
class SealClaims:
    """The claims of a seal: enough to know the paper by, and no more personal data than it needs.

    ``subject`` is the workshop the certificate speaks of (number and branch, ``0001234567/0012``),
    never a person. Instants are in whole seconds, not naive. ``digest`` is the SHA-256 (32 octets)
    of the certificate's XML as it was issued.
    """

    number: CertificateNumber
    type: CertificateType
    decision: Outcome
    subject: str
    issued: datetime
    valid_until: datetime
    digest: bytes
