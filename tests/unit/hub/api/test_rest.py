"""What every REST door says beside its answers: methods, quotas, when to come again, and proof."""

import json
from base64 import b64decode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.api.rest import EVERY_METHOD, guarded, no_door, quota_headers, refusal
from hub.errors import (
    HubUnavailable,
    IdentityRefused,
    InvalidRequest,
    MessageIdReused,
    MessageReplayed,
    NotPermitted,
    QuotaSpent,
    UnknownCase,
)
from hub.quotas import Usage


async def _page(_: Request) -> Response:
    return JSONResponse({})


async def _asked(method: str, *methods: str) -> httpx.Response:
    """Return the answer to ``method`` where ``methods`` are taken; the usual ones for none."""
    handler = guarded(_page, methods) if methods else guarded(_page)
    app = Starlette(routes=[Route("/", handler, methods=EVERY_METHOD)])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
        return await client.request(method, "/")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_door_is_read_unless_it_says_otherwise(method: str) -> None:
    """A page would be shut to who only reads it."""
    assert (await _asked(method)).status_code == 200


@pytest.mark.parametrize(
    ("method", "methods", "code", "allow"),
    [
        ("POST", (), "request.only-get", "GET, HEAD"),
        ("OPTIONS", (), "request.only-get", "GET, HEAD"),
        ("GET", ("POST",), "request.other-method", "POST"),
        ("DELETE", ("POST", "PUT"), "request.other-method", "POST, PUT"),
    ],
)
async def test_another_method_is_told_which_there_are(
    method: str, methods: tuple[str, ...], code: str, allow: str
) -> None:
    """A programme could not tell a wrong method from a wrong address."""
    answer = await _asked(method, *methods)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.json()["code"] == code


async def test_a_method_that_is_taken_comes_through() -> None:
    """A door that is written to would be shut."""
    assert (await _asked("POST", "POST")).status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "headers"),
    [
        (QuotaSpent(42), 429, {"retry-after": "42"}),
        (NotPermitted("agreement.none"), 403, {}),
        (NotPermitted("purpose.unknown"), 403, {}),
        (NotPermitted("service.unknown"), 403, {}),
        (UnknownCase(), 404, {}),
        (MessageIdReused(), 422, {}),
        (InvalidRequest("json.type", field="a"), 400, {}),
        (HubUnavailable(), 503, {"retry-after": "30"}),
        (IdentityRefused("token-missing"), 401, {"www-authenticate": 'DPoP algs="ES256 PS256"'}),
        (
            MessageReplayed(),
            401,
            {"www-authenticate": 'DPoP error="invalid_dpop_proof", algs="ES256 PS256"'},
        ),
        (RuntimeError("9980000009"), 500, {}),
    ],
    ids=repr,
)
def test_status_and_headers_of_a_refusal(
    error: Exception, status: int, headers: dict[str, str]
) -> None:
    """A programme would not learn whether and when to ask again, or how to be let in."""
    answer = refusal(error)
    told = {"retry-after", "www-authenticate", "allow"}
    assert answer.status_code == status
    assert {name: text for name, text in answer.headers.items() if name in told} == headers
    assert answer.headers["content-type"] == "application/problem+json"
    assert b"9980000009" not in answer.body


def test_a_refusal_that_is_evidence_bears_its_receipt() -> None:
    """Who was refused could not show that he asked, and when."""
    denied = NotPermitted("agreement.none")
    assert "receipt" not in json.loads(refusal(denied).body)
    denied.receipt = b"<Receipt/>"
    assert b64decode(json.loads(refusal(denied).body)["receipt"]) == b"<Receipt/>"


def test_quotas_as_structured_fields() -> None:
    """A consumer's programme could not pace itself."""
    usages = [Usage("minute", 300, 1, 60, 42), Usage("day", 50_000, 60_000, 86_400, 3_601)]
    assert quota_headers(iter(usages)) == {
        "ratelimit-policy": '"minute";q=300;w=60, "day";q=50000;w=86400',
        "ratelimit": '"minute";r=299;t=42, "day";r=0;t=3601',
    }
    assert quota_headers(()) == {}


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/v1/contracts/a/b/9980000009", "application/problem+json"),
        ("/elsewhere", "text/plain; charset=utf-8"),
    ],
)
async def test_an_address_that_is_none_is_a_problem_like_others(path: str, media: str) -> None:
    """A programme would read a problem everywhere but where it has the address wrong."""
    app = Starlette(routes=[Route("/v1/a", _page)], exception_handlers={404: no_door})
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, media)
    assert "9980000009" not in answer.text
    assert media.startswith("text") or answer.json()["code"] == "request.no-door"
