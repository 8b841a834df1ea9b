"""What keys in files and keys in tokens have in common: their certificates, and their secrets."""

import os
import stat
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing.keys.errors import KeyUnusable

SMALLEST_RSA = 2048
_PRIVATE_TO_OWNER = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO
_REFUSED = (ValueError, TypeError, InvalidSignature)

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def read_private(path: Path, role: str) -> bytes:
    """Return the bytes of a secret's file.

    Raises `KeyUnusable` for one that others may read or the group may change. A group may read
    it, since that is how orchestrators hand out secrets.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & _PRIVATE_TO_OWNER:
                raise KeyUnusable(role, f"{role}.open-to-others")
            return file.read()
    except OSError as error:
        raise KeyUnusable(role, f"{role}.unreadable") from error


def read_password(path: Path, role: str) -> bytes:
    """Return the password or PIN that is the one line of a file; `KeyUnusable` as for a key."""
    secret = read_private(path, role).strip()
    if not secret:
        raise KeyUnusable(role, f"{role}.empty")
    return secret


def read_certificates(path: Path | None) -> list[x509.Certificate]:
    """Return the PEM certificates in ``path``, the leaf first, at least one."""
    if path is None:
        raise KeyUnusable("certificate", "certificate.missing")
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise KeyUnusable("certificate", "certificate.unreadable") from error
    except ValueError as error:
        raise KeyUnusable("certificate", "certificate.not-pem") from error


def check_order(certificates: Sequence[x509.Certificate]) -> None:
    """Raise `KeyUnusable` unless each certificate was issued by the one after it."""
    for certificate, issuer in pairwise(certificates):
        if not _issued(certificate, issuer):
            raise KeyUnusable("certificate", "certificate.chain-order")


def chain_of(leaf: x509.Certificate, pool: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """Return ``leaf`` and its issuers among ``pool``, in order, as far as they are there."""
    chain, left = [leaf], [one for one in pool if one != leaf]
    while issuer := next((one for one in left if _issued(chain[-1], one)), None):
        chain.append(issuer)
        left.remove(issuer)
    return chain


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether ``issuer`` signed ``certificate``."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except _REFUSED:
        return False
    return True


def public_key(certificate: x509.Certificate) -> PublicKey:
    """Return the key of a certificate: P-256, or RSA of at least 2048 bits; else `KeyUnusable`."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA:
        return key
    raise KeyUnusable("certificate", "certificate.key-kind")


def public_bytes(key: PublicKey) -> bytes:
    """Return ``key`` as SubjectPublicKeyInfo, for comparing."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def encoded(certificates: Sequence[x509.Certificate]) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the leaf, and its issuers without a self-signed root, in DER."""
    leaf, *issuers = certificates
    below = (one for one in issuers if one.subject != one.issuer)
    return leaf.public_bytes(Encoding.DER), tuple(one.public_bytes(Encoding.DER) for one in below)
