"""The ledger's stand-in against its own OpenAPI document."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from schemas import contracts
from simulators.insurance_ledger.people import EMPTY, MAGIC, SHARED
from simulators.insurance_ledger.server import create_app
from simulators.kit.asgi import JSON, Reply, Request
from simulators.kit.population import Population

DOCUMENT = json.loads(contracts.text_of("insurance_ledger/v1/openapi.json"))
TODAY = 14050901


def _ask(people: Population, method: str, path: str, body: bytes = b"") -> Reply:
    """Return what the stand-in answers."""
    return create_app(people, lambda: TODAY).answer(
        Request(method, f"/workshop-services/{path}", JSON, body)
    )


def _check(reply: Reply, schema: str) -> Any:
    """Return an answer that is valid by the schema of that name."""
    value = json.loads(reply.body)
    pointer = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    Draft202012Validator(pointer).validate(value)
    return value


def test_document_is_openapi_31() -> None:
    """The contract itself must be one, or nothing can be held against it."""
    validate(DOCUMENT)


def test_every_debt_reply_is_valid(people: Population) -> None:
    """A stand-in that breaks the contract teaches the gateway to accept what nobody will send."""
    asked = [*people.workshops.values(), *(one.workshop for one in MAGIC.values())]
    for workshop in asked:
        path = f"workshop-debit/{workshop.workshop_id}/{workshop.branch}"
        reply = _check(_ask(people, "GET", path), "DebitReply")
        assert (reply["sDate"] == str(TODAY)) == (reply["status"] == 0)


def test_every_postal_reply_is_valid(people: Population) -> None:
    """The lookup lists each workshop where it stands, and nothing where nothing stands."""
    for code in [*people.at_postal_code, SHARED, EMPTY]:
        body = json.dumps({"postalCode": code}).encode()
        reply = _check(_ask(people, "POST", "post/inquiry", body), "PostReply")
        assert bool(reply["workshops"]) == (code != EMPTY)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "workshop-debit/123/0210", b""),
        ("GET", "workshop-debit/9900001001/0210/1", b""),
        ("POST", "workshop-debit/9900001001/0210", b""),
        ("POST", "post/inquiry", b"{}"),
        ("POST", "post/inquiry", b'{"postalCode": "1351343501", "more": 1}'),
        ("POST", "post/inquiry", b'{"postalCode": 1351343501}'),
        ("GET", "elsewhere", b""),
    ],
)
def test_malformed_requests(people: Population, method: str, path: str, body: bytes) -> None:
    """What the contract does not know is refused; an obliging stand-in hides our mistakes."""
    reply = _ask(people, method, path, body)
    assert reply.status == 400
    _check(reply, "Problem")
