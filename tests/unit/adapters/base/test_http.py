"""The channel's manners, with httpx's mock transport in place of a socket."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
)
from adapters.base.http import HttpChannel, Timeouts

TIMEOUTS = Timeouts(connect=1, read=2, total=3)
Handler = Callable[[httpx.Request], httpx.Response]


def _channel(handler: Handler, base_url: str = "http://agency.invalid/base/") -> HttpChannel:
    return HttpChannel("x", base_url, TIMEOUTS, 10, httpx.MockTransport(handler))


def _response(status: int, body: bytes = b"", **headers: str) -> httpx.Response:
    """Return a response that is still to be read, as a transport gives it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, stream=httpx.ByteStream(body), headers=named)


class _Endless(httpx.AsyncByteStream):
    """A body that never ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b"...."


async def test_request_is_plain() -> None:
    """Nothing is sent that was not asked for: no cookies, no agent, no compression."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return _response(200, b"yes", content_type="TEXT/XML; charset=x")

    answer = await _channel(handler).post("/ask", ((b"SOAPAction", b'""'),), b"<a/>")
    assert answer == Answer(200, "text/xml", b"yes")
    assert str(seen[0].url) == "http://agency.invalid/base"
    assert seen[0].extensions["target"] == b"/base/ask"
    assert seen[0].content == b"<a/>"
    assert dict(seen[0].headers) == {
        "host": "agency.invalid",
        "accept-encoding": "identity",
        "soapaction": '""',
        "content-length": "4",
    }
    assert seen[0].extensions["timeout"]["connect"] == 1
    assert seen[0].extensions["timeout"]["read"] == 2


async def test_redirects_are_not_followed() -> None:
    """An agency's page elsewhere is not the agency: its digest would be somebody else's words."""
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return _response(302, location="http://elsewhere.invalid/")

    answer = await _channel(handler).get("", ())
    assert answer.status == 302
    assert len(asked) == 1


async def test_answer_as_long_as_allowed() -> None:
    """The limit itself is still allowed."""
    answer = await _channel(lambda _: _response(200, b"0123456789")).get("", ())
    assert answer.body == b"0123456789"


async def test_endless_answer_is_cut() -> None:
    """An answer is not read further than the contract allows, or one agency could eat the hub."""
    channel = _channel(lambda _: httpx.Response(200, stream=_Endless()))
    with pytest.raises(AgencyBrokeContract) as caught:
        await channel.get("", ())
    assert caught.value.code == "oversized-answer"


async def test_compressed_answer_is_refused() -> None:
    """We asked for none, and a small bomb unpacks to a large one."""
    channel = _channel(
        lambda _: httpx.Response(
            200, stream=httpx.ByteStream(b"x"), headers={"Content-Encoding": "br"}
        )
    )
    with pytest.raises(AgencyBrokeContract) as caught:
        await channel.get("", ())
    assert caught.value.code == "content-encoding"


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (httpx.ConnectError("no"), "unreachable"),
        (httpx.ConnectTimeout("no"), "unreachable"),
        (httpx.RemoteProtocolError("no"), "unreachable"),
        (httpx.ReadTimeout("no"), "timeout"),
    ],
)
async def test_transport_errors(failure: Exception, code: str) -> None:
    """Whatever the transport raises, the hub knows one word for it."""

    def handler(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(AgencyUnavailable) as caught:
        await _channel(handler).get("", ())
    assert caught.value.code == code
    assert caught.value.__cause__ is failure


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, AgencyRefused),
        (403, AgencyRefused),
        (429, AgencyRefused),
        (408, AgencyUnavailable),
        (500, AgencyUnavailable),
        (503, AgencyUnavailable),
        (204, AgencyBrokeContract),
        (302, AgencyBrokeContract),
        (404, AgencyBrokeContract),
    ],
)
def test_failed_status(status: int, kind: type[AgencyError]) -> None:
    """What may pass is waited for, what may not is refused or looked at by a human."""
    error = failed_status("x", status)
    assert type(error) is kind
    assert error.code == f"http-{status}"
