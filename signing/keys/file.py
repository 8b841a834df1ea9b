"""A signer whose private key is a file: PEM (PKCS#8, encrypted or not) or PKCS#12."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

from signing.keys.errors import KeyUnusable
from signing.signer import ECDSA_SHA256, RSA_SHA256

_ECDSA = ec.ECDSA(SHA256())
_PKCS1 = padding.PKCS1v15()
_PRIVATE_TO_OWNER = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO
SMALLEST_RSA = 2048


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
    others, undecipherable, too weak, or when key and certificate do not belong together. A group
    may read the key file, since that is how orchestrators hand out secrets.
    """
    data = _read_private(key_path)
    if key_path.suffix.lower() in {".p12", ".pfx"}:
        key, certificates = _open_pkcs12(data, password)
    else:
        key, certificates = _open_pem(data, password), _read_certificates(certificate_path)
    leaf, *issuers = certificates
    if _public_bytes(key.public_key()) != _public_bytes(leaf.public_key()):
        raise KeyUnusable("certificate", "certificate.other-key")
    _check_order(certificates)
    return FileSigner(
        key=key,
        certificate_der=leaf.public_bytes(Encoding.DER),
        chain_der=tuple(c.public_bytes(Encoding.DER) for c in issuers if c.subject != c.issuer),
    )


def _read_private(path: Path) -> bytes:
    """Return the key file's bytes, refusing one that others may read or the group may change."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & _PRIVATE_TO_OWNER:
                raise KeyUnusable("key", "key.open-to-others")
            return file.read()
    except OSError as error:
        raise KeyUnusable("key", "key.unreadable") from error


def _open_pem(
    data: bytes, password: bytes | None
) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    """Return the private key in PEM ``data``."""
    try:
        return _strong(load_pem_private_key(data, password))
    except (ValueError, TypeError) as error:
        raise KeyUnusable("key", "key.not-decipherable") from error


def _open_pkcs12(
    data: bytes, password: bytes | None
) -> tuple[ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, list[x509.Certificate]]:
    """Return the key and the certificates, leaf first, in PKCS#12 ``data``."""
    try:
        key, leaf, issuers = pkcs12.load_key_and_certificates(data, password)
    except ValueError as error:
        raise KeyUnusable("key", "key.not-decipherable") from error
    if leaf is None:
        raise KeyUnusable("key", "certificate.missing")
    return _strong(key), [leaf, *issuers]


def _strong(key: object) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    """Return ``key`` when it is P-256 or RSA of at least 2048 bits."""
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SMALLEST_RSA:
        return key
    raise KeyUnusable("key", "key.kind")


def _read_certificates(path: Path | None) -> list[x509.Certificate]:
    """Return the PEM certificates in ``path``, at least one."""
    if path is None:
        raise KeyUnusable("certificate", "certificate.missing")
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise KeyUnusable("certificate", "certificate.unreadable") from error
    except ValueError as error:
        raise KeyUnusable("certificate", "certificate.not-pem") from error


def _check_order(certificates: Sequence[x509.Certificate]) -> None:
    """Raise unless each certificate was issued by the one after it."""
    for certificate, issuer in pairwise(certificates):
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise KeyUnusable("certificate", "certificate.chain-order") from error


def _public_bytes(key: object) -> bytes:
    """Return ``key`` as SubjectPublicKeyInfo, for comparing."""
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise KeyUnusable("certificate", "certificate.key-kind")
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
