"""A signer whose private key is a file: PEM (PKCS#8, encrypted or not) or PKCS#12."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from signing.keys.errors import KeyUnusable
from signing.keys.material import (
    SMALLEST_RSA,
    chain_of,
    check_order,
    encoded,
    public_bytes,
    public_key,
    read_certificates,
    read_private,
)
from signing.signer import ECDSA_SHA256, RSA_SHA256

_ECDSA = ec.ECDSA(SHA256())
_PKCS1 = padding.PKCS1v15()


@dataclass(frozen=True, slots=True)
class FileSigner:
    """A key held in memory with its certificate; satisfies `signing.signer.Signer`.

    ``certificate_der`` is the leaf, ``chain_der`` its issuers from the leaf upward without the
    self-signed root. The key is checked once, when it is loaded, and never printed.
    """

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(repr=False)
    certificate_der: bytes
    chain_der: tuple[bytes, ...]

    @property
    def algorithm(self) -> str:
        """The XML Signature method URI that this key signs with."""
        return ECDSA_SHA256 if isinstance(self.key, ec.EllipticCurvePrivateKey) else RSA_SHA256

    def sign(self, data: bytes) -> bytes:
        """Return the SignatureValue octets over ``data``, SHA-256.

        ECDSA gives r||s, 32 octets each (RFC 9231 section 2.3.6), RSA PKCS#1 v1.5.
        """
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, _PKCS1, SHA256())
        r, s = decode_dss_signature(self.key.sign(data, _ECDSA))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def load_signer(
    key_path: Path, certificate_path: Path | None = None, password: bytes | None = None
) -> FileSigner:
    """Return the signer kept in ``key_path``; load once, it costs up to 100 ms.

    The key is PEM with ``certificate_path`` holding the leaf and its issuers in order, or PKCS#12
    (``.p12``, ``.pfx``) that holds both. Raises `KeyUnusable` when a file is missing, open to
    others, undecipherable, too weak, or when key and certificate do not belong together.
    """
    data = read_private(key_path, "key")
    if key_path.suffix.lower() in {".p12", ".pfx"}:
        key, certificates = _open_pkcs12(data, password)
    else:
        key, certificates = _open_pem(data, password), read_certificates(certificate_path)
    if public_bytes(key.public_key()) != public_bytes(public_key(certificates[0])):
        raise KeyUnusable("certificate", "certificate.other-key")
    check_order(certificates)
    leaf, issuers = encoded(certificates)
    return FileSigner(key=key, certificate_der=leaf, chain_der=issuers)


def _open_pem(
    data: bytes, password: bytes | None
) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    """Return the private key in PEM ``data``."""
    try:
        return _strong(load_pem_private_key(data, password))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable("key", "key.not-decipherable") from error


def _open_pkcs12(
    data: bytes, password: bytes | None
) -> tuple[ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, list[x509.Certificate]]:
    """Return the key, and its certificate with issuers, in PKCS#12 ``data`` (RFC 7292)."""
    try:
        key, leaf, issuers = pkcs12.load_key_and_certificates(data, password)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnusable("key", "key.not-decipherable") from error
    strong = _strong(key)
    if leaf is None:
        raise KeyUnusable("certificate", "certificate.missing")
    return strong, chain_of(leaf, issuers)


def _strong(key: object) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    """Return ``key`` when it is P-256 or RSA of at least 2048 bits."""
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SMALLEST_RSA:
        return key
    raise KeyUnusable("key", "key.kind")
