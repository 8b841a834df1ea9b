"""The token endpoint: a consumer proves by his key who he is, and gets five minutes' token.

OAuth 2.0 client credentials (RFC 6749 section 4.4) with ``private_key_jwt`` (RFC 7523), the token
bound to the consumer's key (RFC 9449) or to his client certificate (RFC 8705).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.api.callers import IdentitySettings, registered
from hub.api.consumers import Consumers
from hub.api.identity.assertions import PLACE as ASSERTION
from hub.api.identity.assertions import Shown, check_assertion, read_assertion
from hub.api.identity.client_certificates import PLACE as CLIENT_CERTIFICATE
from hub.api.identity.client_certificates import client_fingerprint
from hub.api.identity.jose import ALGORITHMS
from hub.api.identity.keys import thumbprint_of
from hub.api.identity.proofs import Shot, check_proof
from hub.api.identity.tokens import LIFETIME, Mint
from hub.api.oauth_refusals import oauth_refusal
from hub.errors import IdentityRefused, MessageReplayed
from hub.store.replays import Replays
from schemas.canonical.case import Consumer
from signing.verify.wss import RegisteredCertificate

TOKEN_PATH: Final = "/oauth2/token"  # noqa: S105 - a path
_METADATA_PATH: Final = "/.well-known/oauth-authorization-server"
_GRANT: Final = "client_credentials"
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_KNOWN: Final = ("grant_type", "client_assertion_type", "client_assertion", "scope", "client_id")
_LONGEST: Final = 16_384
_FRESH: Final = {"cache-control": "no-store", "pragma": "no-cache"}


class TokenDoor:
    """Issues access tokens, and says by which rules (RFC 8414)."""

    def __init__(
        self, consumers: Consumers, mint: Mint, replays: Replays, settings: IdentitySettings
    ) -> None:
        self._consumers = consumers
        self._mint = mint
        self._replays = replays
        self._settings = settings
        self._address = f"{settings.public_url}{TOKEN_PATH}"
        self._audiences = frozenset({settings.public_url, self._address})

    def routes(self) -> list[Route]:
        """Return the routes of the endpoint and its metadata."""
        return [
            Route(TOKEN_PATH, self.issue, methods=["POST"]),
            Route(_METADATA_PATH, self.metadata, methods=["GET"]),
        ]

    async def issue(self, request: Request) -> Response:
        """Return a token, or the error in the form of RFC 6749 section 5.2."""
        try:
            return JSONResponse(await self._issued(request), headers=_FRESH)
        except Exception as error:  # noqa: BLE001 - the door is where every error ends
            return oauth_refusal(error)

    async def metadata(self, _: Request) -> Response:
        """Return how tokens are had here (RFC 8414 section 2)."""
        return JSONResponse(
            {
                "issuer": self._settings.public_url,
                "token_endpoint": self._address,
                "grant_types_supported": [_GRANT],
                "response_types_supported": [],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
                "dpop_signing_alg_values_supported": ALGORITHMS,
                "tls_client_certificate_bound_access_tokens": self._settings.client_certificates,
            }
        )

    async def _issued(self, request: Request) -> dict[str, object]:
        form = await _form(request)
        now = self._settings.clock()
        assertion, fingerprint = read_assertion(form["client_assertion"])
        found = await registered(self._consumers, fingerprint, ASSERTION, now)
        certificate, consumer = found
        if form.get("client_id", consumer.code) != consumer.code:
            raise ASSERTION.refusal("issuer", "client_id")
        proven = check_assertion(
            assertion,
            certificate,
            consumer=consumer.code,
            audiences=self._audiences,
            now=now,
            skew=self._settings.skew,
        )
        holder, shown = self._binding(request, certificate, now)
        await self._once(proven, shown)
        return self._answer(consumer, fingerprint, holder, now)

    def _answer(
        self, consumer: Consumer, fingerprint: bytes, holder: str | None, now: datetime
    ) -> dict[str, object]:
        token = self._mint.issue(consumer.code, fingerprint, holder, now=now, name=str(uuid4()))
        return {
            "access_token": token,
            "token_type": "DPoP" if holder is not None else "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
        }

    def _binding(
        self, request: Request, certificate: RegisteredCertificate, now: datetime
    ) -> tuple[str | None, Shown | None]:
        """Return what the token is bound to: the thumbprint of his key, or none for certificate."""
        proofs, given = (request.headers.getlist(name) for name in ("dpop", "client-cert"))
        if not proofs and given and self._settings.client_certificates:
            if client_fingerprint(given) != certificate.fingerprint:
                raise CLIENT_CERTIFICATE.refusal("binding")
            return None, None
        holder = thumbprint_of(certificate.public_key)
        shot = Shot(request.method, self._address)
        skew = self._settings.skew
        return holder, check_proof(
            proofs, shot, certificate=certificate, holder=holder, now=now, skew=skew
        )

    async def _once(self, assertion: Shown, proof: Shown | None) -> None:
        shown = {one.replay_key: one.expires_at for one in (assertion, proof) if one is not None}
        try:
            await self._replays.remember(shown)
        except MessageReplayed:
            raise ASSERTION.refusal("replayed", "jti") from None


async def _form(request: Request) -> Mapping[str, str]:
    """Return the fields of the form; `IdentityRefused` for one that asks for something else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise IdentityRefused("form-media-type", field="Content-Type")
    try:
        fields = parse_qsl(
            (await _body(request)).decode("ascii"), keep_blank_values=True, max_num_fields=16
        )
    except ValueError:
        raise IdentityRefused("form-unreadable") from None
    form = dict(fields)
    if len(form) != len(fields):
        raise IdentityRefused("form-repeated")
    if form.keys() - set(_KNOWN):
        raise IdentityRefused("form-unknown-field")
    _check(form)
    return form


def _check(form: Mapping[str, str]) -> None:
    """Return when the form asks for what there is here, in the way there is."""
    if form.get("grant_type") != _GRANT:
        raise IdentityRefused("grant-unsupported", field="grant_type")
    if form.get("scope"):
        raise IdentityRefused("scope-unsupported", field="scope")
    if "client_assertion" not in form:
        raise ASSERTION.refusal("missing")
    if form.get("client_assertion_type") != _ASSERTION_TYPE:
        raise IdentityRefused("assertion-type", field="client_assertion_type")


async def _body(request: Request) -> bytes:
    octets = b""
    try:
        async for chunk in request.stream():
            octets += chunk
            if len(octets) > _LONGEST:
                raise IdentityRefused("form-too-large")
    except ClientDisconnect:
        raise IdentityRefused("form-unreadable") from None
    return octets
