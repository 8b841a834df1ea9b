"""The published keys as a JWK Set (RFC 7517), for whoever reads seals without a line to us."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

_KID_OCTETS = 8
_COORDINATE_OCTETS = 32


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A signing certificate with its issuers (DER, leaf first), and when its key signed.

    Instants are not naive; ``revoked_at`` is the one from which the key may have been in other
    hands, None for a key that was never lost.
    """

    certificates: tuple[bytes, ...]
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None = None


def write_keyset(entries: Iterable[KeyEntry]) -> bytes:
    """Return the key set of ``entries`` as UTF-8 JSON, in the order given.

    A key is there once, however often it was certified: each certificate is an entry of its own.
    Raises ``ValueError`` for a key that is neither P-256 nor RSA, and for a naive instant.
    """
    keys = [_jwk(entry) for entry in entries]
    return json.dumps({"keys": keys}, indent=1).encode() + b"\n"


def _jwk(entry: KeyEntry) -> dict[str, object]:
    """Return one key with its certificate, its time, and the seal's name for it."""
    leaf = entry.certificates[0]
    found: dict[str, object] = {
        **_parameters(x509.load_der_x509_certificate(leaf).public_key()),
        "use": "sig",
        "kid": _base64url(sha256(leaf).digest()[:_KID_OCTETS]),
        "x5c": [b64encode(der).decode() for der in entry.certificates],
        "nbf": _seconds(entry.not_before),
        "exp": _seconds(entry.not_after),
    }
    if entry.revoked_at is not None:
        found["revoked_at"] = _seconds(entry.revoked_at)
    return found


def _parameters(key: object) -> dict[str, object]:
    """Return the public parameters (RFC 7518, sections 6.2.1 and 6.3.1)."""
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        point = key.public_numbers()
        x, y = (one.to_bytes(_COORDINATE_OCTETS, "big") for one in (point.x, point.y))
        return {
            "kty": "EC",
            "alg": "ES256",
            "crv": "P-256",
            "x": _base64url(x),
            "y": _base64url(y),
        }
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "alg": "RS256", "n": _uint(numbers.n), "e": _uint(numbers.e)}
    raise ValueError("a published key is P-256 or RSA")


def _uint(number: int) -> str:
    """Return a Base64urlUInt (RFC 7518, section 2)."""
    return _base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _seconds(instant: datetime) -> int:
    """Return a NumericDate (RFC 7519, section 2)."""
    if instant.tzinfo is None:
        raise ValueError("a key's instants have a zone")
    return int(instant.timestamp())
