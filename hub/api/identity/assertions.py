"""Client assertions: a consumer's signed word that it is he who asks for a token (RFC 7523)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from hub.api.identity.jose import Jws, Place, read
from hub.api.identity.keys import algorithm_of, fingerprint_of
from signing.verify.wss import RegisteredCertificate

LIFETIME: Final = timedelta(minutes=5)
"""How far ahead an assertion may end."""
PLACE: Final = Place("assertion", "client_assertion")
_HEADERS: Final = ("alg", "kid", "typ", "x5t#S256")


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof that may be shown once: its name, and until when it must be remembered (UTC)."""

    replay_key: bytes
    expires_at: datetime


def read_assertion(text: str) -> tuple[Jws, bytes]:
    """Return the assertion, not verified yet, and the fingerprint of the certificate it names.

    Raises `IdentityRefused`: what `read` raises, and ``certificate`` where ``kid`` and
    ``x5t#S256`` name none, or two.
    """
    assertion = read(text, PLACE, None, _HEADERS)
    header = assertion.header
    named = {fingerprint_of(header[name]) for name in ("kid", "x5t#S256") if name in header}
    fingerprint = named.pop() if len(named) == 1 else None
    if fingerprint is None:
        raise PLACE.refusal("certificate", "kid")
    return assertion, fingerprint


def check_assertion(
    assertion: Jws,
    certificate: RegisteredCertificate,
    *,
    consumer: str,
    audiences: frozenset[str],
    now: datetime,
    skew: timedelta,
) -> Shown:
    """Return what to remember of a sound assertion of ``consumer``.

    Its signature is verified first. ``iss`` and ``sub`` are the consumer's code, ``aud`` one of
    ``audiences`` alone, ``exp`` within five minutes, ``iat`` and ``nbf`` not to come, ``jti`` there
    (RFC 7523 section 3). Clocks may differ by ``skew``. Raises `IdentityRefused`.
    """
    assertion.verify(certificate.public_key, algorithm_of(certificate.public_key))
    if (assertion.text("iss"), assertion.text("sub")) != (consumer, consumer):
        raise PLACE.refusal("issuer", "iss")
    audience = assertion.claims.get("aud")
    if audience not in [*audiences, *([one] for one in audiences)]:
        raise PLACE.refusal("audience", "aud")
    ends = _lasts_until(assertion, now.timestamp(), skew.total_seconds())
    name = f"assertion\0{consumer}\0{assertion.text('jti')}"
    return Shown(sha256(name.encode()).digest(), datetime.fromtimestamp(ends, UTC) + skew)


def _lasts_until(assertion: Jws, now: float, skew: float) -> float:
    """Return when the assertion ends, in seconds since 1970; `IdentityRefused` for one not now."""
    ends = assertion.instant("exp")
    if ends + skew <= now:
        raise PLACE.refusal("expired", "exp")
    if ends > now + LIFETIME.total_seconds() + skew:
        raise PLACE.refusal("lifetime", "exp")
    for name in ("iat", "nbf"):
        if name in assertion.claims and assertion.instant(name) > now + skew:
            raise PLACE.refusal("future", name)
    return ends
