"""The running hub over REST, by a consumer's programme that proves its key: cases, traces, logs."""

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from hub.api.forms.contract import member_name
from simulators.kit.oauth import Client
from tests.acceptance.conftest import House
from tests.acceptance.parties import CHAMBERS, IN_DEBT, NOTARIES, Card, Deed, Fields
from tests.acceptance.test_clients import verify

DEEDS, CARDS = "/v1/article37/inquiries", "/v1/commerce-card/inquiries"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def client_of(house: House, name: str) -> Client:
    """Return the programme of a consumer."""
    own = house.keys.key(name)
    return Client(name, own.key.read_bytes(), own.certificate.read_bytes(), house.origin)


def body_of(fields: Fields) -> dict[str, Any]:
    """Return the JSON body of what a client sends over SOAP."""
    return {
        member_name(name): body_of(value) if isinstance(value, dict) else value
        for name, value in fields.items()
    }


async def _ask(client: Client, path: str, body: dict[str, Any], key: str) -> Any:
    headers = {"idempotency-key": key, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    return await client.request("POST", path, json=body, signed=True, headers=headers)


@pytest.mark.parametrize(
    ("who", "path", "asked", "decision"),
    [
        (NOTARIES, DEEDS, Deed, "GRANTED"),
        (NOTARIES, DEEDS, lambda: IN_DEBT, "REFUSED"),
        (CHAMBERS, CARDS, Card, "GRANTED"),
    ],
    ids=["clear", "owing", "card"],
)
async def test_a_case_over_rest(
    house: House,
    tmp_path: Path,
    who: str,
    path: str,
    asked: Callable[[], Deed | Card],
    decision: str,
) -> None:
    """A consumer without SOAP would get no certificate, or one that nobody can verify."""
    body, key = body_of(asked().fields()), str(uuid4())
    async with client_of(house, who) as client:
        answer = await _ask(client, path, body, key)
        assert answer.status_code == 201, answer.text
        again = await _ask(client, path, body, key)
        read = await client.request("GET", answer.headers["location"])
    found = answer.json()
    assert found["decision"] == decision
    assert answer.content == again.content == read.content
    assert answer.headers["traceparent"].startswith(f"00-{TRACE}-")
    assert answer.headers["ratelimit"].startswith('"minute";r=')
    signed = {"c": found["certificate"]["document"], "r": found["receipt"]}
    for name, text in signed.items():
        (tmp_path / name).write_bytes(b64decode(text))
    ends = verify(*(tmp_path / name for name in signed), trust=house.keys.trust)
    assert [code for code, _ in ends] == [0, 0], ends


async def test_a_refusal_is_found_by_its_trace_and_tells_nothing(house: House) -> None:
    """An operator could not find what a consumer asks about, or would read whom it asked about."""
    deed = Deed()
    body = body_of(deed.fields()) | {"notary_office": "?"}
    async with client_of(house, NOTARIES) as client:
        answer = await _ask(client, DEEDS, body, str(uuid4()))
    assert (answer.status_code, answer.json()["field"]) == (400, "notary_office")
    reference = answer.json()["instance"].removeprefix("urn:uuid:")
    [line] = [one for one in house.log().splitlines() if reference in one]
    assert f'"trace_id": "{TRACE}"' in line
    assert not [one for one in deed.personal() if one in house.log() or one in answer.text]
