"""The doors of the use cases in the document, their bodies from their published XSD."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from hub.api.openapi.answers import debt, inquiry_answer, premium
from hub.api.openapi.contracts import request_schema
from hub.api.openapi.examples import shown
from hub.api.openapi.parts import JSON, Json, Operation, answer, ref
from hub.api.openapi.refusals import BODY, IDENTITY, POLICY, READ

TAG: Final = "inquiries"
_QUOTAS: Final = ("RateLimit-Policy", "RateLimit")


@dataclass(frozen=True, slots=True)
class UseCase:
    """A use case with a REST door: its name in paths, and its contract below ``schemas/``.

    ``cases`` is what its cases are called in its addresses.
    """

    name: str
    inquiry: str
    xsd: str
    cases: str

    @property
    def path(self) -> str:
        """Where its cases are."""
        return f"/v1/{self.name}/{self.cases}"

    @property
    def title(self) -> str:
        """Its name in the names of schemas."""
        return "".join(part.capitalize() for part in self.name.split("-"))


_WORDS: Final = {
    "article37": (
        ("استعلام بدهی کارگاه برای انتقال، مادهٔ ۳۷", "Inquire the debt of a workshop, Article 37"),
        ("پاسخ یک پرونده", "The answer of a case"),
    ),
    "commerce-card": (
        ("استعلام مفاصاحساب کارت بازرگانی", "Inquire a clearance for a commerce card"),
        ("پاسخ یک پرونده", "The answer of a case"),
    ),
    "article38": (
        ("درخواست مفاصاحساب پیمان، مادهٔ ۳۸", "Request the clearance of a contract, Article 38"),
        ("پاسخ یک درخواست", "The answer of a request"),
    ),
}
_SAYS: Final = (
    "همان پروندهٔ SOAP است: همان قرارداد، قانون، گواهی و مهلت قانونی. ۲۰۱ پاسخ را می‌گوید و ۲۰۲ "
    "اینکه پاسخ دیرتر می‌رسد (due_date)؛ کندی دستگاه دیگر خطا نیست. اگر موافقت‌نامه "
    "بخواهد، درخواست امضا دارد (RFC 9421).",
    "The same case as over SOAP: the same contract, law, certificate and legal clock. 201 tells "
    "the answer, 202 that it is due later (`due_date`): an agency that is slow is no error. "
    "Where the agreement wants it, the request is signed (RFC 9421).",
)

_ALONE: Final = (
    "مفاصاحساب پیمانی که حق بیمهٔ آن محاسبه و پرداخت شده است؛ بی درخواست هم حداکثر یک روز پس از "
    "وصول صادر می‌شود. ۲۰۱ پاسخ را می‌گوید و ۲۰۲ اینکه هنوز محاسبه نشده است. برای هر محاسبه یک "
    "مفاصاحساب بیشتر صادر نمی‌شود.",
    "The clearance of a contract whose premium was calculated and paid; it is issued without any "
    "request as well, at most a day after collection. 201 tells the answer, 202 that nothing was "
    "calculated yet. Of one calculation there is one clearance.",
)


def operations(use_cases: Iterable[UseCase]) -> Iterator[Operation]:
    """Yield both operations of each use case."""
    for one in use_cases:
        yield _open(one)
        yield _recall(one)


def _open(one: UseCase) -> Operation:
    request, answered = shown(f"{one.name}.inquire")
    content: Json = {"schema": ref(f"{one.title}Inquiry")}
    if request is not None:
        content["examples"] = {"magic": {"summary": "Synthetic people", "value": request}}
    schema = ref(f"{one.title}Answer")
    decided = answer("The answer.", schema, headers=("Location", *_QUOTAS), example=answered)
    later = answer("It is due later.", schema, headers=("Location", *_QUOTAS, "Retry-After"))
    return Operation(
        path=one.path,
        method="post",
        name=f"{one.name}.inquire",
        tag=TAG,
        summary=_WORDS[one.name][0],
        description=_ALONE if one.name == "article38" else _SAYS,
        body={"required": True, "content": {JSON: content}},
        parameters=("idempotency-key", "traceparent"),
        answers={"201": decided, "202": later},
        refusals=(*BODY, "request.schema", *IDENTITY, *POLICY, "message.id-reused"),
        secured=True,
    )


def _recall(one: UseCase) -> Operation:
    says = "What the case stands at."
    headers = ("ETag", "Retry-After")
    return Operation(
        path=f"{one.path}/{{case_id}}",
        method="get",
        name=f"{one.name}.recall",
        tag=TAG,
        summary=_WORDS[one.name][1],
        parameters=("case", "if-none-match", "traceparent"),
        answers={
            "200": answer(says, ref(f"{one.title}Answer"), headers=headers),
            "304": answer("The caller has it already.", headers=headers),
        },
        refusals=("request.query", "case.unknown", *READ, *IDENTITY),
        secured=True,
    )


def schemas(use_cases: Iterable[UseCase]) -> dict[str, Json]:
    """Return the schemas of what each use case takes and answers."""
    found: dict[str, Any] = {}
    for one in use_cases:
        deed = one.name == "article37"
        words = "deed_text" if deed else "answer_text"
        found[f"{one.title}Inquiry"] = request_schema(one.xsd, f"{one.inquiry}Request")
        owed: Json = {"debt": debt(pay_and_proceed=deed)}
        if one.name == "article38":
            owed = {"premium": premium()}
        found[f"{one.title}Answer"] = inquiry_answer(words, **owed)
    return found
