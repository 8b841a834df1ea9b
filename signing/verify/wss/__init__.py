"""WS-Security, one strict profile: verifies signed SOAP messages, requests and replies alike."""

from signing.verify.wss.keys import CertificateUnfit, RegisteredCertificate, load_certificate
from signing.verify.wss.message import (
    MAX_LIFETIME,
    SKEW,
    Registered,
    VerifiedMessage,
    verify,
)
from signing.verify.wss.refusals import FAULTS, MessageRefused

__all__ = [
    "FAULTS",
    "MAX_LIFETIME",
    "SKEW",
    "CertificateUnfit",
    "MessageRefused",
    "Registered",
    "RegisteredCertificate",
    "VerifiedMessage",
    "load_certificate",
    "verify",
]
