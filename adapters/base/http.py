"""HTTP to one agency: bytes out, bytes in, and every way of failing named.

It speaks to httpx's transport directly: a gateway wants no redirects, no cookies, no proxies of the
environment and no decompression, and those are what an httpx client adds, at a quarter of the cost
of a call.
"""

from typing import Final

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from pydantic import BaseModel, ConfigDict, PositiveFloat

from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract, AgencyUnavailable

_CONNECTIONS: Final = 100
_KEEP_ALIVE: Final = 30.0


class Timeouts(BaseModel):
    """How long an agency may take, in seconds.

    ``connect`` to be reached, ``read`` between two pieces of an answer, ``total`` for the whole
    question with all its retries.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    connect: PositiveFloat
    read: PositiveFloat
    total: PositiveFloat


def aiohttp_transport() -> httpx.AsyncBaseTransport:
    """Return a pool of connections that opens with the first request, inside the running loop."""
    return AiohttpTransport(client=_session, trust_env=False)


def _session() -> aiohttp.ClientSession:
    """Return a session that remembers nothing between two requests."""
    connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEEP_ALIVE)
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    )


class HttpChannel:
    """The connections to one agency below one base URL."""

    def __init__(
        self,
        agency: str,
        base_url: str,
        timeouts: Timeouts,
        max_answer_bytes: int,
        transport: httpx.AsyncBaseTransport,
    ) -> None:
        self._agency = agency
        self._base = base_url.rstrip("/")
        self._root = httpx.URL(self._base)
        self._max = max_answer_bytes
        self._transport = transport
        self._headers = [(b"Host", self._root.netloc), (b"Accept-Encoding", b"identity")]
        self._extensions = {
            "timeout": {
                "connect": timeouts.connect,
                "read": timeouts.read,
                "write": timeouts.read,
                "pool": timeouts.connect,
            }
        }

    async def get(self, path: str, headers: list[tuple[bytes, bytes]]) -> Answer:
        """Return the answer to GET ``path``, which is appended to the base URL as it stands."""
        return await self._send("GET", path, headers, None)

    async def post(self, path: str, headers: list[tuple[bytes, bytes]], content: bytes) -> Answer:
        """Return the answer to POST ``content`` to ``path``."""
        length = (b"Content-Length", str(len(content)).encode())
        return await self._send("POST", path, [*headers, length], content)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def _send(
        self, method: str, path: str, headers: list[tuple[bytes, bytes]], content: bytes | None
    ) -> Answer:
        """Return the answer, whole; a transport that fails is `AgencyUnavailable`.

        The transport tells a refused connection as one that timed out, so only a timeout of
        reading is called one.
        """
        request = httpx.Request(
            method,
            self._base + path if path else self._root,
            headers=self._headers + headers,
            content=content,
            extensions=self._extensions,
        )
        try:
            response = await self._transport.handle_async_request(request)
            try:
                body = await self._whole(response)
            finally:
                await response.aclose()
        except httpx.ReadTimeout as error:
            raise AgencyUnavailable(self._agency, "timeout") from error
        except httpx.TransportError as error:
            raise AgencyUnavailable(self._agency, "unreachable") from error
        if "content-encoding" in response.headers:
            raise AgencyBrokeContract(self._agency, "content-encoding")
        media_type = response.headers.get("content-type", "").partition(";")[0]
        return Answer(response.status_code, media_type.strip().lower(), body)

    async def _whole(self, response: httpx.Response) -> bytes:
        """Return the body, unless it is longer than the agency's contract allows."""
        parts, length = [], 0
        async for part in response.aiter_raw():
            length += len(part)
            if length > self._max:
                raise AgencyBrokeContract(self._agency, "oversized-answer")
            parts.append(part)
        return b"".join(parts)
