"""A signer whose private key never leaves its token: an HSM, a smart card, SoftHSM (PKCS#11)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from signing.keys.errors import KeyUnusable
from signing.keys.material import PublicKey, chain_of, check_order, encoded, public_key
from signing.keys.material import read_certificates as read_file
from signing.keys.place import TokenKey
from signing.signer import ECDSA_SHA256, RSA_SHA256

_PROBE = b"Peyvand: do this key and this certificate belong together?"


class Held(Protocol):
    """A private key in an open session, as `signing.keys.cryptoki.HeldKey` holds it."""

    @property
    def elliptic(self) -> bool: ...  # noqa: D102 - HeldKey says it

    def sign(self, data: bytes) -> bytes: ...  # noqa: D102 - HeldKey says it

    def certificates(self) -> tuple[list[bytes], list[bytes]]: ...  # noqa: D102 - HeldKey says it


@dataclass(frozen=True, slots=True)
class Pkcs11Signer:
    """A key in a token with its certificate; satisfies `signing.signer.Signer`.

    Safe to use from any thread, one signature at a time; ``sign`` raises `KeyUnusable` when the
    token has gone and does not come back at once.
    """

    key: Held = field(repr=False)
    certificate_der: bytes
    chain_der: tuple[bytes, ...]
    algorithm: str

    def sign(self, data: bytes) -> bytes:
        """Return the SignatureValue octets over ``data``, SHA-256: r||s, or RSA PKCS#1 v1.5."""
        return self.key.sign(data)


def load_pkcs11_signer(place: TokenKey, certificate_path: Path | None = None) -> Pkcs11Signer:
    """Return the signer whose key is at ``place``; load once, it logs in and signs a probe.

    The certificate with its issuers stands in ``certificate_path`` (PEM, in order), or in the
    token under the key's own id. Raises `KeyUnusable` when module, token, key or certificate is
    missing, the PIN is refused, the key is too weak, or key and certificate do not belong together.
    """
    key = _hold(place)
    certificates = _certificates(key, certificate_path)
    public = public_key(certificates[0])
    elliptic = isinstance(public, ec.EllipticCurvePublicKey)
    if elliptic != key.elliptic or not _verifies(public, key.sign(_PROBE)):
        raise KeyUnusable("certificate", "certificate.other-key")
    check_order(certificates)
    leaf, issuers = encoded(certificates)
    return Pkcs11Signer(key, leaf, issuers, ECDSA_SHA256 if elliptic else RSA_SHA256)


def _hold(place: TokenKey) -> Held:
    """Return the key in its session; python-pkcs11 is loaded for whoever needs it."""
    try:
        from signing.keys.cryptoki import HeldKey
    except ModuleNotFoundError as error:
        raise KeyUnusable("token", "token.needs-the-extra-hsm") from error
    return HeldKey(place)


def _certificates(key: Held, path: Path | None) -> list[x509.Certificate]:
    """Return the key's certificate and its issuers, from the file or from the token."""
    if path is not None:
        return read_file(path)
    own, others = ([_parse(der) for der in ders] for ders in key.certificates())
    if len(own) != 1:
        raise KeyUnusable("certificate", "certificate.several" if own else "certificate.missing")
    return chain_of(own[0], others)


def _parse(der: bytes) -> x509.Certificate:
    """Return a certificate of the token."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise KeyUnusable("certificate", "certificate.not-der") from error


def _verifies(key: PublicKey, value: bytes) -> bool:
    """Tell whether ``value`` is the probe's signature by the private half of ``key``."""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            half = len(value) // 2
            r, s = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
            key.verify(encode_dss_signature(r, s), _PROBE, ec.ECDSA(SHA256()))
        else:
            key.verify(value, _PROBE, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
