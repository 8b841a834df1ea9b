"""The stand-in against its own OpenAPI document, and against what it must not accept."""

import json
from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from schemas import contracts
from simulators.electronic_notification.people import MAGIC, PASSWORD, USER
from simulators.electronic_notification.server import create_timed_app
from simulators.kit.asgi import JSON, Reply, Request
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from tests.contract.conftest import NOW

DOCUMENT = json.loads(contracts.text_of("electronic_notification/v1/openapi.json"))
_RESPONSES = DOCUMENT["paths"]["/workshops/{branch}/{workshop_id}/notices"]["post"]["responses"]
_BASIC = b"Basic " + b64encode(f"{USER}:{PASSWORD}".encode())
NOTICE: dict[str, Any] = {
    "id": str(UUID(int=1)),
    "kind": "sheet-issued",
    "title": "برگ پرداخت",
    "text": "متن",
    "about": {"ocid": "ocds-peyvnd-1", "row": "02100001", "branch": "0210"},
    "issued_at": "2026-11-22T08:00:00Z",
}


def _request(key: str = "accepted", login: bytes = _BASIC, **changes: Any) -> Request:
    """Return a notice for the magic workshop of ``key``."""
    path = f"/workshops/0210/{MAGIC[key].number}/notices"
    body = json.dumps(NOTICE | changes).encode()
    return Request("POST", path, JSON, body, headers=((b"authorization", login),))


@pytest.fixture
def service(people: Population) -> Simulator:
    """Give a service that has accepted nothing yet."""
    return create_timed_app(people, lambda: NOW)


def _check(reply: Reply) -> Any:
    """Return an answer that is valid by the schema of its status."""
    value = json.loads(reply.body)
    schema = _RESPONSES[str(reply.status)]["content"]["application/json"]["schema"]
    Draft202012Validator(schema | {"components": DOCUMENT["components"]}).validate(value)
    return value


def _held(service: Simulator) -> Any:
    return json.loads(service.manage(Request("GET", "/_manage/notices", b"", b"")).body)


def test_document_is_openapi_31() -> None:
    """The contract itself must be one, or nothing can be held against it."""
    validate(DOCUMENT)


@pytest.mark.parametrize("key", sorted(MAGIC.keys() - {"silent", "other-form"}))
def test_every_answer_is_valid(service: Simulator, key: str) -> None:
    """A stand-in that breaks its contract teaches the gateway to take what nobody will send."""
    _check(service.answer(_request(key)))


def test_what_is_refused_is_in_no_account(service: Simulator) -> None:
    """A notice would be delivered of which the hub knows that it was not."""
    for key in ("no-account", "no-workshop", "not-signed", "closed", "busy", "too-many"):
        assert service.answer(_request(key)).status >= 400
    assert _held(service) == []


def test_a_reset_forgets(service: Simulator) -> None:
    """One test's notices would be doubles of another's."""
    service.answer(_request())
    assert len(_held(service)) == 1
    service.manage(Request("POST", "/_manage/reset", b"", b""))
    assert _held(service) == []


@pytest.mark.parametrize("login", [b"", b"Basic " + b64encode(b"peyvand:wrong"), b"Bearer x"])
def test_strangers(service: Simulator, login: bytes) -> None:
    """Anybody could put a notice of the organization into an employer's account."""
    reply = service.answer(_request(login=login))
    assert (reply.status, _check(reply)["code"]) == (401, "unknown-sender")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "1"},
        {"kind": "Clearance Issued"},
        {"title": ""},
        {"text": ""},
        {"text": "ا" * 20_001},
        {"about": {"ocid": "ocds-peyvnd-1", "row": "1", "branch": "0210"}},
        {"about": {"ocid": "ocds-peyvnd-1"}},
        {"issued_at": "2026-11-22 08:00"},
        {"more": 1},
    ],
    ids=lambda changes: "-".join(f"{name}" for name in changes),
)
def test_not_of_the_contract(service: Simulator, changes: dict[str, Any]) -> None:
    """A stand-in that accepted anything would not tell us of our own mistakes."""
    reply = service.answer(_request(**changes))
    assert (reply.status, _check(reply)["code"]) == (400, "malformed")


def test_other_routes_methods_and_media_types(service: Simulator) -> None:
    """A notice has one door, and says what it is."""
    request = _request()
    wrong = (
        request._replace(method="PUT"),
        request._replace(path="/workshops/210/9980000001/notices"),
        request._replace(path="/workshops/0210/9980000001"),
        request._replace(content_type=b"text/plain"),
        request._replace(body=b"<x/>"),
        request._replace(body=b"[]"),
    )
    assert [service.answer(one).status for one in wrong] == [400] * 6
