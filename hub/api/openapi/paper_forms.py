"""The doors of paper forms in the document."""

from collections.abc import Iterator
from typing import Final

from hub.api.article38.paper import JUDGEMENT, MINUTES, MOST, SUMMARY
from hub.api.article38.paper_bodies import MOST_LINES
from hub.api.openapi.contract_files import TAG
from hub.api.openapi.parts import JSON, Json, Operation, answer, listed, or_null, record, ref, text
from hub.api.openapi.refusals import BODY, IDENTITY, POLICY, READ
from hub.clearing.paper_reading import COUNTS
from hub.clearing.refusals import FormsRefused, KeyReused, MinuteKnown
from hub.usecases.article38.paper.judge import GROUNDS, Verdict
from schemas.canonical.paper_form import FormAct, Office

_QUOTAS: Final = ("RateLimit-Policy", "RateLimit")
_DENIED: Final = ("agreement.field", *POLICY)
_SAYS: Final = (
    "صورت‌جلسهٔ فرم‌های «نمونه ۲۲ درآمد»: تحویل به شعبه، صدور، بازگرداندن استفاده‌نشده، مخدوش شدن و "
    "ابطال. یا همهٔ سطرها ثبت می‌شود یا هیچ‌کدام؛ آنچه ثبت شد بازگشت ندارد. امضاکنندگان با سمت نام "
    "برده می‌شوند.",
    "Minutes on forms: delivered to a branch, issued, returned unused, spoiled, voided. All lines "
    "are taken down or none, and nothing is undone. Who signed is told by office, never by name.",
)
_SAYS_JUDGEMENT: Final = (
    "برگه‌ای که تاریخ آن پس از پایان صدور کاغذی است اعتبار ندارد؛ پیش از آن، فرم باید در فهرست "
    "صادرشده باشد.",
    "A paper dated after the end of paper is worth nothing; one of before has to be on a form that "
    "the register has as issued.",
)


def operations() -> Iterator[Operation]:
    """Yield what can be told and asked of paper forms."""
    yield Operation(
        path=MINUTES,
        method="post",
        name="paper-forms.record",
        tag=TAG,
        summary=("ثبت صورت‌جلسهٔ فرم‌های کاغذی", "Take down minutes on paper forms"),
        description=_SAYS,
        body={"required": True, "content": {JSON: {"schema": ref("PaperMinutesTold")}}},
        parameters=("idempotency-key", "traceparent"),
        answers={"201": answer("They are taken down.", ref("PaperMinutesTaken"), headers=_QUOTAS)},
        refusals=(
            *BODY,
            KeyReused.code,
            MinuteKnown.code,
            FormsRefused.code,
            *IDENTITY,
            *_DENIED,
        ),
        secured=True,
    )
    limit: Json = {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}
    after: Json = {"type": "integer", "minimum": 0, "maximum": 999_999, "default": 0}
    yield _read(
        "minutes",
        MINUTES,
        ("صورت‌جلسه‌ها، صفحه به صفحه", "Minutes, page by page"),
        "PaperMinutesPage",
        {**_WHERE, "after": after, "limit": limit},
    )
    yield _read(
        "summary",
        SUMMARY,
        ("شمار فرم‌ها به تفکیک استان و شعبه", "What forms came to, by province and branch"),
        "PaperSummary",
        _WHERE,
    )
    yield Operation(
        path=JUDGEMENT,
        method="post",
        name="paper-forms.judgement",
        tag=TAG,
        summary=("اعتبار یک مفاصاحساب کاغذی", "What a paper clearance is worth"),
        description=_SAYS_JUDGEMENT,
        body={"required": True, "content": {JSON: {"schema": ref("Paper")}}},
        parameters=("if-none-match", "traceparent"),
        answers=_shown("PaperJudgement"),
        refusals=(*BODY, *IDENTITY, *_DENIED),
        secured=True,
    )


def schemas() -> dict[str, Json]:
    """Return the schemas of minutes, summaries and papers."""
    return {
        "PaperMinutesTold": _TOLD,
        "PaperMinutes": _MINUTES,
        "PaperMinutesTaken": _TAKEN,
        "PaperMinutesPage": _PAGE,
        "PaperSummary": _SUMMARY,
        "Paper": _PAPER,
        "PaperJudgement": _JUDGEMENT,
    }


def _read(
    name: str, path: str, summary: tuple[str, str], schema: str, queries: dict[str, Json]
) -> Operation:
    asked = tuple({"name": one, "in": "query", "schema": of} for one, of in queries.items())
    return Operation(
        path=path,
        method="get",
        name=f"paper-forms.{name}",
        tag=TAG,
        summary=summary,
        parameters=(*asked, "if-none-match", "traceparent"),
        answers=_shown(schema),
        refusals=("request.invalid", *(_READ if path == MINUTES else READ), *IDENTITY, *_DENIED),
        secured=True,
    )


def _shown(schema: str) -> dict[str, Json]:
    return {
        "200": answer("As it is.", ref(schema), headers=("ETag", "Receipt", *_QUOTAS)),
        "304": answer("The caller has it already.", headers=("ETag",)),
    }


_READ: Final = ("request.other-method", *READ[1:])
_PROVINCE: Final = text("Of the directorate; the form is ours.", pattern="^[0-9]{1,2}$")
_BRANCH: Final = text(pattern="^[0-9]{1,4}$")
_WHERE: Final[dict[str, Json]] = {"province": _PROVINCE, "branch": _BRANCH}
_NUMBER: Final = text(pattern="^[0-9A-Za-z/_.-]{1,40}$")
_DAY: Final = text("Jalali (`1399/09/30`) or Gregorian (`2020-12-20`).", maxLength=10)
_SERIAL: Final = text("Of the hologram, such as `AB0001234`.", maxLength=64)
_CERTIFICATE: Final = text("Of an electronic clearance.", pattern="^38-[0-9]{4}-[0-9]{10}-[0-9]$")
_SIGNED: Final = listed(text(enum=[*Office]), minItems=1, maxItems=10)
_COUNT: Final[Json] = {"type": "integer", "minimum": 0}
_TOLD: Final = record(
    {
        "number": _NUMBER,
        "day": _DAY,
        "province": _PROVINCE,
        "branch": _BRANCH,
        "signed_by": _SIGNED,
        "lines": listed(
            record(
                {
                    "act": text(enum=[*FormAct]),
                    "first": _SERIAL,
                    "last": or_null(_SERIAL),
                    "replaced_by": or_null(_CERTIFICATE),
                    "number": or_null(_NUMBER),
                },
                optional=("last", "replaced_by", "number"),
                says="On one form, or on all from `first` to `last`.",
            ),
            minItems=1,
            maxItems=MOST_LINES,
        ),
    }
)
_MINUTES: Final = record(
    {
        "id": text("Of their evidence.", format="uuid"),
        "number": _NUMBER,
        "part": {"type": "integer", "minimum": 1},
        "day": text(format="date"),
        "province": _PROVINCE,
        "branch": _BRANCH,
        "signed_by": _SIGNED,
        "lines": _COUNT,
        "forms": _COUNT,
        "recorded_at": text(format="date-time"),
    }
)
_TAKEN: Final = record(
    {
        "answer": ref("PaperMinutes"),
        "receipt": {
            "type": "string",
            "contentEncoding": "base64",
            "contentMediaType": "application/xml",
        },
    }
)
_PAGE: Final = record(
    {
        "minutes": listed(ref("PaperMinutes")),
        "next": or_null({"type": "integer", "description": "For `after`; null at the end."}),
    }
)
_COUNTS: Final = dict.fromkeys(COUNTS, _COUNT)
_SUMMARY: Final = record(
    {
        "branches": listed(record({**_WHERE, **_COUNTS})),
        "total": record(_COUNTS),
        "missing_forms": listed(
            record({"first": text(), "last": text(), "forms": _COUNT}),
            description="Of the branch that is asked for: what it was given and said nothing of.",
        ),
    },
    optional=("missing_forms",),
    says="`spoiled` counts those voided since; `late` what was returned after the last day.",
)
_PAPER: Final = record(
    {"serial": _SERIAL, "dated": _DAY, "number": or_null(_NUMBER)}, optional=("number",)
)
_JUDGEMENT: Final = record(
    {
        "verdict": text("Only the first may be relied on.", enum=[*Verdict]),
        "why": text(enum=[*GROUNDS]),
        "fa": text("In Persian."),
        "en": text("In English."),
        "clause": text(),
        "replaced_by": or_null(text("What stands in for a voided form.")),
    }
)
