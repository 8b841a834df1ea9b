"""JSON Web Signatures as they are read here: one known form, one algorithm, the caller's own key.

joserfc parses and verifies; what it leaves open is closed here. No key that stands in a message is
ever used, nor an address of one, and a signature has one spelling only (RFC 7515 section 2).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from hub.errors import IdentityRefused

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

ALGORITHMS: Final = ("ES256", "PS256")
"""What a consumer signs with: the one of his key (FAPI 2.0 security profile section 5.4)."""
_OWN: Final = frozenset(ALGORITHMS) | {"RS256"}
_DANGEROUS: Final = ("jwk", "jku", "x5u", "crit")
"""Headers that bring a key, name where one lies, or demand what is not understood here."""
_UNREADABLE: Final = (JoseError, ValueError, TypeError, AttributeError, RecursionError)
"""What the library raises for a token that is none, whatever is wrong with it."""


class _Registry(jws.JWSRegistry):
    """Headers with an RSA key are longer than the library expects, and nothing else is long."""

    max_header_length = 4_096
    max_payload_length = 8_192
    max_signature_length = 2_048


_REGISTRY: Final = _Registry(algorithms=sorted(_OWN))


@dataclass(frozen=True, slots=True)
class Place:
    """What is judged: ``what`` begins the codes of its refusals, ``field`` is where it stood."""

    what: str
    field: str

    def refusal(self, why: str, member: str | None = None) -> IdentityRefused:
        """Return the refusal for ``why``; its field ends with the ``member`` that is wrong."""
        field = f"{self.field}.{member}" if member else self.field
        return IdentityRefused(f"{self.what}-{why}", field=field)


@dataclass(frozen=True, slots=True)
class Jws:
    """A signature that was read and not verified yet: nothing in it is true before `verify`."""

    place: Place
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    _parsed: jws.CompactSignature = field(repr=False)

    def verify(self, key: PublicKey, algorithm: str) -> None:
        """Return when ``key`` signed it by ``algorithm``, which no header chooses.

        Raises `IdentityRefused`: ``none``, ``symmetric`` (HMAC, were it with a public key),
        ``algorithm``, ``other-algorithm`` (a lawful one, of another kind of key), ``invalid``.
        """
        self._check_algorithm(algorithm)
        own = RSAKey.import_key(key) if isinstance(key, rsa.RSAPublicKey) else ECKey.import_key(key)
        try:
            sound = jws.validate_compact(self._parsed, own, registry=_REGISTRY)
        except _UNREADABLE:
            sound = False
        if not sound:
            raise self.place.refusal("invalid")

    def _check_algorithm(self, own: str) -> None:
        named = self.header.get("alg")
        if named == own:
            return
        if not isinstance(named, str) or named.lower() == "none":
            raise self.place.refusal("none", "alg")
        if named.upper().startswith("HS"):
            raise self.place.refusal("symmetric", "alg")
        raise self.place.refusal("other-algorithm" if named in ALGORITHMS else "algorithm", "alg")

    def text(self, name: str) -> str:
        """Return a claim that is a text and not empty."""
        value = self.claims.get(name)
        if not isinstance(value, str) or not value:
            raise self.place.refusal("claim", name)
        return value

    def instant(self, name: str) -> float:
        """Return a claim that is a NumericDate: seconds since 1970 (RFC 7519 section 2)."""
        value = self.claims.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.place.refusal("claim", name)
        if not 0 <= value < 2**40:  # neither infinity nor what is no number passes
            raise self.place.refusal("claim", name)
        return value


def read(octets: str, place: Place, kind: str | None, headers: Collection[str]) -> Jws:
    """Return the compact serialization in ``octets``; its ``typ`` is ``kind``, where one is named.

    Only the ``headers`` named are taken. Raises `IdentityRefused`: ``unreadable``, ``header-jwk``,
    ``header-jku``, ``header-x5u``, ``header-crit``, ``header-unknown``, ``type``.
    """
    try:
        parsed = jws.extract_compact(octets.encode("ascii"), registry=_REGISTRY)
        claims = json.loads(parsed.payload)
        canonical = all(_canonical(part) for part in octets.split("."))
    except _UNREADABLE:
        raise place.refusal("unreadable") from None
    header: object = parsed.protected
    if not (canonical and isinstance(header, dict) and isinstance(claims, dict)):
        raise place.refusal("unreadable")
    if unknown := header.keys() - set(headers):
        found = [name for name in _DANGEROUS if name in unknown]
        raise place.refusal(f"header-{found[0]}" if found else "header-unknown")
    if kind is not None and str(header.get("typ")).lower() != kind:
        raise place.refusal("type", "typ")
    return Jws(place, header, claims, parsed)


def compact(header: Mapping[str, Any], claims: Mapping[str, Any]) -> bytes:
    """Return what a signature of ``header`` and ``claims`` is made over (RFC 7515 section 5.1)."""
    parts = (json.dumps(one, separators=(",", ":")).encode() for one in (header, claims))
    return b".".join(encode(part).encode() for part in parts)


def encode(octets: bytes) -> str:
    """Return ``octets`` in base64url without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes | None:
    """Return the octets of base64url without padding; None for what is not, in its one spelling."""
    try:
        octets = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return octets if encode(octets) == text else None


def _canonical(text: str) -> bool:
    return decode(text) is not None
