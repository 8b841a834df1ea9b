"""The body of a REST request: one JSON object, or a refusal that names field and rule, no value."""

import json
from contextlib import suppress
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, Field
from starlette.requests import Request

from hub.api.forms.body import DEEPEST, as_model, json_body, read_object
from hub.api.problems import TransportRefusal
from hub.errors import InvalidRequest
from schemas.canonical.identifiers import parse_national_id
from simulators.kit import identifiers

JSON = {"content-type": "application/json"}
ID = identifiers.national_id(42)


def _request(
    body: bytes, headers: dict[str, str] | None = None, query: bytes = b"", *, broken: bool = False
) -> Request:
    """Return a POST of ``body`` in two pieces; ``broken`` loses the second one."""
    half = len(body) // 2
    parts: list[Any] = [
        {"type": "http.request", "body": body[:half], "more_body": True},
        {"type": "http.disconnect"} if broken else {"type": "http.request", "body": body[half:]},
    ]

    async def receive() -> Any:
        return parts.pop(0)

    named = JSON if headers is None else headers
    raw = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": query, "headers": raw}
    return Request(scope, receive)


async def test_octets_and_object_of_a_body() -> None:
    """A signature would be checked over other octets than those that were read."""
    octets = ' {"name": "سارا", "list": [1, 2.5, null, true]}\n'.encode()
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    found = {"name": "سارا", "list": [1, 2.5, None, True]}
    assert await json_body(_request(octets, headers), 100) == (octets, found)


@pytest.mark.parametrize(
    ("request_", "code", "status"),
    [
        (_request(b"{}", query=b"national_id=1"), "request.query", 400),
        (_request(b"{}", {"content-type": "text/json"}), "request.content-type-json", 415),
        (_request(b"{}", {}), "request.content-type-json", 415),
        (_request(b"{}", JSON | {"content-length": "101"}), "request.too-large", 413),
        (_request(b"{}", JSON | {"content-length": "9" * 5000}), "request.too-large", 413),
        (_request(b"[" + b" " * 99 + b"]"), "request.too-large", 413),
        (_request(b"{}", broken=True), "request.incomplete", 400),
    ],
    ids=["query", "type", "no-type", "declared", "declared-beyond", "actual", "incomplete"],
)
async def test_what_http_alone_shows_to_be_wrong(request_: Request, code: str, status: int) -> None:
    """A number in an address would stand in every log on the way; a flood would be read whole."""
    with pytest.raises(TransportRefusal) as refused:
        await json_body(request_, 100)
    assert (refused.value.code, refused.value.status) == (code, status)


async def test_a_declared_length_that_is_none_is_no_error_of_ours() -> None:
    """A header of odd digits would be an internal error."""
    assert (await json_body(_request(b"{}", JSON | {"content-length": "²"}), 100))[1] == {}


def _nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


@pytest.mark.parametrize(
    ("octets", "rule"),
    [
        (b"", "json.malformed"),
        (b"{", "json.malformed"),
        (b"{} {}", "json.malformed"),
        (b'{"a":1,}', "json.malformed"),
        (b"{'a':1}", "json.malformed"),
        (b'{"a":NaN}', "json.malformed"),
        (b'{"a":-Infinity}', "json.malformed"),
        (b'{"a":1e999}', "json.malformed"),
        (b'{"a":' + b"1" * 5000 + b"}", "json.malformed"),
        (b'{"a":"\xff"}', "json.malformed"),
        (b'{"a":"\\ud800"}', "json.malformed"),
        (b'{"a":"\n"}', "json.malformed"),
        (b"\xef\xbb\xbf{}", "json.malformed"),
        ("{}".encode("utf-16"), "json.malformed"),
        (b"[]", "json.object"),
        (b'"text"', "json.object"),
        (b"null", "json.object"),
        (b'{"a":1,"a":1}', "json.duplicate"),
        (b'{"b":[{"a":1,"\\u0061":2}]}', "json.duplicate"),
        (_nested(DEEPEST + 1), "json.depth"),
        (_nested(900), "json.depth"),
        (b'{"a":' + b"[" * DEEPEST + b"]" * DEEPEST + b"}", "json.depth"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "json.depth"),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, bytes) else value,
)
def test_what_is_no_object_of_ours(octets: bytes, rule: str) -> None:
    """Two readers would read two things in one body, or one of them fall over it."""
    with pytest.raises(InvalidRequest) as refused:
        read_object(octets)
    assert (refused.value.rule, refused.value.field) == (rule, "body")


@pytest.mark.parametrize(
    "octets",
    [
        _nested(DEEPEST),
        b'{"a":"' + b"[{" * 50 + b'"}',
        b'{"a":[' + b"{}," * 50 + b"{}]}",
        b'{"a":"\\ud83d\\ude00 \\\\u"}',
    ],
    ids=["as-deep-as-allowed", "brackets-in-a-text", "broad", "a-pair-and-a-backslash"],
)
def test_what_only_looks_wrong(octets: bytes) -> None:
    """A lawful text would be refused for the characters in it."""
    assert read_object(octets) == json.loads(octets)


class Kind(StrEnum):
    ONE = "one"


class Named(BaseModel):
    national_id: Annotated[str, AfterValidator(parse_national_id)]
    kind: Kind = Kind.ONE


class Asked(BaseModel):
    person: Named
    service: Annotated[str, Field(pattern="^[a-z]+$", max_length=9)] = "a"
    fields: Annotated[tuple[str, ...], Field(min_length=1)] = ("x",)
    named: dict[str, int] = {}
    signed: bool = False


GOOD: dict[str, Any] = {"person": {"national_id": ID, "kind": "one"}, "fields": ["a", "b"]}


def test_a_body_as_a_model() -> None:
    """What JSON can say would be refused, since a list is no tuple and a text no enumeration."""
    read = as_model(Asked, GOOD)
    assert (read.person.kind, read.fields) == (Kind.ONE, ("a", "b"))


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"person": {}}, "json.missing", "person.national_id"),
        ({"person": 5}, "json.type", "person"),
        ({"person": {"national_id": 5}}, "json.type", "person.national_id"),
        ({"person": {"national_id": None}}, "json.type", "person.national_id"),
        ({"person": {"national_id": "1"}}, "national-id.digits", "person.national_id"),
        ({"person": {"national_id": ID, "kind": "two"}}, "json.enumeration", "person.kind"),
        ({"person": {"national_id": ID, "9980000009": 1}}, "json.unknown", "person"),
        ({"ahmadi": 1}, "json.unknown", "body"),
        ({"service": "A"}, "json.pattern", "service"),
        ({"service": "a" * 10}, "json.length", "service"),
        ({"signed": "true"}, "json.type", "signed"),
        ({"signed": 1}, "json.type", "signed"),
        ({"fields": []}, "json.length", "fields"),
        ({"fields": ["a", 1]}, "json.type", "fields.1"),
        ({"named": {"9980000009": "x"}}, "json.type", "named"),
        ({"named": {"سارا": "x"}}, "json.type", "named"),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, dict) else value,
)
def test_field_and_rule_of_what_no_model_has(change: dict[str, Any], rule: str, field: str) -> None:
    """A sender could not tell what in his body is wrong; or would be told back what he wrote."""
    with pytest.raises(InvalidRequest) as refused:
        as_model(Asked, GOOD | change)
    assert (refused.value.rule, refused.value.field) == (rule, field)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=8), VALUES))
def test_whatever_object_is_written_is_read(found: dict[str, Any]) -> None:
    """A lawful body would be changed or refused on its way in."""
    try:
        text = json.dumps(found, allow_nan=False)
        text.encode().decode("utf-8")
        json.dumps(found, ensure_ascii=False).encode()
    except ValueError:  # an infinity, or half a character
        return
    assert read_object(text.encode()) == found


@given(st.binary(max_size=60))
def test_whatever_octets_come_they_are_an_object_or_refused(octets: bytes) -> None:
    """A body that nobody thought of would be an internal error."""
    with suppress(InvalidRequest):
        assert isinstance(read_object(octets), dict)
