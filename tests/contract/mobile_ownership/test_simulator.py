"""The register's stand-in against its own OpenAPI document."""

import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwe import encrypt_compact
from joserfc.jwk import RSAKey
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from schemas import contracts
from simulators.kit.asgi import JSON, Reply, Request
from simulators.kit.identifiers import with_national_check
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.mobile_ownership.cipher import register_key
from simulators.mobile_ownership.people import MAGIC, mobile_of, table
from simulators.mobile_ownership.server import create_app
from tests.contract.conftest import NOW

DOCUMENT = json.loads(contracts.text_of("mobile_ownership/v1/openapi.json"))
_OF_NO_CONTRACT = {"unknown-code", "text-code", "extra-field"}
_ID = "0000" + "20261122113000" + "000001"


@pytest.fixture
def app(people: Population) -> Simulator:
    """Give a stand-in that has heard nothing yet."""
    return create_app(people, lambda: NOW)


def _body(**changes: Any) -> dict[str, Any]:
    """Return a question in clear about the owned number."""
    owned = MAGIC["owned"]
    plain = {
        "requestId": _ID,
        "serviceNumber": owned.mobile,
        "serviceType": 2,
        "identificationType": 0,
        "identificationNo": owned.owner.national_id,
    }
    return plain | changes


def _ask(app: Simulator, body: Any, operation: str = "serviceIDmatching") -> Reply:
    """Return what the stand-in answers."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return app.answer(Request("POST", f"/shahkar/gwsh/{operation}", JSON, content))


def _check(value: Any, schema: str) -> Any:
    """Return a value that is valid by the schema of that name."""
    pointer = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    Draft202012Validator(pointer).validate(value)
    return value


def _jwe(claims: object, alg: str = "RSA-OAEP-256", enc: str = "A256GCM") -> str:
    """Return claims encrypted for the register, by a library that it does not use."""
    key = RSAKey.import_key(register_key().public_key())
    sealed = encrypt_compact({"alg": alg, "enc": enc}, json.dumps(claims), key, [alg, enc])
    return str(sealed)


def _sealed(iat: object = int(NOW.timestamp()), **forms: Any) -> dict[str, Any]:
    """Return an encrypted question about the owned number."""
    plain = _body()
    names = ("serviceNumber", "identificationNo")
    return plain | {name: _jwe({name: plain[name], "iat": iat}, **forms) for name in names}


def test_document_is_openapi_31() -> None:
    """The contract itself must be one, or nothing can be held against it."""
    validate(DOCUMENT)


@pytest.mark.parametrize("key", sorted(MAGIC))
def test_magic_replies(app: Simulator, key: str) -> None:
    """A stand-in that breaks the contract unasked teaches the gateway to accept it."""
    magic = MAGIC[key]
    body = _body(serviceNumber=magic.mobile, identificationNo=magic.owner.national_id)
    reply = json.loads(_ask(app, _check(body, "Matching")).body)
    assert magic.mobile in table()
    if key in _OF_NO_CONTRACT:
        assert list(Draft202012Validator(_reply_schema()).iter_errors(reply))
    else:
        _check(reply, "MatchingReply")


def _reply_schema() -> dict[str, Any]:
    return {
        "$ref": "#/components/schemas/MatchingReply",
        "components": DOCUMENT["components"],
    }


def test_every_number_is_one_persons(people: Population) -> None:
    """Two people with one number would make the register's answer a matter of luck."""
    persons = [*people.people.values(), *(one.owner for one in MAGIC.values())]
    ids = {one.national_id for one in persons}
    assert len({mobile_of(one) for one in persons}) == len(ids)
    assert all(mobile_of(one)[:3] in {"097", "098"} for one in persons)
    assert all(with_national_check(one[:9]) == one for one in ids)


def test_no_question_twice(app: Simulator) -> None:
    """A repeated requestId is refused, whatever is asked; until the keeper says to forget."""
    assert json.loads(_ask(app, _body()).body)["response"] == 200
    other = _body(serviceNumber=MAGIC["not-owned"].mobile)
    assert json.loads(_ask(app, other).body)["response"] == 700
    app.manage(Request("POST", "/_manage/reset", b"", b""))
    assert json.loads(_ask(app, _body()).body)["response"] == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"requestId": _ID[1:]},
        {"requestId": int(_ID)},
        {"serviceNumber": "9898001002"},
        {"serviceNumber": 9898001002},
        {"serviceType": "2"},
        {"serviceType": 1},
        {"identificationType": False},
        {"identificationType": 1},
        {"identificationNo": "998001002"},
        {"more": 1},
    ],
)
def test_malformed(app: Simulator, changes: dict[str, Any]) -> None:
    """What the contract does not know is refused; an obliging stand-in hides our mistakes."""
    reply = _ask(app, _body(**changes))
    assert reply.status == 400
    _check(json.loads(reply.body), "Problem")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", json.dumps({"requestId": _ID}).encode()])
def test_no_question_at_all(app: Simulator, body: bytes) -> None:
    """Octets that are no question are refused, not guessed at."""
    assert _ask(app, body).status == 400


def test_encrypted(app: Simulator) -> None:
    """What an independent library encrypted by the contract, the register reads."""
    body = _check(_sealed(), "EncryptedMatching")
    reply = json.loads(_ask(app, body, "serviceIDmatchingencrypted").body)
    assert _check(reply, "MatchingReply")["response"] == 200


@pytest.mark.parametrize(
    ("changed", "response"),
    [
        ({"iat": int((NOW - timedelta(seconds=61)).timestamp())}, 701),
        ({"iat": int((NOW + timedelta(seconds=61)).timestamp())}, 701),
        ({"iat": str(int(NOW.timestamp()))}, 703),
        ({"alg": "RSA-OAEP"}, 703),
        ({"enc": "A128GCM"}, 703),
    ],
)
def test_encrypted_wrong(app: Simulator, changed: dict[str, Any], response: int) -> None:
    """Stale, mistyped or weaker than agreed: each is refused by its number."""
    reply = json.loads(_ask(app, _sealed(**changed), "serviceIDmatchingencrypted").body)
    assert _check(reply, "MatchingReply")["response"] == response


def test_encrypted_swapped(app: Simulator) -> None:
    """An id in the place of the number is not read as one: the claim's name says what it is."""
    body = _sealed()
    body["serviceNumber"], body["identificationNo"] = (
        body["identificationNo"],
        body["serviceNumber"],
    )
    assert json.loads(_ask(app, body, "serviceIDmatchingencrypted").body)["response"] == 703


@pytest.mark.parametrize("place", range(5))
def test_encrypted_tampered(app: Simulator, place: int) -> None:
    """One character changed anywhere, and nothing can be read."""
    body = _sealed()
    parts = body["serviceNumber"].split(".")
    parts[place] = ("B" if parts[place][0] == "A" else "A") + parts[place][1:]
    body["serviceNumber"] = ".".join(parts)
    assert json.loads(_ask(app, body, "serviceIDmatchingencrypted").body)["response"] == 703


def test_key_is_published(app: Simulator) -> None:
    """Somebody with a sandbox and no source gets the key where the contract says."""
    reply = app.answer(Request("GET", "/shahkar/gwsh/encryptionKey", b"", b""))
    assert reply.body.startswith(b"-----BEGIN PUBLIC KEY-----")
