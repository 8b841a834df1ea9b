"""The doors of reconciliation in the document."""

from collections.abc import Iterator
from typing import Final

from hub.api.contract_reconciled import MOST_CONTRACTS, Contracts, Nodes, Outcome
from hub.api.contract_reconciliation import PATH
from hub.api.openapi.parts import JSON, Json, Operation, answer, listed, record, ref, text
from hub.api.openapi.refusals import ANY, BODY, IDENTITY, POLICY

TAG: Final = "contracts"
_QUOTAS: Final = ("RateLimit-Policy", "RateLimit")
_OWN: Final = ("agreement.delivery", "agreement.source")
_HASH: Final = text("SHA-256 in hexadecimal.", pattern="^[0-9a-f]{64}$")
_SAYS_ROOTS: Final = (
    "درهم‌سازهای ۱۶ بخش از آنچه دستگاه شما تاکنون گفته است. اگر با از آن شما یکی باشد، دو سو "
    "یکی‌اند. ریشه‌ها درخت را تازه می‌کنند؛ میان دو پرسش ریشه، درخت همان می‌ماند.",
    "The hashes of the sixteen partitions of all that your register has said by now. Where they "
    "are yours, both sides hold the same. To ask for them brings the tree up; else it stands.",
)
_SAYS_NODES: Final = (
    "زیر هر گره شانزده درهم‌ساز است، و در سطل (چهار رقم) پیمان‌های آن.",
    "Below a node there are sixteen hashes, in a bucket (four digits) its contracts.",
)
_SAYS_CONTRACTS: Final = (
    "آخرین گفتهٔ خود دستگاه دربارهٔ پیمان‌هایش، چنان که گفته است. آنچه موافقت‌نامه کامل نمی‌دهد در "
    "withheld نام برده می‌شود.",
    "What the register itself said last of its contracts, as it said it. What its agreement does "
    "not grant whole is named in `withheld`.",
)
_SAYS_OUTCOMES: Final = (
    "آنچه تفاوت داشت و چه شد، با ریشه‌های دو سو پیش و پس از کار؛ برای همیشه نگه داشته می‌شود. taken "
    "به سامانه آمد، given به دستگاه داده شد.",
    "What differed and what became of it, with the roots of both sides before and after; it is "
    "kept for good. `taken` came to the hub, `given` to the register.",
)


def operations() -> Iterator[Operation]:
    """Yield what can be asked and said by a register that reconciles."""
    yield Operation(
        path=f"{PATH}/roots",
        method="get",
        name="contracts.roots",
        tag=TAG,
        summary=("ریشه‌های درخت پیمان‌ها", "The roots of the tree of contracts"),
        description=_SAYS_ROOTS,
        parameters=("traceparent",),
        answers={"200": answer("The roots as of now.", ref("Roots"), headers=_QUOTAS)},
        refusals=("request.invalid", "request.other-method", *ANY, *IDENTITY, *POLICY, *_OWN),
        secured=True,
    )
    yield _post("nodes", ("گره‌های درخت", "Nodes of the tree"), _SAYS_NODES, "Nodes", "200")
    yield _post(
        "contracts",
        ("گفتهٔ خود دستگاه", "The register's own words"),
        _SAYS_CONTRACTS,
        "OwnContracts",
        "200",
        "Receipt",
    )
    yield _post(
        "outcomes",
        ("سرانجام تطبیق", "What came of a reconciliation"),
        _SAYS_OUTCOMES,
        "Outcome",
        "201",
    )


def _post(
    name: str,
    summary: tuple[str, str],
    description: tuple[str, str],
    schema: str,
    status: str,
    *headers: str,
) -> Operation:
    return Operation(
        path=f"{PATH}/{name}",
        method="post",
        name=f"contracts.{name}",
        tag=TAG,
        summary=summary,
        description=description,
        body={"required": True, "content": {JSON: {"schema": ref(f"{schema}Asked")}}},
        parameters=("traceparent",),
        answers={status: answer("The answer.", ref(f"{schema}Told"), headers=(*headers, *_QUOTAS))},
        refusals=(*BODY, *IDENTITY, *POLICY, *_OWN),
        secured=True,
    )


def schemas() -> dict[str, Json]:
    """Return the schemas of reconciliation."""
    return {
        "Roots": record({"source": text("The register."), **_ROOTS}),
        "NodesAsked": _flat(Nodes),
        "NodesTold": record({"nodes": {"type": "object", "additionalProperties": _NODE}}),
        "OwnContractsAsked": _flat(Contracts),
        "OwnContractsTold": record(
            {
                "contracts": listed(ref("Contract")) | {"maxItems": MOST_CONTRACTS},
                "withheld": listed(text("The register's own id.")),
            }
        ),
        "OutcomeAsked": _flat(Outcome),
        "OutcomeTold": record(
            {
                "id": text("The number of the evidence.", format="uuid"),
                "agreed": {"type": "boolean"},
                "hub": record(_ROOTS),
            }
        ),
    }


def _flat(model: type[Nodes | Contracts | Outcome]) -> Json:
    """Return the schema of a model with its parts within."""
    found = model.model_json_schema()
    parts = found.pop("$defs", {})

    def inlined(value: Json | list[Json] | str) -> object:
        if isinstance(value, dict):
            named = value.get("$ref")
            if isinstance(named, str):
                return inlined(parts[named.rpartition("/")[2]])
            return {name: inlined(one) for name, one in value.items()}
        return [*map(inlined, value)] if isinstance(value, list) else value

    return {name: inlined(value) for name, value in found.items()}


_ROOTS: Final = {
    "levels": {"type": "integer", "minimum": 1, "maximum": 8},
    "hashes": listed(_HASH) | {"minItems": 16, "maxItems": 16},
}
_NODE: Final[Json] = {
    "oneOf": [
        record({"hashes": _ROOTS["hashes"]}),
        record(
            {
                "contracts": listed(
                    record(
                        {
                            "source_id": text(),
                            "revision": {"type": "integer", "minimum": 1},
                            "digest": _HASH,
                        }
                    )
                )
            }
        ),
    ]
}
