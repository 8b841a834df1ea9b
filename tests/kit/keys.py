"""Keys and certificates of a hub and of agencies that do not exist, made once in a test run."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.keys.file import FileSigner, load_signer
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


@cache
def certificate_signer() -> FileSigner:
    """Return the hub's signer of certificates and receipts."""
    issued = authority().issue("Certificate signer", now=kit.NOW, days=365)
    with TemporaryDirectory() as folder:
        return load_signer(*issued.write(Path(folder), "signer"))


@cache
def trust() -> Sequence[x509.Certificate]:
    """Return the anchors that the hub's documents chain to."""
    return (x509.load_pem_x509_certificate(authority().certificate_pem),)
