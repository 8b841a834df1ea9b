"""Every example of the contract is really answered so, by a house with its simulated agencies."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
import requests

from hub.api.openapi.examples import recorded
from tests.conformance.openapi.contract import EXAMPLES, RENEW, generated, write
from tests.conformance.openapi.house import House

VARIES = {
    "access_code",
    "answer_text",
    "deed_text",
    "age_seconds",
    "answered_at",
    "as_of",
    "case_id",
    "digest",
    "document",
    "due_date",
    "links",
    "number",
    "receipt",
    "request",
}
"""Members that are others every time."""
_SHOWN = 64
"""Characters of a signed document that an example shows."""


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the name, the path and the answers of every operation that has an example."""
    for path, methods in generated()["paths"].items():
        for one in methods.values():
            if one["operationId"] in recorded():
                yield one["operationId"], path, one["responses"]


@pytest.mark.parametrize(
    ("name", "path", "responses"), list(operations()), ids=[name for name, *_ in operations()]
)
def test_an_example_is_answered_as_it_says(
    house: House, name: str, path: str, responses: dict[str, Any]
) -> None:
    """Whoever begins with the examples would get another answer, or none."""
    example = recorded()[name]
    answer = requests.post(
        f"{house.origin}{path}",
        json=example["request"],
        auth=house.asker(name),
        headers={"Idempotency-Key": str(uuid4())},
        timeout=30,
    )
    assert answer.status_code in {200, 201}, answer.text
    said = answer.json()
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    jsonschema.validate(said, schema | {"components": generated()["components"]})
    if RENEW:
        example["answer"] = _short(said)
        write(EXAMPLES, recorded())
    assert _lasting(said) == _lasting(example["answer"])


def _lasting(value: Any) -> Any:
    """Return what of an answer is the same every time."""
    if isinstance(value, dict):
        return {name: _lasting(one) for name, one in value.items() if name not in VARIES}
    return [_lasting(one) for one in value] if isinstance(value, list) else value


def _short(value: Any) -> Any:
    """Return an answer with its signed documents cut short."""
    if isinstance(value, dict):
        return {
            name: one[:_SHOWN] if name in {"document", "receipt"} else _short(one)
            for name, one in value.items()
        }
    return [_short(one) for one in value] if isinstance(value, list) else value
