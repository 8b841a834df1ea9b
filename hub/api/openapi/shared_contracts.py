"""The doors of the shared contracts in the document."""

from collections.abc import Iterator
from typing import Final

from hub.api.changes import BATCH as EVENTS
from hub.api.changes import LONGEST, MOST, PATH, Acknowledgement
from hub.api.contract_batch import NDJSON
from hub.api.contract_batch import PATH as BATCH
from hub.api.contracts import PATH as ONE
from hub.api.contracts import PUT_PATH
from hub.api.openapi.contract_schemas import CONTRACT, SHARED
from hub.api.openapi.ocds import FORMAT, RECORD_PACKAGE, SAYS_OCDS, TOLD
from hub.api.openapi.parts import JSON, Json, Operation, answer, listed, record, ref, text
from hub.api.openapi.refusals import BODY, IDENTITY, POLICY, READ

TAG: Final = "contracts"
_QUOTAS: Final = ("RateLimit-Policy", "RateLimit")
_TOLD: Final = ("Receipt", *_QUOTAS)
_FEED: Final = ("Feed-Cursor", "Feed-Behind", *_TOLD)
_WRITE: Final = ("agreement.delivery", "agreement.source")
_SAYS_BATCH: Final = (
    "هر سطر یک پیمان است و پاسخ هر سطر یک سطر؛ سطر آخر شمارش است و اگر چیزی کار را متوقف کرده "
    "باشد، آن را و سطری را که از آن باید ادامه داد می‌گوید. تکرار بی‌اثر است. فرستنده پاسخ را "
    "هم‌زمان با فرستادن می‌خواند. بدنهٔ امضاشده تا ۸ مگابایت است.",
    "A line is a contract and has a line of the answer; the last line counts them, and where "
    "something stopped the stream says what, and from which line to go on. To repeat changes "
    "nothing. Who sends reads the answer meanwhile. A signed body has at most 8 MiB.",
)
_SAYS_PUT: Final = (
    "همان سطر، به تنهایی. ۲۰۱ پیمان تازه، ۲۰۲ آنچه کاربر باید تعیین کند از کدام پیمان است.",
    "The same line alone. 201 is a new contract, 202 one of which an operator has to say which "
    "it is of.",
)
_SAYS_FEED: Final = (
    "هر نسخهٔ هر پیمان یک بار، به ترتیب و بی‌وقفه؛ هر کس از نشانگر خود ادامه می‌دهد. رویداد با id و "
    "source خود همیشه همان است. wait ثانیه‌هایی است که پاسخ برای نخستین نسخه صبر می‌کند.",
    "Every version of every contract once, in order and without a gap; each reader goes on from "
    "his cursor. By source and id an event is the same for ever. For `wait` seconds the answer "
    "waits for a first version.",
)


def operations() -> Iterator[Operation]:
    """Yield what can be said and read of shared contracts."""
    yield _batch()
    yield _put()
    yield _changes()
    yield _acknowledge()
    yield _get()


def _batch() -> Operation:
    return Operation(
        path=BATCH,
        method="post",
        name="contracts.batch",
        tag=TAG,
        summary=("پیمان‌های یک سامانه، سطر به سطر", "Contracts of a register, line by line"),
        description=_SAYS_BATCH,
        body=_body(text("Lines of `Contract`."), NDJSON),
        parameters=("traceparent",),
        answers={"200": answer("Lines.", text("Lines of results."), NDJSON, headers=_QUOTAS)},
        refusals=(
            *(one for one in BODY if one not in {"request.content-type-json", "request.invalid"}),
            "request.content-type-ndjson",
            *IDENTITY,
            *POLICY,
            *_WRITE,
        ),
        secured=True,
    )


def _put() -> Operation:
    told = {"201": "It is new.", "200": "It is known.", "202": "An operator has to choose."}
    return Operation(
        path=PUT_PATH,
        method="put",
        name="contracts.put",
        tag=TAG,
        summary=("یک پیمان از یک سامانه", "One contract of a register"),
        description=_SAYS_PUT,
        body=_body(ref("Contract"), JSON),
        parameters=(_path("source"), _path("source_id"), _IF_MATCH, "traceparent"),
        answers={
            status: answer(says, ref("ContractResult"), headers=("ETag", *_TOLD))
            for status, says in told.items()
        },
        refusals=(
            *BODY,
            "contract.invalid",
            "contract.revision-reused",
            "contract.below-cleared",
            "contract.cleared",
            "contract.not-current",
            *IDENTITY,
            *POLICY,
            *_WRITE,
        ),
        secured=True,
    )


def _changes() -> Operation:
    counts = (("limit", 1, MOST, 100), ("wait", 0, LONGEST, 0))
    return Operation(
        path=PATH,
        method="get",
        name="contracts.changes",
        tag=TAG,
        summary=("خوراک تغییر پیمان‌ها", "The change feed of contracts"),
        description=_SAYS_FEED,
        parameters=(
            _query("after", text("`Feed-Cursor` of the page before; the beginning without it.")),
            *(
                _query(
                    name, {"type": "integer", "minimum": least, "maximum": most} | {"default": d}
                )
                for name, least, most, d in counts
            ),
            "traceparent",
        ),
        answers={
            "200": answer("A page.", listed(ref("Event")), EVENTS, headers=("Link", *_FEED)),
        },
        refusals=("request.invalid", *READ, *IDENTITY, *POLICY),
        secured=True,
    )


def _acknowledge() -> Operation:
    behind = record({"behind": {"type": "integer", "minimum": 0}})
    return Operation(
        path=f"{PATH}/acknowledgement",
        method="post",
        name="contracts.acknowledge",
        tag=TAG,
        summary=("تا اینجا خوانده شد", "Say how far the feed was read"),
        body=_body(ref("Acknowledgement"), JSON),
        parameters=("traceparent",),
        answers={"200": answer("It is kept.", behind, headers=_FEED)},
        refusals=(*BODY, *IDENTITY, *POLICY),
        secured=True,
    )


def _get() -> Operation:
    return Operation(
        path=ONE,
        method="get",
        name="contracts.read",
        tag=TAG,
        summary=("یک پیمان، چنان که همه می‌گویند", "One contract as all registers tell it"),
        description=SAYS_OCDS,
        parameters=(_path("ocid"), FORMAT, "if-none-match", "traceparent"),
        answers={
            "200": answer("Its newest version.", TOLD, headers=("ETag", *_TOLD)),
            "304": answer("The caller has it already.", headers=("ETag", "Receipt")),
        },
        refusals=(
            "request.invalid",
            "contract.unknown",
            "agreement.field",
            *READ,
            *IDENTITY,
            *POLICY,
        ),
        secured=True,
    )


def schemas() -> dict[str, Json]:
    """Return the schemas of contracts, as they are said and as they are told."""
    return {
        "Acknowledgement": Acknowledgement.model_json_schema(),
        "Contract": CONTRACT,
        "ContractResult": record(
            {
                "source_id": text(),
                "result": text(enum=["created", "changed", "unchanged", "older", "waiting"]),
                "ocid": {"type": ["string", "null"]},
                "version": {"type": ["integer", "null"]},
            }
        ),
        "SharedContract": SHARED,
        "RecordPackage": RECORD_PACKAGE,
        "Event": record(
            {
                "specversion": {"const": "1.0"},
                "id": text("The position in the feed.", pattern="^[0-9]+$"),
                "source": text(format="uri-reference"),
                "type": text(),
                "subject": text("The contract's ocid."),
                "time": text(format="date-time"),
                "datacontenttype": {"const": JSON},
                "data": ref("SharedContract"),
            },
            says="CloudEvents 1.0.",
        ),
    }


def _body(schema: Json, media_type: str) -> Json:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def _path(name: str) -> Json:
    schema = text(pattern="^[0-9A-Za-z_-]{1,50}$")
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "schema": schema}


_IF_MATCH: Final[Json] = {
    "name": "If-Match",
    "in": "header",
    "description": "The entity tag that was current when the write was made, or `*`.",
    "schema": text(pattern=r'^(\*|"[0-9a-f]{32}")$'),
}
