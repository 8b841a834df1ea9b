"""The keys of a process: opened from their settings, before a port is."""

from datetime import datetime

from cryptography import x509

from hub.config import KeySettings, Pkcs11Settings, Settings
from hub.errors import Misconfigured
from signing.keys.errors import KeyUnusable
from signing.keys.file import load_signer
from signing.keys.material import read_password
from signing.keys.pkcs11 import load_pkcs11_signer
from signing.keys.place import TokenKey
from signing.keys.ring import Ring
from signing.signer import Signer


def open_ring(settings: Settings) -> Ring:
    """Return the keys that certificates and receipts are signed with, now and next.

    Raises `Misconfigured` for a key that is not set or cannot sign, and for a certificate that
    does not hold when its key's turn comes or ends.
    """
    first = open_signer(settings.certificate_key, "certificate_key")
    following = settings.next_certificate_key
    if following is None:
        return Ring([(None, first)])
    second = open_signer(following, "next_certificate_key")
    _check_holds(first, following.since, "certificate_key")
    _check_holds(second, following.since, "next_certificate_key")
    return Ring([(None, first), (following.since, second)])


def open_anchors(settings: Settings) -> tuple[x509.Certificate, ...]:
    """Return the anchors that the hub holds its own documents, stamps and revocation against.

    Raises `Misconfigured` when none are set or the file holds none.
    """
    if settings.trust is None:
        raise Misconfigured("trust is not set: the anchors (PEM) of our own certificates")
    try:
        return tuple(x509.load_pem_x509_certificates(settings.trust.read_bytes()))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"trust: no certificates in {settings.trust}") from error


def open_signer(key: KeySettings | None, name: str) -> Signer:
    """Return the signer of a configured key, called ``name`` in the settings.

    Raises `Misconfigured` for a key that is not set or cannot sign.
    """
    if key is None:
        raise Misconfigured(f"{name} is not set")
    try:
        return _signer(key)
    except KeyUnusable as error:
        raise Misconfigured(f"{name}: {error}") from error


def _signer(key: KeySettings) -> Signer:
    """Return the signer from its file or its token."""
    if key.pkcs11 is not None:
        return load_pkcs11_signer(_place(key.pkcs11), key.certificate)
    if key.key is None:
        raise KeyUnusable("key", "key.missing")
    password = read_password(key.password, "password") if key.password else None
    return load_signer(key.key, key.certificate, password)


def _place(token: Pkcs11Settings) -> TokenKey:
    """Return where a key is, in the words of ``signing``."""
    return TokenKey(
        module=token.module,
        token=token.token,
        pin=token.pin,
        label=token.label,
        id=bytes.fromhex(token.id) if token.id else None,
    )


def _check_holds(signer: Signer, at: datetime, name: str) -> None:
    """Raise `Misconfigured` unless the signer's certificate is in force when the keys change."""
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise Misconfigured(f"{name}: its certificate is not in force at {at.isoformat()}")
