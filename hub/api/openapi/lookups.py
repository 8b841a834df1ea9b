"""The lookups' doors in the document: one operation for each lookup, its body from its model."""

from collections.abc import Iterator
from typing import Any, Final

from hub.api.openapi.examples import shown
from hub.api.openapi.parts import JSON, Json, Operation, answer, ref
from hub.api.openapi.refusals import BODY, IDENTITY, POLICY, PROVIDER
from hub.lookups.base import Lookup

TAG: Final = "lookups"
_PERSIAN: Final = {
    "persons.lookup": "مشخصات شخص، چنان که ثبت احوال دارد",
    "persons.mobile-ownership": "آیا شمارهٔ همراه به نام این شخص است؟",
    "persons.relation": "آیا این شخص همسر، فرزند یا پدر و مادر بیمه‌شده است؟",
    "persons.registration-check": "آیا متقاضی همان است که می‌گوید و شمارهٔ همراه از آنِ اوست؟",
    "firms.lookup": "مشخصات شخص حقوقی، چنان که سامانهٔ اشخاص حقوقی دارد",
}
_SAYS: Final = (
    "فقط اقلامی که موافقت‌نامه داده است، هر یک به شکل توافق‌شده و با منبع، زمان و عمر آن گفته می‌شود؛ "
    "آنچه دستگاه افزون بر آن دارد، «نگفته» نامیده می‌شود. هر پاسخ رسید امضاشدهٔ خود را دارد و هر رد "
    "بر پایهٔ موافقت‌نامه نیز (receipt در بدنهٔ رد). شخصِ پرسیده فقط در بدنه می‌آید، نه در نشانی.",
    "Only the fields that the agreement grants are told, each in its agreed form, with source, "
    "as-of and age; what the agency has beside them is named as withheld. Each answer comes with "
    "its signed receipt, and so does a refusal by the agreement (`receipt` of the problem). Whom "
    "it is about stands in the body alone: a query string is refused.",
)


def operations(lookups: tuple[Lookup[Any], ...]) -> Iterator[Operation]:
    """Yield the operation of each lookup."""
    for one in lookups:
        request, answered = shown(one.name)
        headers = ("RateLimit-Policy", "RateLimit")
        yield Operation(
            path=one.path,
            method="post",
            name=one.name,
            tag=TAG,
            summary=(_PERSIAN[one.name], one.title),
            description=_SAYS,
            body=_body(one, request),
            parameters=("traceparent",),
            answers={
                "200": answer(
                    "What was told, and the receipt of it.",
                    ref("LookupAnswer"),
                    headers=headers,
                    example=answered,
                )
            },
            refusals=(*BODY, *IDENTITY, *POLICY, "agreement.field", *PROVIDER),
            secured=True,
        )


def schemas(lookups: tuple[Lookup[Any], ...]) -> dict[str, Json]:
    """Return the schemas of the bodies, and of what stands in them."""
    found: dict[str, Json] = {}
    for one in lookups:
        made = one.body.model_json_schema(ref_template="#/components/schemas/{model}")
        found |= made.pop("$defs", {})
        found[one.body.__name__] = made
    return found


def _body(lookup: Lookup[Any], example: Any) -> Json:
    content: Json = {"schema": ref(lookup.body.__name__)}
    if example is not None:
        content["examples"] = {"magic": {"summary": "A synthetic person", "value": example}}
    return {"required": True, "content": {JSON: content}}
