"""Proofs of possession: that who shows a token holds the key it was issued to (DPoP, RFC 9449)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from hub.api.identity.assertions import Shown
from hub.api.identity.jose import Jws, Place, encode, read
from hub.api.identity.keys import algorithm_of, thumbprint
from signing.verify.wss import RegisteredCertificate

PLACE: Final = Place("proof", "DPoP")
_HEADERS: Final = ("alg", "jwk", "typ")
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Shot:
    """The request that a proof is for: method, address, and the token where one is shown."""

    method: str
    address: str
    token: str | None = None


def check_proof(
    texts: list[str],
    shot: Shot,
    *,
    certificate: RegisteredCertificate,
    holder: str,
    now: datetime,
    skew: timedelta,
) -> Shown:
    """Return what to remember of the one proof in ``texts``, the values of the header.

    The key in it must have the thumbprint ``holder``, which is the certificate's key's (RFC 9449
    section 4.3). Raises `IdentityRefused`: ``missing``, ``repeated``, what `read` raises,
    ``key``, ``private``, ``method``, ``address``, ``token``, ``expired``, ``future``, ``claim``.
    """
    proof = _read(texts)
    _check_key(proof, holder)
    proof.verify(certificate.public_key, algorithm_of(certificate.public_key))
    if proof.text("htm") != shot.method:
        raise PLACE.refusal("method", "htm")
    if plain_address(proof.text("htu")) != plain_address(shot.address):
        raise PLACE.refusal("address", "htu")
    if shot.token is not None and proof.text("ath") != token_hash(shot.token):
        raise PLACE.refusal("token", "ath")
    made = _made_at(proof, now.timestamp(), skew.total_seconds())
    name = f"dpop\0{holder}\0{proof.text('jti')}"
    return Shown(sha256(name.encode()).digest(), datetime.fromtimestamp(made, UTC) + skew)


def token_hash(token: str) -> str:
    """Return what a proof says of the token beside it: ``ath`` (RFC 9449 section 4.2)."""
    return encode(sha256(token.encode()).digest())


def plain_address(url: str) -> tuple[str, str, int | None, str] | None:
    """Return an address without query and fragment, as two spellings of it compare.

    None for what is no address (RFC 3986 sections 6.2.2.1 and 6.2.3; RFC 9449 section 4.3).
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port, parts.path or "/"


def _read(texts: list[str]) -> Jws:
    if not texts:
        raise PLACE.refusal("missing")
    if len(texts) > 1:
        raise PLACE.refusal("repeated")
    return read(texts[0], PLACE, "dpop+jwt", _HEADERS)


def _check_key(proof: Jws, holder: str) -> None:
    members = proof.header.get("jwk")
    if not isinstance(members, dict):
        raise PLACE.refusal("key", "jwk")
    if members.keys() & _PRIVATE:
        raise PLACE.refusal("private", "jwk")
    if thumbprint(members) != holder:
        raise PLACE.refusal("key", "jwk")


def _made_at(proof: Jws, now: float, skew: float) -> float:
    """Return when the proof was made, in seconds since 1970; `IdentityRefused` for one not now."""
    made = proof.instant("iat")
    if made > now + skew:
        raise PLACE.refusal("future", "iat")
    if made + skew < now:
        raise PLACE.refusal("expired", "iat")
    return made
