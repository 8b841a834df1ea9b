"""The registry's stand-in against its own OpenAPI document, and against who must not be heard."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from adapters.base.webhook import Event, parse_secret, signed_fields, structured
from schemas import contracts
from simulators.commerce_card_registry.people import MAGIC, SECRET
from simulators.commerce_card_registry.server import create_timed_app
from simulators.kit.asgi import Reply, Request
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from tests.contract.conftest import NOW

DOCUMENT = json.loads(contracts.text_of("commerce_card_registry/v1/openapi.json"))
DATA = {
    "case_id": str(UUID(int=9)),
    "number": MAGIC["taken"].number,
    "state": "suspended",
    "reason": "under-review",
    "since": "2026-11-22T08:00:00Z",
    "known_at": "2026-11-22T08:00:00Z",
    "superseded_by": None,
}
TYPE = "ir.sso.peyvand.certificate.suspended"


def _body(key: str = "taken", notice: int = 1, **changes: Any) -> bytes:
    """Return an event about the magic number of ``key``."""
    event = Event(str(UUID(int=notice)), "urn:hub", TYPE, MAGIC[key].number, NOW, DATA | changes)
    return structured(event)


def _request(
    body: bytes, *, secret: str = SECRET, name: str = str(UUID(int=1)), late: int = 0
) -> Request:
    """Return a request that was signed ``late`` seconds ago."""
    at = NOW - timedelta(seconds=late)
    fields = signed_fields(parse_secret(secret), name, body, at)
    headers = tuple((key.lower(), value) for key, value in fields)
    return Request("POST", "/v1/events", dict(headers)[b"content-type"], body, headers=headers)


def _with(request: Request, **fields: bytes) -> Request:
    """Return ``request`` with other headers; an empty one is left out."""
    changed = {f"webhook-{name}".encode(): value for name, value in fields.items()}
    merged = dict(request.headers) | changed
    return request._replace(headers=tuple((key, value) for key, value in merged.items() if value))


@pytest.fixture
def registry(people: Population) -> Simulator:
    """Give a registry that has taken nothing yet."""
    return create_timed_app(people, lambda: NOW)


def _check(reply: Reply, schema: str) -> Any:
    """Return an answer that is valid by the schema of that name."""
    value = json.loads(reply.body)
    pointer = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    Draft202012Validator(pointer).validate(value)
    return value


def test_document_is_openapi_31() -> None:
    """The contract itself must be one, or nothing can be held against it."""
    validate(DOCUMENT)


@pytest.mark.parametrize("key", sorted(MAGIC.keys() - {"silent", "other-form"}))
def test_every_answer_is_valid(registry: Simulator, key: str) -> None:
    """A stand-in that breaks its contract teaches the gateway to take what nobody will send."""
    reply = registry.answer(_request(_body(key)))
    assert str(reply.status) in DOCUMENT["paths"]["/v1/events"]["post"]["responses"]
    _check(reply, "Acknowledgement" if reply.status == 200 else "Problem")


def test_two_signatures_while_a_secret_changes(registry: Simulator) -> None:
    """A sender that signs with the old secret and the new one is heard by either."""
    request = _request(_body())
    right = dict(request.headers)[b"webhook-signature"]
    assert registry.answer(_with(request, signature=b"v1,AAAA " + right)).status == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"secret": "whsec_" + "QUFB" * 10}, b"no webhook-signature"),
        ({"late": 301}, b"not of now"),
        ({"late": -301}, b"not of now"),
    ],
)
def test_strangers_and_the_late(registry: Simulator, changes: Any, said: bytes) -> None:
    """A wrong secret and a kept request are two ways of not being the hub, now."""
    reply = registry.answer(_request(_body(), **changes))
    assert (reply.status, said in reply.body) == (401, True)
    assert registry.manage(Request("GET", "/_manage/notices", b"", b"")).body == b"[]"


@pytest.mark.parametrize(
    "fields",
    [
        {"id": b"00000000-0000-0000-0000-000000000002"},
        {"timestamp": str(int(NOW.timestamp()) + 1).encode()},
        {"signature": b"v1,AAAA"},
        {"signature": b""},
        {"id": b""},
        {"timestamp": b""},
        {"timestamp": b"soon"},
        {"timestamp": b"9" * 30},
    ],
)
def test_what_is_signed_is_all_of_it(registry: Simulator, fields: dict[str, bytes]) -> None:
    """Id, time and body are signed together; any of them alone could be put to another."""
    assert registry.answer(_with(_request(_body()), **fields)).status == 401


def test_a_changed_body(registry: Simulator) -> None:
    """A body that was changed on the way is not the hub's."""
    changed = _request(_body())._replace(body=_body(state="revoked"))
    assert registry.answer(changed).status == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (_body(state="lost"), 400),
        (_body(more=1), 400),
        (_body(notice=2), 400),
        (b"{}", 400),
        (b"<x/>", 400),
    ],
)
def test_signed_and_not_of_the_contract(registry: Simulator, body: bytes, status: int) -> None:
    """A stand-in that took anything would not tell us of our own mistakes."""
    reply = registry.answer(_request(body))
    assert reply.status == status
    _check(reply, "Problem")


def test_other_routes_and_media_types(registry: Simulator) -> None:
    """An event has one door, and says what it is."""
    request = _request(_body())
    assert registry.answer(request._replace(method="PUT")).status == 400
    assert registry.answer(request._replace(path="/")).status == 400
    assert registry.answer(request._replace(content_type=b"application/json")).status == 400
