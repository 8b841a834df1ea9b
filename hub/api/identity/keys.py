"""A registered key in the words of JOSE: its identifier, its algorithm, its thumbprint."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwk

from hub.api.identity.jose import Place, PublicKey, decode, encode
from signing.verify.wss import RegisteredCertificate

_MEMBERS: Final = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
"""The members a thumbprint is made over (RFC 7638 section 3.2)."""


def key_name(fingerprint: bytes) -> str:
    """Return a certificate's ``kid`` and ``x5t#S256``: the base64url SHA-256 of its DER."""
    return encode(fingerprint)


def fingerprint_of(name: object) -> bytes | None:
    """Return the fingerprint that a ``kid`` names; None for what names none."""
    octets = decode(name) if isinstance(name, str) else None
    return octets if octets is not None and len(octets) == 32 else None


def algorithm_of(key: PublicKey) -> str:
    """Return the one algorithm a consumer's key signs with: PS256 for RSA, ES256 for P-256."""
    return "PS256" if isinstance(key, rsa.RSAPublicKey) else "ES256"


def thumbprint_of(key: PublicKey) -> str:
    """Return the thumbprint of a public key (RFC 7638, SHA-256)."""
    if isinstance(key, rsa.RSAPublicKey):
        return jwk.RSAKey.import_key(key).thumbprint()
    return jwk.ECKey.import_key(key).thumbprint()


def thumbprint(members: Mapping[str, Any]) -> str | None:
    """Return the thumbprint of a key as it stands in a message; None for what is no public key.

    Only the spelling of RFC 7518 section 6 gives the thumbprint of the registered key, so that
    equal thumbprints are equal keys and the one in the message need not be loaded.
    """
    names = _MEMBERS.get(str(members.get("kty")))
    if names is None or not all(isinstance(members.get(name), str) for name in names):
        return None
    return jwk.thumbprint({name: members[name] for name in names})


def check_holds(certificate: RegisteredCertificate, place: Place, now: datetime) -> None:
    """Return when the certificate holds at ``now``; `IdentityRefused` ``not-in-force``."""
    if not certificate.not_before <= now <= certificate.not_after:
        raise place.refusal("not-in-force")
