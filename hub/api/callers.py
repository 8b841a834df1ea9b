"""Who asks at a REST door: his token, his proof that it is his, and his signature, judged here.

The doorkeeper reads the register of consumers and nothing else. What names the proof of a request
is handed on, and stored by the statement that admits the request.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from hub.api.consumers import AGE, Consumers
from hub.api.identity.assertions import Shown
from hub.api.identity.client_certificates import PLACE as CLIENT_CERTIFICATE
from hub.api.identity.client_certificates import client_fingerprint
from hub.api.identity.jose import Place
from hub.api.identity.keys import check_holds
from hub.api.identity.proofs import Shot, check_proof
from hub.api.identity.signatures import Message, check_signature, is_signed
from hub.api.identity.tokens import PLACE as TOKEN
from hub.api.identity.tokens import AccessToken, Mint
from schemas.canonical.case import Consumer
from signing.verify.wss import RegisteredCertificate


@dataclass(frozen=True, slots=True)
class Caller:
    """A consumer who proved who he is, at a REST door.

    ``replay_key`` names the proof of this very request (32 octets) and must be remembered until
    ``expires_at`` (UTC), by the statement that admits the request. ``signed`` says that a sound
    signature of his covers method, target, content digest and authorization (RFC 9421).
    """

    consumer: Consumer
    replay_key: bytes
    expires_at: datetime
    signed: bool


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """What identity at the doors is told from outside.

    ``public_url`` is the origin that consumers address, without a slash at its end; ``skew`` how
    far clocks may differ; ``client_certificates`` whether a proxy hands them on (RFC 9440).
    """

    public_url: str
    skew: timedelta
    clock: Callable[[], datetime]
    client_certificates: bool = False


async def registered(
    consumers: Consumers, fingerprint: bytes, place: Place, now: datetime
) -> tuple[RegisteredCertificate, Consumer]:
    """Return the certificate and whose it is; one that is not known is looked for once more.

    Raises `IdentityRefused`: ``unknown-certificate``, ``not-in-force``; and `HubUnavailable`.
    """
    await consumers.refresh()
    certificate = consumers.certificate(fingerprint)
    if certificate is None:
        await consumers.refresh(older_than=AGE / 5)
        certificate = consumers.certificate(fingerprint)
    if certificate is None:
        raise place.refusal("unknown-certificate")
    check_holds(certificate, place, now)
    return certificate, consumers.owner(fingerprint)


class Doorkeeper:
    """Tells who asks; one for all REST doors of a process."""

    def __init__(self, consumers: Consumers, mint: Mint, settings: IdentitySettings) -> None:
        self._consumers = consumers
        self._mint = mint
        self._settings = settings

    async def caller(self, request: Request, body: bytes) -> Caller:
        """Return who sent ``request`` with this ``body``.

        Raises `IdentityRefused` for a token, proof, certificate or signature that does not hold,
        and `HubUnavailable` when the register cannot be read.
        """
        now, skew = self._settings.clock(), self._settings.skew
        scheme, text = self._credentials(request)
        token = self._mint.read(text, now=now, skew=skew)
        certificate, consumer = await registered(self._consumers, token.fingerprint, TOKEN, now)
        if consumer.code != token.consumer:
            raise TOKEN.refusal("issuer", "sub")
        shown = self._possession(request, scheme, text, token, certificate, now)
        signature = None
        if is_signed(request.headers):
            message = Message(request.method, self._address(request), request.headers)
            signature = check_signature(message, body, certificate, now=now, skew=skew)
        proof = shown or signature or Shown(os.urandom(32), now + skew)
        return Caller(consumer, proof.replay_key, proof.expires_at, signature is not None)

    def _credentials(self, request: Request) -> tuple[str, str]:
        """Return the scheme, in lower case, and the token of the one Authorization header."""
        given = request.headers.getlist("authorization")
        if not given:
            raise TOKEN.refusal("missing")
        if len(given) > 1:
            raise TOKEN.refusal("repeated")
        scheme, _, token = given[0].partition(" ")
        known = {"dpop", "bearer"} if self._settings.client_certificates else {"dpop"}
        if scheme.lower() not in known:
            raise TOKEN.refusal("scheme")
        return scheme.lower(), token.strip()

    def _possession(
        self,
        request: Request,
        scheme: str,
        text: str,
        token: AccessToken,
        certificate: RegisteredCertificate,
        now: datetime,
    ) -> Shown | None:
        """Return what to remember of the proof; None where the connection itself was the proof."""
        if (token.holder is None) != (scheme == "bearer"):
            raise TOKEN.refusal("binding", "cnf")
        if token.holder is not None:
            return check_proof(
                request.headers.getlist("dpop"),
                Shot(request.method, self._address(request), text),
                certificate=certificate,
                holder=token.holder,
                now=now,
                skew=self._settings.skew,
            )
        given = client_fingerprint(request.headers.getlist("client-cert"))
        if given != token.fingerprint:
            raise CLIENT_CERTIFICATE.refusal("binding")
        return None

    def _address(self, request: Request) -> str:
        """Return the address as its sender wrote it, whatever a proxy made of the host."""
        path = request.scope.get("raw_path") or request.url.path.encode()
        query = request.scope["query_string"]
        target = (path + b"?" + query if query else path).decode("latin-1")
        return f"{self._settings.public_url}{target}"
