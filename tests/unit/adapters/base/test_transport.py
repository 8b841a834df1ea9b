"""The transport over a socket of loopback: what it sends, octet by octet, and how it fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from adapters.base.transport import AgencyTransport

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>"
_FIELDS = [(b"Host", b"agency.invalid"), (b"Accept-Encoding", b"identity")]
Ask = Callable[..., Awaitable[tuple[int, bytes]]]


class _Server:
    """Answers every request with the same octets, and keeps what it was sent by connection."""

    def __init__(self, answer: bytes, *, hang_up: bool) -> None:
        self.connections: list[list[bytes]] = []
        self.closed = asyncio.Semaphore(0)
        self._answer = answer
        self._hang_up = hang_up

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until the other side, or this one, closes it."""
        seen: list[bytes] = []
        self.connections.append(seen)
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                seen.append(data)
                writer.write(self._answer)
                if self._hang_up:
                    break
            writer.close()
            await writer.wait_closed()
        self.closed.release()


@asynccontextmanager
async def _agency(
    answer: bytes, *, hang_up: bool = False, read: float = 30
) -> AsyncIterator[tuple[_Server, Ask]]:
    """Give an agency that answers ``answer``, and a way to ask it through the transport."""
    agency, transport = _Server(answer, hang_up=hang_up), AgencyTransport()
    server = await asyncio.start_server(agency.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    timeout = {"connect": 30, "read": read, "write": 30, "pool": 30}

    async def ask(
        method: str = "GET",
        target: bytes = b"/",
        fields: tuple[tuple[bytes, bytes], ...] = (),
        content: bytes = b"",
        parts: int = 1_000,
    ) -> tuple[int, bytes]:
        request = httpx.Request(
            method,
            f"http://127.0.0.1:{port}/base",
            headers=[*_FIELDS, *fields],
            stream=httpx.ByteStream(content),
            extensions={"timeout": timeout, "target": target},
        )
        response = await transport.handle_async_request(request)
        body = b""
        try:
            async for part in response.aiter_raw():
                body += part
                parts -= 1
                if not parts:
                    break
        finally:
            await response.aclose()
        return response.status_code, body

    async with server:
        try:
            yield agency, ask
        finally:
            await transport.aclose()
            for _ in agency.connections:
                await agency.closed.acquire()


async def test_sends_what_it_was_given() -> None:
    """A header nobody asked for, or a target encoded anew, is not the agency's contract."""
    async with _agency(_ANSWER) as (agency, ask):
        fields = ((b"SOAPAction", b'""'), (b"Content-Type", b"x/y"), (b"Content-Length", b"5"))
        assert await ask("POST", b"/base/%D8%AA?a=b%20c", fields, b"hello") == (200, b"<a/>")
    assert b"".join(agency.connections[0]) == (
        b"POST /base/%D8%AA?a=b%20c HTTP/1.1\r\nHost: agency.invalid\r\n"
        b'Accept-Encoding: identity\r\nSOAPAction: ""\r\nContent-Type: x/y\r\n'
        b"Content-Length: 5\r\n\r\nhello"
    )


async def test_what_nobody_asked_for_is_no_answer() -> None:
    """An answer that came twice would be taken for the answer to the next question."""
    taken = asyncio.Event()
    answers = iter((_ANSWER, _ANSWER.replace(b"<a/>", b"<b/>")))
    said: asyncio.Queue[None] = asyncio.Queue()
    closed = asyncio.Semaphore(0)
    opened: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(await reader.read(65_536))
        answer = next(answers)
        writer.write(answer)
        await taken.wait()
        writer.write(answer)
        await writer.drain()
        said.put_nowait(None)
        while await reader.read(65_536):
            pass
        writer.close()
        await writer.wait_closed()
        closed.release()

    transport = AgencyTransport()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), 30)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def ask() -> bytes:
        extensions = {"timeout": timeout, "target": b"/"}
        request = httpx.Request("GET", origin, extensions=extensions)
        response = await transport.handle_async_request(request)
        body = b"".join([part async for part in response.aiter_raw()])
        await response.aclose()
        return body

    async with server:
        first = await ask()
        taken.set()
        await said.get()
        for _ in range(100):  # turns of the loop: the octets are on loopback already
            await asyncio.sleep(0)
        try:
            assert (first, await ask()) == (b"<a/>", b"<b/>")
        finally:
            await transport.aclose()
            for _ in opened:
                await closed.acquire()


async def test_get_has_no_body() -> None:
    """A length or a type on a GET makes some servers wait for a body."""
    async with _agency(_ANSWER) as (agency, ask):
        await ask("GET", b"/base/x")
    assert agency.connections == [
        [b"GET /base/x HTTP/1.1\r\nHost: agency.invalid\r\nAccept-Encoding: identity\r\n\r\n"]
    ]


async def test_connection_is_kept() -> None:
    """A connection for every question would cost the agency and us a handshake each."""
    async with _agency(_ANSWER) as (agency, ask):
        await ask()
        await ask()
    assert [len(seen) for seen in agency.connections] == [2]


async def test_unread_answer_closes_its_connection() -> None:
    """The rest of one answer must never be read as the beginning of the next."""
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nabc"
    async with _agency(endless) as (agency, ask):
        assert await ask(parts=1) == (200, b"abc")
        assert await ask(parts=1) == (200, b"abc")
    assert [len(seen) for seen in agency.connections] == [1, 1]


async def test_nothing_is_followed_remembered_or_unpacked() -> None:
    """A cookie, a redirect or a bomb of the agency's must not do anything."""
    answer = (
        b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\n"
        b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x00\x00"
    )
    async with _agency(answer) as (agency, ask):
        assert await ask() == (302, b"\x1f\x8b\x00\x00")
        await ask()
    assert len(agency.connections[0]) == 2
    assert not any(b"cookie" in seen.lower() for seen in agency.connections[0])


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", httpx.ReadError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", httpx.ReadError),
        (b"nothing like HTTP\r\n\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", httpx.RemoteProtocolError),
    ],
)
async def test_broken_answers(answer: bytes, failure: type[httpx.TransportError]) -> None:
    """What the pool raises of its own would pass the channel and end as an error of ours."""
    async with _agency(answer, hang_up=True) as (_, ask):
        with pytest.raises(failure) as caught:
            await ask()
    assert type(caught.value) is failure


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
async def test_silence(answer: bytes) -> None:
    """An agency that stops talking is a timeout of reading, before its head and after."""
    async with _agency(answer, read=0.05) as (_, ask):
        with pytest.raises(httpx.ReadTimeout):
            await ask()
