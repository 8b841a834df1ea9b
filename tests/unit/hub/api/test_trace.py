"""A request is part of a trace from its caller to the agencies, and nothing else is handed on."""

import json
import logging
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.base.http import HttpChannel, Timeouts
from adapters.base.trace import TRACE
from hub.api.trace import HEADER, Traced, continued
from hub.logs import JsonLines

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
GIVEN = f"00-{TRACE_ID}-00f067aa0ba902b7-01"
OURS = f"00-{TRACE_ID}-0101010101010101-01"
NEW = f"00-{'01' * 16}-{'01' * 8}-00"


def _ones(length: int) -> bytes:
    return b"\x01" * length


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([GIVEN], OURS),
        ([f" {GIVEN} "], OURS),
        ([GIVEN[:-2] + "ff"], OURS),
        ([GIVEN[:-2] + "02"], OURS[:-2] + "00"),
        (["cc" + GIVEN[2:]], OURS),
        (["cc" + GIVEN[2:] + "-what-comes"], OURS),
        ([], NEW),
        ([GIVEN, GIVEN], NEW),
        ([GIVEN + "-more"], NEW),
        (["cc" + GIVEN[2:] + ".more"], NEW),
        (["ff" + GIVEN[2:]], NEW),
        ([GIVEN.upper()], NEW),
        ([GIVEN.replace(TRACE_ID, "0" * 32)], NEW),
        ([GIVEN.replace("00f067aa0ba902b7", "0" * 16)], NEW),
        ([GIVEN[:-1]], NEW),
        ([""], NEW),
    ],
)
def test_what_is_continued_and_what_begins_anew(given: list[str], expected: str) -> None:
    """A trace would break at the hub, or a malformed one would reach an agency."""
    assert continued(given, _ones) == expected


@given(st.lists(st.text("0123456789abcdefABCDEF-\n\u06f1", max_size=80), max_size=2))
def test_whatever_is_given_what_is_handed_on_is_well_formed(given: list[str]) -> None:
    """What a caller writes would travel to an agency in our name."""
    ours = continued(given)
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", ours)
    assert continued([ours], _ones) == f"{ours[:36]}{'01' * 8}{ours[-3:]}"


def _lines() -> tuple[list[dict[str, object]], logging.Handler]:
    found: list[dict[str, object]] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(JsonLines().format(record)))

    return found, Lines()


async def test_one_trace_through_answer_log_and_agency() -> None:
    """An operator could not find which question of ours an agency's record belongs to."""
    asked: list[httpx.Request] = []

    def agency(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b""))

    channel = HttpChannel(
        "x",
        "http://agency.invalid",
        Timeouts(connect=1, read=1, total=1),
        10,
        httpx.MockTransport(agency),
    )
    log = logging.Logger("hub.test")
    lines, handler = _lines()
    log.addHandler(handler)

    async def page(_: Request) -> Response:
        log.warning("asked")
        await channel.post("/", (), b"")
        return JSONResponse({})

    transport = httpx.ASGITransport(Traced(Starlette(routes=[Route("/", page)])))
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
        sent = {HEADER: GIVEN, "tracestate": "vendor=secret"}
        answer = await client.get("/", headers=sent)
        lost = await client.get("/nowhere")
    ours = answer.headers[HEADER]
    assert ours.startswith(f"00-{TRACE_ID}-")
    assert ours != GIVEN
    assert [one["trace_id"] for one in lines] == [TRACE_ID]
    assert asked[0].headers[HEADER] == ours
    assert "tracestate" not in asked[0].headers
    assert TRACE_ID not in lost.headers[HEADER]
    assert TRACE.get() is None
