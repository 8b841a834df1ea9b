"""The token endpoint in the document, and how callers prove who they are everywhere else."""

from collections.abc import Iterator
from typing import Final

from hub.api.openapi.parts import JSON, Json, Operation, answer, header, ref, text

TAG: Final = "identity"
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_PROOF: Final[Json] = {
    "name": "DPoP",
    "in": "header",
    "description": "A proof of the certificate's own key for this request (RFC 9449 section 4). "
    "Without one, where a proxy hands the client certificate on (RFC 9440), the token is bound to "
    "that.",
    "schema": text(),
}
SECURITY: Final[dict[str, Json]] = {
    "dpop_token": {
        "type": "http",
        "scheme": "DPoP",
        "description": "The access token of `POST /oauth2/token`, five minutes valid, in "
        "`Authorization: DPoP …` (RFC 9449 section 7.1).",
    },
    "dpop_proof": {
        "type": "apiKey",
        "in": "header",
        "name": "DPoP",
        "description": "The proof of possession beside it: a JWS of type `dpop+jwt` by the "
        "registered certificate's key (ES256 or PS256) over method, address, time, a `jti` that is "
        "used once and the token's hash (`ath`).",
    },
    "bearer_token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT (RFC 9068)",
        "description": "A token that is bound to the client certificate (RFC 8705).",
    },
    "client_certificate": {
        "type": "mutualTLS",
        "description": "The registered certificate on the connection, where the installation's "
        "proxy hands it on (RFC 9440 `Client-Cert`).",
    },
    "message_signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": "Where the agreement says `signed`: an HTTP message signature (RFC 9421) "
        "with `Signature-Input` over `@method`, `@target-uri`, `content-digest` (RFC 9530) and "
        "`authorization`, and `idempotency-key` where it is sent, with `created`, `nonce`, `keyid` "
        "and `tag=peyvand`; ecdsa-p256-sha256 or rsa-pss-sha512.",
    },
}
PROVEN: Final[list[dict[str, list[str]]]] = [
    {"dpop_token": [], "dpop_proof": []},
    {"dpop_token": [], "dpop_proof": [], "message_signature": []},
    {"bearer_token": [], "client_certificate": []},
    {"bearer_token": [], "client_certificate": [], "message_signature": []},
]
"""The ways in which a caller proves who he is."""


_SAYS: Final = (
    "OAuth 2.0 با private_key_jwt (RFC 7523). kid برابر SHA-256 گواهی ثبت‌شده به base64url است و هر "
    "jti یک بار به کار می‌رود.",
    "OAuth 2.0 client credentials with `private_key_jwt` (RFC 7523). `kid` of the assertion is the "
    "base64url SHA-256 of the registered certificate; its `jti` is used once.",
)


def operations() -> Iterator[Operation]:
    """Yield the token endpoint and what it says of itself."""
    yield Operation(
        path="/oauth2/token",
        method="post",
        name="token",
        tag=TAG,
        summary=("دریافت توکن دسترسی", "Get an access token"),
        description=_SAYS,
        parameters=(_PROOF, "traceparent"),
        body={"required": True, "content": {"application/x-www-form-urlencoded": _FORM}},
        answers={
            "200": answer("The token.", ref("Token")),
            "400": _error("What was asked for is not to be had here, or not so."),
            "401": _error("The client has not proven who it is.", "WWW-Authenticate"),
            "500": _error("Internal error."),
            "503": _error("Nothing can be kept at the moment.", "Retry-After"),
        },
    )
    yield Operation(
        path="/.well-known/oauth-authorization-server",
        method="get",
        name="token.metadata",
        tag=TAG,
        summary=("فرادادهٔ صدور توکن", "By which rules tokens are had here (RFC 8414)"),
        parameters=("traceparent",),
        answers={"200": answer("The metadata.", ref("Metadata"))},
    )


_FORM: Final[Json] = {
    "schema": {
        "type": "object",
        "properties": {
            "grant_type": text(enum=["client_credentials"]),
            "client_assertion_type": text(enum=[_ASSERTION]),
            "client_assertion": text("A JWS, compact; at most five minutes valid.", minLength=1),
            "client_id": text("The consumer's code; it follows from the assertion."),
        },
        "required": ["grant_type", "client_assertion_type", "client_assertion"],
        "additionalProperties": False,
    }
}


def _error(says: str, *headers: str) -> Json:
    told = answer(says, ref("OAuthError"), JSON)
    told["headers"] |= {name: header(name) for name in headers}
    return told
