"""Certificates of agencies that do not exist, made once in a test run."""

from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.keys.pki import Authority, create_authority
from tests.kit import article37 as kit


@cache
def authority() -> Authority:
    """Return the one root of the test run."""
    return create_authority("Test root", now=kit.NOW)


@cache
def message_certificate(name: str) -> bytes:
    """Return the certificate (DER) of the message key called ``name``."""
    issued = authority().issue(name, now=kit.NOW, days=30, use="messages")
    return x509.load_pem_x509_certificate(issued.chain_pem).public_bytes(Encoding.DER)
