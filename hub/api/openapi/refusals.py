"""What doors refuse: every code with its status and its words, from the errors themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from hub.api.openapi.parts import PROBLEM, Json, header, ref
from hub.api.problems import Problem, TransportRefusal, problem_details, problem_of, rest_status
from hub.clearing.refusals import (
    FormsRefused,
    KeyReused,
    MinuteKnown,
    NotFixed,
    RowTaken,
    UnknownFile,
)
from hub.errors import (
    AccessCodeWrong,
    BelowCleared,
    ContractCleared,
    ContractInvalid,
    HubUnavailable,
    IdentityRefused,
    InvalidRequest,
    MessageIdReused,
    MessageReplayed,
    NoStatusList,
    NotCurrent,
    NotPermitted,
    ProviderSilent,
    QuotaSpent,
    RevisionReused,
    SchemaViolation,
    UnknownCase,
    UnknownCertificate,
    UnknownContract,
    UnknownReceipt,
)
from hub.usecases.article38.errors import (
    FactMissing,
    FactsContradict,
    LeftOpen,
    NoRow,
    OtherVersion,
)
from hub.usecases.article38.file.refusals import REFUSALS, ActRefused

ANY: Final = ("hub.error", "hub.unavailable")
"""What any door may have to say."""
READ: Final = ("request.only-get", *ANY)
BODY: Final = (
    "request.query",
    "request.incomplete",
    "request.invalid",
    "request.other-method",
    "request.too-large",
    "request.content-type-json",
    "request.content-encoding",
    *ANY,
)
IDENTITY: Final = ("identity", "message.replayed")
POLICY: Final = (
    "agreement.none",
    "agreement.not-in-force",
    "agreement.hours",
    "agreement.signature",
    "agreement.quota",
    "service.unknown",
    "purpose.unknown",
    "purpose.other-service",
)
PROVIDER: Final = ("provider.silent", "provider.broke-contract")
_IDENTITY: Final = r"^identity\.(token|proof|signature|certificate)-[a-z0-9-]+$"
_DENIED: Final = (
    "agreement.field",
    "agreement.delivery",
    "agreement.source",
    *(one for one in POLICY if one != "agreement.quota"),
)
_ERRORS: Final[tuple[Exception, ...]] = (
    *map(NotPermitted, _DENIED),
    QuotaSpent(1),
    ProviderSilent("", broken=False, receipt=b""),
    ProviderSilent("", broken=True, receipt=b""),
    InvalidRequest(),
    SchemaViolation(),
    MessageReplayed(),
    MessageIdReused(),
    UnknownCase(),
    UnknownCertificate(),
    UnknownContract(),
    UnknownReceipt(),
    ContractInvalid(),
    RevisionReused(),
    BelowCleared(),
    ContractCleared(),
    NotCurrent(),
    *(one() for one in (FormsRefused, KeyReused, MinuteKnown, NotFixed, RowTaken, UnknownFile)),
    *(ActRefused(code.removeprefix("article38.")) for code in REFUSALS),
    FactMissing("", (), ()),
    *(one() for one in (FactsContradict, NoRow, OtherVersion)),
    LeftOpen("", ""),
    AccessCodeWrong("certificate.code"),
    NoStatusList(),
    HubUnavailable(),
    RuntimeError(),
    TransportRefusal("request.query", 400),
    TransportRefusal("request.incomplete", 400),
    TransportRefusal("request.only-get", 405),
    TransportRefusal("request.other-method", 405),
    TransportRefusal("request.too-large", 413),
    TransportRefusal("request.content-type-json", 415),
    TransportRefusal("request.content-type-ndjson", 415),
    TransportRefusal("request.content-encoding", 415),
)
_HEADERS: Final = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}


@cache
def known() -> dict[str, Problem]:
    """Return every problem of the REST doors by its code, those of identity aside."""
    return {one.code: one for one in map(problem_of, _ERRORS)}


def responses(codes: Iterable[str]) -> dict[str, Json]:
    """Return the responses of an operation that refuses with ``codes``, by status."""
    by_status: defaultdict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[401 if code == "identity" else rest_status(known()[code])].append(code)
    return {str(status): _response(status, found) for status, found in sorted(by_status.items())}


def _response(status: int, codes: list[str]) -> Json:
    """Return the response of one status: a problem of one of these codes."""
    named = [code for code in codes if code != "identity"]
    spelt: list[Json] = [{"enum": named}] if named else []
    if "identity" in codes:
        spelt.append({"pattern": _IDENTITY})
    members = {"code": {"anyOf": spelt}, "status": {"const": status}}
    narrowed = {"allOf": [ref("Problem"), {"properties": members}]}
    content: Json = {"schema": narrowed}
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    content["examples"] = examples
    headers = (*_HEADERS.get(status, ()), "traceparent")
    return {
        "description": "\n".join(_lines(codes)),
        "headers": {name: header(name) for name in headers},
        "content": {PROBLEM: content},
    }


def _lines(codes: Iterable[str]) -> Iterator[str]:
    """Yield each code with its sentence."""
    for code in codes:
        if code == "identity":
            yield "* `identity.…`: The sender has not proven who he is; `rule` says what is wrong."
        else:
            yield f"* `{code}`: {known()[code].en}"


def examples() -> dict[str, Json]:
    """Return a problem of every code, in both languages."""
    shown = known() | {
        "identity": problem_of(IdentityRefused("token-expired", field="Authorization.exp")),
        "request.invalid": problem_of(InvalidRequest("json.missing", field="person.birth_date")),
    }
    reference = "00000000-0000-4000-8000-000000000000"
    return {
        code: {"summary": one.en, "value": problem_details(one, reference)}
        for code, one in shown.items()
    }
