"""HTTP to one agency: bytes out, bytes in, and every way of failing named.

It speaks to httpx's transport directly: a gateway wants no redirects, no cookies, no proxies of the
environment and no decompression, and those are what an httpx client adds, at a quarter of the cost
of a call.
"""

from functools import lru_cache
from typing import Protocol, cast

import httpx
from pydantic import BaseModel, ConfigDict, PositiveFloat

from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract, AgencyUnavailable
from adapters.base.trace import TRACE

Fields = tuple[tuple[bytes, bytes], ...]
"""Header fields of a request, in the order they are sent."""


class Timeouts(BaseModel):
    """How long an agency may take, in seconds.

    ``connect`` to be reached, ``read`` between two pieces of an answer, ``total`` for the whole
    question with all its retries.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    connect: PositiveFloat
    read: PositiveFloat
    total: PositiveFloat


class Channel(Protocol):
    """The way to one agency, whatever stands on it; a path is below the agency's base URL."""

    async def get(self, path: str, headers: Fields) -> Answer:
        """Return the answer to GET ``path``."""
        ...

    async def post(self, path: str, headers: Fields, content: bytes) -> Answer:
        """Return the answer to POST ``content`` to ``path``."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


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
        self._root = httpx.URL(base_url.rstrip("/"))
        self._path = self._root.raw_path.rstrip(b"/")
        self._max = max_answer_bytes
        self._transport = transport
        self._headers = ((b"Host", self._root.netloc), (b"Accept-Encoding", b"identity"))
        self._timeout = {
            "connect": timeouts.connect,
            "read": timeouts.read,
            "write": timeouts.read,
            "pool": timeouts.connect,
        }

    async def get(self, path: str, headers: Fields) -> Answer:
        """Return the answer to GET ``path``, which is appended to the base URL as it stands."""
        return await self._send("GET", path, headers, b"")

    async def post(self, path: str, headers: Fields, content: bytes) -> Answer:
        """Return the answer to POST ``content`` to ``path``."""
        length = (b"Content-Length", b"%d" % len(content))
        return await self._send("POST", path, (*headers, length), content)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def _send(self, method: str, path: str, headers: Fields, content: bytes) -> Answer:
        """Return the answer, whole; a transport that fails is `AgencyUnavailable`.

        The path travels as httpx's extension ``target``: parsing a URL anew for every request
        costs more than sending it. Only a timeout of reading is called one: a connection that
        times out was not made.
        """
        target = (self._path + path.encode("ascii")) or b"/"
        request = httpx.Request(
            method,
            self._root,
            headers=_prepared(self._headers + headers),
            stream=httpx.ByteStream(content),
            extensions={"timeout": self._timeout, "target": target},
        )
        if (trace := TRACE.get()) is not None:
            request.headers["traceparent"] = trace
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
        """Return the body as it was sent, unless it is longer than the contract allows."""
        stream = cast("httpx.AsyncByteStream", response.stream)
        parts, length = [], 0
        async for part in stream:
            length += len(part)
            if length > self._max:
                raise AgencyBrokeContract(self._agency, "oversized-answer")
            parts.append(part)
        return b"".join(parts)


@lru_cache(maxsize=256)
def _prepared(fields: Fields) -> httpx.Headers:
    """Return ``fields`` as httpx wants them; an agency is sent the same ones over and over."""
    return httpx.Headers(fields)
