"""Access tokens: five minutes' word of the hub on who holds which key (RFC 9068, RFC 7800)."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from hub.api.identity.jose import Jws, Place, compact, encode, read
from hub.api.identity.keys import fingerprint_of, key_name
from signing.signer import ECDSA_SHA256, Signer
from signing.verify.wss import load_certificate

LIFETIME: Final = timedelta(minutes=5)
PLACE: Final = Place("token", "Authorization")
_HEADERS: Final = ("alg", "kid", "typ")
_KEPT: Final = 4_096


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of ours, its signature verified: for whom, under which certificate, how bound.

    Exactly one binding is there: ``holder``, the thumbprint of the key that proofs are made with
    (RFC 9449 section 6.1), or none, and then to the ``fingerprint`` of the client certificate
    (RFC 8705 section 3.1). Instants are seconds since 1970.
    """

    consumer: str
    fingerprint: bytes
    holder: str | None
    made: float
    ends: float


class Mint:
    """Makes tokens with the hub's message key, and knows its own again.

    ``issuer`` is the hub's public address: who issues a token is whom it is for.
    """

    def __init__(self, signer: Signer, issuer: str) -> None:
        self._signer = signer
        self._issuer = issuer
        self._certificate = load_certificate(signer.certificate_der)
        self._algorithm = "ES256" if signer.algorithm == ECDSA_SHA256 else "RS256"
        self._known: OrderedDict[bytes, AccessToken] = OrderedDict()

    def issue(
        self, consumer: str, fingerprint: bytes, holder: str | None, *, now: datetime, name: str
    ) -> str:
        """Return a new token, its ``jti`` the ``name``; bound to ``holder`` or the certificate."""
        header = {
            "typ": "at+jwt",
            "alg": self._algorithm,
            "kid": key_name(self._certificate.fingerprint),
        }
        certificate = key_name(fingerprint)
        claims = {
            "iss": self._issuer,
            "aud": self._issuer,
            "sub": consumer,
            "client_id": consumer,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "jti": name,
            "certificate": certificate,
            "cnf": {"jkt": holder} if holder is not None else {"x5t#S256": certificate},
        }
        octets = compact(header, claims)
        return f"{octets.decode()}.{encode(self._signer.sign(octets))}"

    def read(self, text: str, *, now: datetime, skew: timedelta) -> AccessToken:
        """Return a token of ours that holds at ``now``.

        Raises `IdentityRefused`: what ``jose`` raises, ``audience``, ``claim``, ``expired``,
        ``future`` (of another process, whose clock is ``skew`` ahead or more).
        """
        digest = sha256(text.encode()).digest()
        found = self._known.get(digest) or self._verified(text)
        if found.ends <= now.timestamp():
            self._known.pop(digest, None)
            raise PLACE.refusal("expired", "exp")
        if found.made > now.timestamp() + skew.total_seconds():
            raise PLACE.refusal("future", "iat")
        self._keep(digest, found)
        return found

    def _verified(self, text: str) -> AccessToken:
        token = read(text, PLACE, "at+jwt", _HEADERS)
        token.verify(self._certificate.public_key, self._algorithm)
        if (token.text("iss"), token.text("aud")) != (self._issuer, self._issuer):
            raise PLACE.refusal("audience", "aud")
        binding = token.claims.get("cnf")
        fingerprint = fingerprint_of(token.text("certificate"))
        if fingerprint is None or not isinstance(binding, dict):
            raise PLACE.refusal("claim", "cnf")
        return AccessToken(
            token.text("sub"),
            fingerprint,
            _holder(binding, token),
            token.instant("iat"),
            token.instant("exp"),
        )

    def _keep(self, digest: bytes, token: AccessToken) -> None:
        """Remember a token, and forget the one that was shown longest ago when there are many."""
        self._known[digest] = token
        self._known.move_to_end(digest)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _holder(binding: dict[str, Any], token: Jws) -> str | None:
    holder = binding.get("jkt")
    if holder is None and binding.get("x5t#S256") == token.text("certificate"):
        return None
    if not isinstance(holder, str):
        raise PLACE.refusal("claim", "cnf")
    return holder
