"""Signatures of whole requests: method, address, content and token (RFC 9421, RFC 9530).

The library builds the signature base, verifies and digests; what a signature must say to be one
for us, and the instant it is judged at, are here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import rsa
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ECDSA_P256_SHA256, RSA_PSS_SHA512
from starlette.datastructures import Headers

from hub.api.identity.assertions import Shown
from hub.api.identity.jose import Place
from hub.api.identity.keys import key_name
from signing.verify.wss import RegisteredCertificate

TAG: Final = "peyvand"
"""What a signature is tagged with to be for us; others beside it are not looked at."""
PLACE: Final = Place("signature", "Signature-Input")
_COVERED: Final = frozenset({"@method", "@target-uri", "content-digest", "authorization"})
_UNREADABLE: Final = (HTTPMessageSignaturesException, ValueError)


@dataclass(frozen=True, slots=True)
class Message:
    """A request as signatures see it: ``url`` is the address that its sender wrote."""

    method: str
    url: str
    headers: Headers


def is_signed(headers: Headers) -> bool:
    """Tell whether a request bears a signature, sound or not."""
    return "signature" in headers or "signature-input" in headers


def check_signature(
    message: Message,
    body: bytes,
    certificate: RegisteredCertificate,
    *,
    now: datetime,
    skew: timedelta,
) -> Shown:
    """Return what to remember of the signature that ``certificate``'s key made of the request.

    ``keyid`` is the certificate's, ``alg`` its key's own, ``created`` no farther than ``skew`` from
    ``now``, ``nonce`` there, and `_COVERED` is covered, with the idempotency key where one is sent.
    Raises `IdentityRefused`: ``unreadable``, ``certificate``, ``algorithm``, ``claim``,
    ``expired``, ``future``, ``coverage``, ``invalid``, ``digest``.
    """
    named = {"idempotency-key"} & {name.lower() for name in message.headers}
    verifier = _Verifier(certificate, _COVERED | named, now.timestamp(), skew.total_seconds())
    try:
        results = verifier.verify(message, expect_tag=TAG, max_age=None)
    except _UNREADABLE:
        raise PLACE.refusal("invalid" if verifier.nonces else "unreadable") from None
    if len(results) != 1:
        raise PLACE.refusal("repeated")
    try:
        verifier.verify_body(message, results, body)
    except _UNREADABLE:
        raise Place("signature", "Content-Digest").refusal("digest") from None
    nonce, made = verifier.nonces[0]
    name = b"signature\0%s\0%s" % (certificate.fingerprint, nonce.encode())
    return Shown(sha256(name).digest(), datetime.fromtimestamp(made, UTC) + skew)


class _Verifier(HTTPMessageVerifier):
    """The library's verifier for one certificate at one instant, in place of its own clock."""

    def __init__(
        self, certificate: RegisteredCertificate, covered: frozenset[str], now: float, skew: float
    ) -> None:
        self._kid = key_name(certificate.fingerprint)
        self._covered = covered
        self._now = now
        self._skew = skew
        self.nonces: list[tuple[str, int]] = []
        key = certificate.public_key
        super().__init__(
            signature_algorithm=RSA_PSS_SHA512
            if isinstance(key, rsa.RSAPublicKey)
            else ECDSA_P256_SHA256,
            key_resolver=MappingKeyResolver(public_keys={self._kid: key}, private_keys={}),
        )

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Judge all that a signature says of itself; called before its key is used."""
        said = dict(sig_input.params)
        if said.get("keyid") != self._kid:
            raise PLACE.refusal("certificate", "keyid")
        if said.get("alg") != self.signature_algorithm.algorithm_id:
            raise PLACE.refusal("algorithm", "alg")
        if not isinstance(nonce := said.get("nonce"), str) or not nonce:
            raise PLACE.refusal("claim", "nonce")
        made = self._made_at(said)
        covered = {one.value for one in sig_input if not one.params}
        if missing := sorted(self._covered - covered):
            raise PLACE.refusal("coverage", missing[0])
        self.nonces.append((nonce, made))

    def _made_at(self, said: dict[str, Any]) -> int:
        made, ends = said.get("created"), said.get("expires", 2**40)
        if type(made) is not int or type(ends) is not int or not 0 <= made < 2**40:
            raise PLACE.refusal("claim", "created")
        if made > self._now + self._skew:
            raise PLACE.refusal("future", "created")
        if min(made, ends) + self._skew < self._now:
            raise PLACE.refusal("expired", "created")
        return made
