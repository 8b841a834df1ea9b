"""The doors of contract files in the document."""

from collections.abc import Iterator
from typing import Final

from hub.api.article38.doors import ACTS, ASSESSMENT, FILE, FILES, MOST
from hub.api.openapi import acts
from hub.api.openapi.coefficients import COEFFICIENT, OBLIGATION, RIALS, SOURCE, WORDS
from hub.api.openapi.parts import JSON, Json, Operation, answer, listed, or_null, record, ref, text
from hub.api.openapi.refusals import BODY, IDENTITY, POLICY, READ
from hub.clearing.refusals import KeyReused, NotFixed, RowTaken, UnknownFile
from hub.contracts.contradictions import Contradiction
from hub.usecases.article38.file.form import ACTS as KINDS
from hub.usecases.article38.file.refusals import REFUSALS
from hub.usecases.article38.file.statuses import FileStatus

TAG: Final = "article38"
_QUOTAS: Final = ("RateLimit-Policy", "RateLimit")
_ASSESSMENT: Final = (
    "assessment.fact-missing",
    "assessment.facts-contradict",
    "assessment.left-open",
    "assessment.no-row",
    "assessment.other-version",
)
_SAYS_TELL: Final = (
    "پرونده چیزی جز رویدادهای خود نیست. هر رویداد یک بار با کلید خود ثبت می‌شود و پاسخ، وضعیت و "
    "رویدادهایی را که سامانه از آن نتیجه گرفته است می‌گوید؛ ضریب هنگام تأیید مبانی نخست تعیین و به "
    "هر دو طرف اعلام می‌شود. رویداد ردشده هم رسید دارد.",
    "A file is nothing but its acts. Each is taken once under its key; the answer tells the status "
    "and what the hub did because of it: with the first bases that are confirmed the coefficient "
    "is fixed, and both parties are told. What is refused has a receipt too.",
)
_SAYS_ASSESSMENT: Final = (
    "نوع پیمان، ضریب و تعهدات دو طرف چنان که هنگام تعیین ضریب ثبت شده است؛ هر قاعده با مستند، "
    "درجهٔ اطمینان و سیر استدلال به فارسی و انگلیسی.",
    "The kind of contract, its coefficient and what the parties are bound to, as they were fixed: "
    "every rule with its source, how sure that is, and the trace in Persian and English.",
)


def operations() -> Iterator[Operation]:
    """Yield what can be told and read of contract files."""
    yield _tell()
    yield read("article38.file", FILE, ("پروندهٔ یک پیمان", "A contract's file"), "File")
    yield _list()
    yield _assessment()


def schemas() -> dict[str, Json]:
    """Return the schemas of acts as they are told, and of files as they are read."""
    return {
        **acts.schemas(),
        "FileStatus": record(
            {"code": text(enum=[*FileStatus]), **WORDS, "clearance": or_null(_CLEARANCE)},
            optional=("clearance",),
            says="The organization's own code; of a single file with its newest clearance.",
        ),
        "FileAct": record(
            {
                "number": {"type": "integer", "minimum": 1},
                "act": text(enum=[*KINDS]),
                "at": text(format="date-time"),
                "body": {"type": "object"},
            },
        ),
        "TakenAct": _TAKEN,
        "Coefficient": COEFFICIENT,
        "Obligation": OBLIGATION,
        "File": _FILE,
        "FilePage": _PAGE,
        "Assessment": _ASSESSED,
    }


def _tell() -> Operation:
    return Operation(
        path=ACTS,
        method="post",
        name="article38.tell",
        tag=TAG,
        summary=("ثبت یک رویداد پروندهٔ پیمان", "Tell an act of a contract's file"),
        description=_SAYS_TELL,
        body={"required": True, "content": {JSON: {"schema": ref("ToldAct")}}},
        parameters=(_OCID, "idempotency-key", "traceparent"),
        answers={"201": answer("It is taken.", ref("TakenAct"), headers=("Location", *_QUOTAS))},
        refusals=(
            *BODY,
            "contract.unknown",
            KeyReused.code,
            RowTaken.code,
            *REFUSALS,
            *_ASSESSMENT,
            *IDENTITY,
            *POLICY,
        ),
        secured=True,
    )


def read(
    name: str,
    path: str,
    summary: tuple[str, str],
    schema: str,
    *,
    description: tuple[str, str] | None = None,
    parameters: tuple[str | Json, ...] = (),
    refusals: tuple[str, ...] = (UnknownFile.code, "contract.unknown"),
) -> Operation:
    """Return the operation of a door where files are read, by name or by ``parameters``."""
    own = parameters or (_OCID,)
    other = ("request.other-method", *READ[1:]) if path == ASSESSMENT else READ
    return Operation(
        path=path,
        method="get",
        name=name,
        tag=TAG,
        summary=summary,
        description=description,
        parameters=(*own, "if-none-match", "traceparent"),
        answers={
            "200": answer("As it is.", ref(schema), headers=("ETag", "Receipt", *_QUOTAS)),
            "304": answer("The caller has it already.", headers=("ETag",)),
        },
        refusals=("request.invalid", *refusals, *other, *IDENTITY, *POLICY),
        secured=True,
    )


def _list() -> Operation:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}
    queries: dict[str, Json] = {
        "status": text(enum=[*FileStatus]),
        "branch": text(pattern="^[0-9]{1,4}$"),
        "after": text("`next` of the page before.", pattern=NAME),
        "limit": limit,
    }
    asked = tuple({"name": name, "in": "query", "schema": one} for name, one in queries.items())
    summary = ("پرونده‌های پیمان، صفحه به صفحه", "Files of contracts, page by page")
    return read("article38.files", FILES, summary, "FilePage", parameters=asked, refusals=())


def _assessment() -> Operation:
    return read(
        "contracts.assessment",
        ASSESSMENT,
        ("ضریب و تعهدات یک پیمان", "The coefficient and obligations of a contract"),
        "Assessment",
        description=_SAYS_ASSESSMENT,
        refusals=(UnknownFile.code, NotFixed.code, "contract.unknown"),
    )


NAME: Final = "^ocds-[a-z0-9]{6}-[0-9A-Za-z-]{1,40}$"
_OCID: Final[Json] = {
    "name": "ocid",
    "in": "path",
    "required": True,
    "description": "The hub's name of the contract.",
    "schema": text(pattern=NAME),
    "example": "ocds-peyvnd-1",
}
_WITHHELD: Final = listed(text("A field that the agreement does not grant."))
_ROW: Final = record({"row": text(), "branch": text()})
_CLEARANCE: Final = record(
    {
        "number": text("The one it has now."),
        "stage": text(enum=["interim", "final"]),
        "state": text(enum=["issued", "suspended", "revoked"]),
        "reason": or_null(text("Why it was changed; null for one that never was.")),
        "since": or_null(text("Since when it is so.", format="date-time")),
        "supersedes": or_null(text("The number it had before it was issued anew.")),
    }
)
_TAKEN: Final = record(
    {
        "answer": record(
            {
                "ocid": text(),
                "number": {"type": "integer", "minimum": 1},
                "status": ref("FileStatus"),
                "acts": listed(ref("FileAct"), minItems=1),
                "withheld": _WITHHELD,
            },
            optional=("status", "acts"),
            says="The receipt is over the SHA-256 of these octets.",
        ),
        "receipt": {
            "type": "string",
            "contentEncoding": "base64",
            "contentMediaType": "application/xml",
        },
    }
)
_PARTY: Final = record(
    {"workshop_id": text(), "branch": text(), "account_since": ref("Day")},
    optional=("account_since",),
)
_WORKSHOPS: Final = record({"contractor": _PARTY, "assigner": _PARTY})
_DEADLINE: Final = record(
    {
        "what": text(enum=["objection", "tabling", "appeal", "note-payment", "clearance"]),
        "last": ref("Day"),
        "met": or_null(ref("Day")),
        "late": {"type": "boolean"},
        **SOURCE,
    }
)
_WITHHOLDING: Final = record(
    {
        "paid": RIALS,
        "should_be_withheld": RIALS,
        "withheld": RIALS,
        "short": RIALS,
        "unsaid": RIALS,
        "released": RIALS,
        "held": RIALS,
        "last_paid": {"type": "boolean"},
        "last_is_enough": {"type": ["boolean", "null"]},
    },
    says="Of the contract's payments, as registers tell them: five hundredths of each should be "
    "withheld; `short` is less than that, `unsaid` what should be where nobody says what was. "
    "`held` is withheld and not released. The last instalment is enough from five hundredths of "
    "the whole on; null before it is paid.",
)
_CONTRADICTION: Final = record({"code": text(enum=[*Contradiction]), **WORDS})
GRANTED: Final[dict[str, Json]] = {
    "status": ref("FileStatus"),
    "row": _ROW,
    "workshops": _WORKSHOPS,
    "coefficient": or_null(ref("Coefficient")),
    "obligations": listed(ref("Obligation")),
    "due": or_null(RIALS),
    "paid": RIALS,
    "undertaking": {"type": "boolean"},
    "deadlines": listed(_DEADLINE),
    "withholding": or_null(_WITHHOLDING),
    "contradictions": listed(_CONTRADICTION),
    "acts": listed(ref("FileAct")),
}
_FILE: Final = record(
    {"ocid": text(), **GRANTED, "withheld": _WITHHELD},
    optional=tuple(GRANTED),
    says="What the agreement grants; the rest is named in `withheld`.",
)
_LISTED: Final = ("status", "row", "workshops")


def page(granted: dict[str, Json]) -> Json:
    """Return the schema of a page of files with these members, as far as granted."""
    row = record({"ocid": text(), **granted, "withheld": _WITHHELD}, optional=tuple(granted))
    return record({"files": listed(row), "next": or_null(text("For `after`; null at the end."))})


LISTED: Final = {name: GRANTED[name] for name in _LISTED}
_PAGE: Final = page(LISTED)
_ASSESSED: Final = record(
    {
        "ocid": text(),
        "coefficient": ref("Coefficient"),
        "obligations": listed(ref("Obligation")),
        "withheld": _WITHHELD,
    },
    optional=("coefficient", "obligations"),
)
