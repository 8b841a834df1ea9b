"""What doors answer, as JSON Schema; each is complete, and no member may come on top."""

from typing import Any, Final

from hub.api.openapi.parts import NUMBER, Json, listed, or_null, record, ref, text
from hub.api.problems import words_of_rules
from hub.policy.passports import Passport

_STAMP: Final = text("RFC 3339, with Tehran's offset.", format="date-time")
_BASE64: Final = {"type": "string", "contentEncoding": "base64"}
_RIALS: Final = {"type": "integer", "minimum": 0, "description": "Whole rials."}
_LINK: Final = text(format="uri-reference")
_RECEIPT: Final = _BASE64 | {
    "contentMediaType": "application/xml",
    "description": "The signed receipt (XML, XAdES), which `peyvand verify` reads offline.",
}

_SLIP: Final = record(
    {
        "field": text("A member of what was told; empty for the whole."),
        "rule": text("As in `rule`."),
        "title": text("In English."),
        "title_fa": text("In Persian."),
        "forms": text("The serials of the paper forms that it is about."),
    },
    optional=("forms",),
)

_FAMILIES: Final = frozenset(
    (
        "audience",
        "branch-code",
        "card-number",
        "certificate-number",
        "contract",
        "contract-registration",
        "contract-row",
        "cursor",
        "if-match",
        "line",
        "format",
        "paper",
        "paper-serial",
        "query",
        "chamber-code",
        "day",
        "fields",
        "idempotency-key",
        "identity",
        "instant",
        "jalali-date",
        "json",
        "legal-id",
        "mobile",
        "national-id",
        "notary-office",
        "postal-code",
        "schema",
        "text",
        "workshop-id",
    )
)
"""What the rules are about that a request at these doors may break."""
_SAID_BY_CODE: Final = ("case.not-yours", "certificate.code")
"""Rules that have no words beside their code's."""


def schemas() -> dict[str, Json]:
    """Return the schemas of all answers, by name."""
    return {
        "Day": _DAY,
        "Problem": _problem(),
        "OAuthError": _OAUTH_ERROR,
        "Token": _TOKEN,
        "Metadata": _METADATA,
        "LookupAnswer": _LOOKUP,
        "Reason": _REASON,
        "Certificate": _CERTIFICATE,
        "Status": _STATUS,
        "CertificateFacts": _FACTS,
        "CertificateStatus": _STATUS_AT,
        "KeySet": _KEYS,
        **_passports(),
    }


def debt(*, pay_and_proceed: bool) -> Json:
    """Return what an employer owes, in rials."""
    parts = dict.fromkeys(("definite", "divisible", "indivisible", "total"), _RIALS)
    return record(parts | ({"pay_and_proceed": {"type": "boolean"}} if pay_and_proceed else {}))


def premium() -> Json:
    """Return what is due, paid and left on a contract, in rials."""
    return record(dict.fromkeys(("due", "paid", "left"), _RIALS))


def inquiry_answer(text_member: str, **amounts: Json) -> Json:
    """Return the answer to an inquiry, whose words for people are ``text_member``.

    ``amounts`` is the member that has what is owed, where it says so.
    """
    members: dict[str, Json] = {
        "case_id": text(format="uuid"),
        "state": text(enum=["answered", "pending"]),
        "decision": text(enum=["GRANTED", "REFUSED", "UNDETERMINED"]),
        "reasons": listed(ref("Reason"), minItems=1),
        **amounts,
        text_member: text("What the decision says to people, in Persian."),
        "due_date": ref("Day"),
        "certificate": ref("Certificate"),
        "receipt": _RECEIPT,
    }
    return record(members, optional=(*amounts, "certificate"))


_DAY: Final = record(
    {
        "gregorian": text(format="date"),
        "jalali": text(pattern="^[0-9]{4}/[0-9]{2}/[0-9]{2}$"),
    },
    says="A day in both calendars.",
)
_INSTANT: Final = record(
    {"at": _STAMP, "jalali": text(pattern="^[0-9]{4}/[0-9]{2}/[0-9]{2}$")},
    says="An instant, and its Jalali day in Tehran.",
)


def _problem() -> Json:
    """Return what a refusal is (RFC 9457), with the words of every rule there is."""
    rules = {
        rule: {"fa": fa, "en": en}
        for rule, (fa, en) in sorted(words_of_rules().items())
        if rule.partition(".")[0] in _FAMILIES
    }
    members = {
        "type": text("One URI for each code.", pattern="^urn:peyvand:problem:"),
        "title": text("What is wrong, in English."),
        "title_fa": text("What is wrong, in Persian."),
        "status": {"type": "integer"},
        "code": text("Stable; for programs."),
        "field": text("Where it is wrong: a member, a parameter or a header."),
        "rule": text("Which rule is broken.", enum=[*rules, *_SAID_BY_CODE]) | {"x-rules": rules},
        "instance": text("Finds the refusal in our log.", pattern="^urn:uuid:"),
        "problems": listed(_SLIP),
        "receipt": _RECEIPT,
    }
    says = "Problem details (RFC 9457). None of them repeats a value of the request."
    return record(members, optional=("field", "rule", "problems", "receipt"), says=says)


_OAUTH_ERROR: Final = record(
    {
        "error": text(
            "RFC 6749 section 5.2, RFC 9449 section 5.",
            enum=[
                "invalid_client",
                "invalid_dpop_proof",
                "invalid_request",
                "invalid_scope",
                "server_error",
                "temporarily_unavailable",
                "unsupported_grant_type",
            ],
        ),
        "error_description": text("In English."),
        "error_description_fa": text("In Persian."),
        "code": text("Stable; for programs."),
        "reference": text(pattern="^urn:uuid:"),
        "field": text("Where it is wrong."),
    },
    optional=("field",),
)
_TOKEN: Final = record(
    {
        "access_token": text("A JWT (RFC 9068) of the hub's, bound to the caller's key."),
        "token_type": text(enum=["DPoP", "Bearer"]),
        "expires_in": {"type": "integer", "description": "Seconds."},
    }
)
_METADATA: Final = record(
    {
        "issuer": text(format="uri"),
        "token_endpoint": text(format="uri"),
        "grant_types_supported": listed(text()),
        "response_types_supported": listed(text()),
        "token_endpoint_auth_methods_supported": listed(text()),
        "token_endpoint_auth_signing_alg_values_supported": listed(text()),
        "dpop_signing_alg_values_supported": listed(text()),
        "tls_client_certificate_bound_access_tokens": {"type": "boolean"},
    },
    says="Authorization server metadata (RFC 8414).",
)
_VALUE: Final = {
    "description": "In its form: a whole day stands in both calendars, an absent value is null.",
    "anyOf": [
        {"type": ["string", "boolean", "integer", "null"]},
        ref("Day"),
    ],
}
_TOLD: Final = record(
    {
        "name": text(pattern=r"^[a-z_]+\.[a-z_]+$"),
        "form": text(enum=["whole", "masked", "yes-no", "age-band"]),
        "value": _VALUE,
        "source": text("The agency that said it."),
        "as_of": _STAMP | {"description": "When it said so."},
        "age_seconds": {"type": "integer", "minimum": 0},
    }
)
_LOOKUP: Final = record(
    {
        "answer": record(
            {
                "request": text("What the receipt names the request by."),
                "service": text(),
                "purpose": text(),
                "answered_at": _STAMP,
                "found": {"type": "boolean"},
                "fields": listed(_TOLD),
                "withheld": listed(text("What the agency has and the agreement does not grant.")),
                "agreements": listed(
                    record({"provider": text(), "article": text(), "digest": text()})
                ),
            },
            says="The receipt is over the SHA-256 of these octets: members in order of name, no "
            "blanks, UTF-8 (RFC 8785).",
        ),
        "receipt": _RECEIPT,
    }
)
_REASON: Final = record(
    {"code": text(), "article": text(), "fa": text("In Persian."), "en": text("In English.")}
)
_LINKS: Final = record(dict.fromkeys(("status", "xml", "pdf", "qr"), _LINK))
_CERTIFICATE: Final = record(
    {
        "number": NUMBER,
        "access_code": text("Opens the document at its address."),
        "document": _BASE64 | {"contentMediaType": "application/xml"},
        "links": _LINKS,
        "supersedes": NUMBER | {"description": "Of one issued anew: the one in whose place."},
    },
    optional=("supersedes",),
)
_STATUS: Final = record(
    {
        "state": text(),
        "since": _STAMP,
        "reason": or_null(text()),
        "superseded_by": or_null(NUMBER),
        "next_change": or_null(_STAMP),
    }
)
_FACTS: Final = record(
    {
        "number": NUMBER,
        "type": text(),
        "issued": _INSTANT,
        "valid_until": _INSTANT,
        "supersedes": or_null(NUMBER),
        "status": or_null(ref("Status")),
        "levels": record({"xml": text(), "pdf": or_null(text())}),
        "links": _LINKS,
    },
    says="What may be known by the number alone; nothing of it is about a person.",
)
_STATUS_AT: Final = record(
    {"number": NUMBER, "at": _STAMP, "known_at": _STAMP, "status": or_null(ref("Status"))}
)
_KEYS: Final = {
    "type": "object",
    "description": "A JWK Set (RFC 7517); `nbf` and `exp` say when a key signed.",
    "properties": {
        "keys": listed({"type": "object", "required": ["kty", "kid", "use", "x5c", "nbf", "exp"]})
    },
    "required": ["keys"],
}


def _passports() -> dict[str, Json]:
    """Return the schemas of a passport as it is served: days in both calendars."""
    place = "#/components/schemas/Passport{model}"
    made: dict[str, Any] = Passport.model_json_schema(
        mode="serialization", by_alias=True, ref_template=place
    )
    parts = made.pop("$defs")
    parts["Review"] = record({"last": ref("Day"), "next": ref("Day")})
    return {
        **{f"Passport{name}": one for name, one in parts.items()},
        "Passport": made,
        "Catalogue": record({"services": listed(ref("Passport"))}),
    }
