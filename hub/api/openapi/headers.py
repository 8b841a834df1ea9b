"""Headers that answers bear, and parameters that requests bear."""

from typing import Final

from hub.api.openapi.parts import NUMBER, Json, text

_RATE: Final = "draft-ietf-httpapi-ratelimit-headers; q and r count requests, w and t seconds"

HEADERS: Final[dict[str, Json]] = {
    "traceparent": {
        "description": "Our step in the caller's trace, or in a new one (W3C Trace Context).",
        "required": True,
        "schema": text(pattern="^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"),
    },
    "ETag": {
        "description": "A strong entity tag of the content (RFC 9110 section 8.8.3).",
        "required": True,
        "schema": text(pattern='^"[0-9a-f]{32}"$'),
    },
    "Feed-Cursor": {
        "description": "Where to read on; what it says is the hub's own affair.",
        "required": True,
        "schema": text(pattern="^[0-9A-Za-z_-]{28}$"),
    },
    "Feed-Behind": {
        "description": "How many versions there are behind the cursor.",
        "required": True,
        "schema": text(pattern="^[0-9]+$"),
    },
    "Link": {
        "description": "The next page (RFC 8288).",
        "required": True,
        "schema": text(),
    },
    "Location": {
        "description": "Where the case is.",
        "required": True,
        "schema": text(format="uri-reference"),
    },
    "Receipt": {
        "description": "Where the signed receipt of this answer is; none where nothing was told. "
        "Several addresses stand in a list.",
        "schema": text(examples=["/v1/receipts/00000000-0000-4000-8000-000000000000"]),
    },
    "RateLimit-Policy": {
        "description": f"The quotas of the agreement, a minute's and a day's ({_RATE}).",
        "schema": text(examples=['"minute";q=300;w=60, "day";q=100000;w=86400']),
    },
    "RateLimit": {
        "description": f"What is left of them ({_RATE}).",
        "schema": text(examples=['"minute";r=299;t=42, "day";r=99731;t=30942']),
    },
    "Retry-After": {
        "description": "In how many seconds asking again may help (RFC 9110 section 10.2.3).",
        "schema": text(pattern="^[0-9]+$"),
    },
    "Allow": {
        "description": "The methods that this address takes.",
        "required": True,
        "schema": text(),
    },
    "WWW-Authenticate": {
        "description": "How to prove who one is (RFC 9449 section 7.1).",
        "required": True,
        "schema": text(),
    },
    "Expires": {
        "description": "When there must be a newer list.",
        "required": True,
        "schema": text(),
    },
}

PARAMETERS: Final[dict[str, Json]] = {
    "traceparent": {
        "name": "traceparent",
        "in": "header",
        "description": "The caller's trace (W3C Trace Context); one that is malformed is dropped.",
        "schema": text(),
    },
    "if-none-match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "Entity tags of what the caller has (RFC 9110 section 13.1.2).",
        "schema": text(),
    },
    "idempotency-key": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "Names the request: under the same key the same request has the same "
        "answer, and another request is refused (422).",
        "schema": text(pattern=r"^[\x21-\x7e]{1,200}$", minLength=1, maxLength=200),
        "example": "deed-1405-09-01-0017",
    },
    "certificate": {
        "name": "number",
        "in": "path",
        "required": True,
        "description": "The certificate's number; Persian digits are read too.",
        "schema": NUMBER,
        "example": "37-1405-0000000001-6",
    },
    "code": {
        "name": "code",
        "in": "query",
        "description": "The access code printed beside the number.",
        "schema": text(),
    },
    "at": {
        "name": "at",
        "in": "query",
        "description": "The instant that the status is asked of; now by default (RFC 3339).",
        "schema": text(format="date-time"),
    },
    "known_at": {
        "name": "known_at",
        "in": "query",
        "description": "By what was known at that instant; now by default (RFC 3339).",
        "schema": text(format="date-time"),
    },
    "receipt": {
        "name": "receipt_id",
        "in": "path",
        "required": True,
        "description": "The receipt, as the header `Receipt` of an answer names it.",
        "schema": text(format="uuid"),
        "example": "00000000-0000-4000-8000-000000000000",
    },
    "case": {
        "name": "case_id",
        "in": "path",
        "required": True,
        "description": "The case, as `case_id` and `Location` of its first answer name it.",
        "schema": text(format="uuid"),
        "example": "00000000-0000-4000-8000-000000000000",
    },
}
