"""The doors that anyone may read: certificates, keys, the status list, the services."""

from collections.abc import Iterator
from typing import Final

from hub.api.forms.links import PATH
from hub.api.openapi.parts import JSON, Json, Operation, answer, ref, text
from hub.api.openapi.refusals import READ
from hub.policy.passport_words import Audience

CERTIFICATES: Final = "certificates"
PUBLISHED: Final = "published"
_HERE: Final = f"{PATH}/{{number}}"
_SAYS: Final = (
    "شماره حدس‌زدنی است و سند دادهٔ شخصی دارد؛ پس کد دسترسی چاپ‌شده روی برگه نیز لازم است.",
    "A number can be guessed and a document holds personal data, so the access code is wanted, "
    "which stands on the paper.",
)
_FORMS: Final = {
    "xml": ("application/xml", ("سند XML گواهی", "The certificate as XML, at its best level")),
    "pdf": ("application/pdf", ("نسخهٔ چاپی گواهی", "The certificate's PDF twin")),
    "qr": ("text/plain", ("متن کد QR گواهی", "The text of the certificate's QR code")),
}


def operations() -> Iterator[Operation]:
    """Yield what is public."""
    yield _facts()
    yield _status()
    yield from (_form(ending) for ending in _FORMS)
    yield _keys()
    yield _status_list()
    yield _services()


def _facts() -> Operation:
    return Operation(
        path=_HERE,
        method="get",
        name="certificates.facts",
        tag=CERTIFICATES,
        summary=("آنچه با شمارهٔ گواهی دانسته می‌شود", "What a certificate's number tells"),
        parameters=("certificate", "traceparent"),
        answers={"200": answer("Its facts.", ref("CertificateFacts"))},
        refusals=("request.invalid", "certificate.unknown", *READ),
    )


def _status() -> Operation:
    return Operation(
        path=f"{_HERE}/status",
        method="get",
        name="certificates.status",
        tag=CERTIFICATES,
        summary=("وضعیت گواهی در یک زمان", "A certificate's status at an instant"),
        parameters=("certificate", "at", "known_at", "traceparent"),
        answers={"200": answer("Its status, null before it was issued.", ref("CertificateStatus"))},
        refusals=("request.invalid", "certificate.unknown", *READ),
    )


def _form(ending: str) -> Operation:
    media_type, summary = _FORMS[ending]
    return Operation(
        path=f"{_HERE}.{ending}",
        method="get",
        name=f"certificates.{ending}",
        tag=CERTIFICATES,
        summary=summary,
        description=_SAYS,
        parameters=("certificate", "code", "if-none-match", "traceparent"),
        answers=_cached("The document.", text(), media_type),
        refusals=("request.invalid", "certificate.code", "certificate.unknown", *READ),
    )


def _keys() -> Operation:
    return Operation(
        path="/v1/keys",
        method="get",
        name="keys",
        tag=PUBLISHED,
        summary=("کلیدهای منتشرشده", "Every key that ever signed, with its certificate and span"),
        parameters=("if-none-match", "traceparent"),
        answers=_cached("The key set.", ref("KeySet"), "application/jwk-set+json"),
        refusals=READ,
    )


def _status_list() -> Operation:
    return Operation(
        path="/v1/status-list",
        method="get",
        name="status-list",
        tag=PUBLISHED,
        summary=("فهرست امضاشدهٔ وضعیت گواهی‌ها", "The newest signed status list"),
        parameters=("if-none-match", "traceparent"),
        answers=_cached("The list.", text(), "application/xml", "Expires"),
        refusals=("status.no-list", *READ),
    )


def _services() -> Operation:
    audience: Json = {
        "name": "audience",
        "in": "query",
        "description": "Only those for this audience.",
        "schema": text(enum=["", *(one.value for one in Audience)]),
    }
    return Operation(
        path="/v1/services",
        method="get",
        name="services",
        tag=PUBLISHED,
        summary=("فهرست خدمات سازمان", "The catalogue of the organization's services"),
        parameters=(audience, "if-none-match", "traceparent"),
        answers=_cached("The passports.", ref("Catalogue"), JSON),
        refusals=("request.invalid", *READ),
    )


def _cached(says: str, schema: Json, media_type: str, *headers: str) -> dict[str, Json]:
    """Return the answers of what is served under an entity tag."""
    told = ("ETag", *headers)
    return {
        "200": answer(says, schema, media_type, headers=told),
        "304": answer("The caller has it already.", headers=told),
    }
