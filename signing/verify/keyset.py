"""The published keys: a JWK Set (RFC 7517) that says of every key from when until when it signed.

A seal has no room for a chain, so its reader needs these keys beforehand. ``nbf`` and ``exp`` are
the instants (NumericDate, RFC 7519 section 2) between which the key signed; ``revoked_at`` is the
instant from which it may have been in other hands.
"""

import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.verify.cose import KID_OCTETS, PublicKey

LARGEST: Final = 4 * 1024 * 1024
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_SMALLEST_RSA: Final = 2048
_COORDINATE_OCTETS: Final = 32


class KeySetInvalid(ValueError):
    """A key set cannot be relied on; ``rule`` is a stable word for what is wrong with it."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class PublicSealKey:
    """A key and its time; instants are UTC. ``certificate`` is the signer's, in DER."""

    kid: bytes
    key: PublicKey
    certificate: bytes
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeySet:
    """Keys by their ``kid``, the first eight octets of the certificate's SHA-256."""

    keys: Mapping[bytes, PublicSealKey]

    @classmethod
    def of(cls, keys: Iterable[PublicSealKey]) -> "KeySet":
        """Return the set of ``keys``; `KeySetInvalid` when two have one name."""
        listed = tuple(keys)
        found = {one.kid: one for one in listed}
        if len(found) != len(listed):
            raise KeySetInvalid("kid-twice")
        return cls(found)


def read_keyset(data: bytes) -> KeySet:
    """Return the key set in ``data``.

    Members that are not known are passed over, and so are keys of a kind that seals do not use
    (RFC 7517, sections 4 and 5). Everything else must be there once and agree: the parameters with
    the certificate in ``x5c``, the ``kid`` with its digest. Raises `KeySetInvalid`.
    """
    if len(data) > LARGEST:
        raise KeySetInvalid("too-large")
    try:
        document = json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, KeySetInvalid) else KeySetInvalid("not-json") from None
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise KeySetInvalid("no-keys")
    return KeySet.of(key for one in document["keys"] if (key := _key(one)) is not None)


def _key(jwk: object) -> PublicSealKey | None:
    """Return one key, or None for one of a kind that seals do not use."""
    if not isinstance(jwk, dict):
        raise KeySetInvalid("not-a-key")
    if _PRIVATE & jwk.keys():
        raise KeySetInvalid("private-key")
    if (jwk.get("kty"), jwk.get("crv")) not in {("EC", "P-256"), ("RSA", None)}:
        return None
    key, certificate = _public_key(jwk), _certificate(jwk)
    certified = _public_key_of(certificate)
    kid = sha256(certificate).digest()[:KID_OCTETS]
    if jwk.get("kid") != kid_text(kid):
        raise KeySetInvalid("kid")
    if certified != key:
        raise KeySetInvalid("another-certificate")
    first, last = _instant(jwk, "nbf"), _instant(jwk, "exp")
    if last < first:
        raise KeySetInvalid("window")
    revoked = _instant(jwk, "revoked_at") if "revoked_at" in jwk else None
    return PublicSealKey(kid, key, certificate, first, last, revoked)


def kid_text(kid: bytes) -> str:
    """Return a ``kid`` as the key set spells it: base64url without padding."""
    return urlsafe_b64encode(kid).rstrip(b"=").decode()


def _public_key(jwk: Mapping[str, object]) -> PublicKey:
    """Return the key that the parameters give (RFC 7518, sections 6.2.1 and 6.3.1)."""
    try:
        if jwk["kty"] == "EC":
            x, y = _number(jwk, "x", _COORDINATE_OCTETS), _number(jwk, "y", _COORDINATE_OCTETS)
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        key = rsa.RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n")).public_key()
    except ValueError as error:
        raise error if isinstance(error, KeySetInvalid) else KeySetInvalid("key") from None
    if key.key_size < _SMALLEST_RSA:
        raise KeySetInvalid("key")
    return key


def _public_key_of(certificate: bytes) -> object:
    try:
        return x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise KeySetInvalid("x5c") from None


def _certificate(jwk: Mapping[str, object]) -> bytes:
    """Return the first certificate of ``x5c`` (RFC 7517, section 4.7), in DER."""
    match jwk.get("x5c"):
        case [str(first), *_]:
            try:
                return b64decode(first, validate=True)
            except (Base64Error, ValueError):
                raise KeySetInvalid("x5c") from None
    raise KeySetInvalid("x5c")


def _number(jwk: Mapping[str, object], name: str, octets: int | None = None) -> int:
    """Return a Base64urlUInt (RFC 7518, section 2) of so many octets, or of as few as it needs."""
    text = jwk.get(name)
    if not isinstance(text, str):
        raise KeySetInvalid("key")
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    width = octets or max(1, (int.from_bytes(data, "big").bit_length() + 7) // 8)
    if len(data) != width or kid_text(data) != text:
        raise KeySetInvalid("key")
    return int.from_bytes(data, "big")


def _instant(jwk: Mapping[str, object], name: str) -> datetime:
    """Return a NumericDate in whole seconds."""
    seconds = jwk.get(name)
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise KeySetInvalid(name)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise KeySetInvalid(name) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object whose members stand once each (RFC 7517, section 4)."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise KeySetInvalid("member-twice")
    return found


def _no_constant(_name: str) -> object:
    raise KeySetInvalid("not-json")
