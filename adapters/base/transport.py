"""The transport of a gateway: one exchange over aiohttp's pool of connections, and nothing more.

It is httpx's interface, so that any of httpx's transports can stand in for it. What a general
transport does for every request, and no agency wants, is left out: headers nobody asked for,
cookies, proxies, redirects, decompression.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, Self

import aiohttp
import httpx
from yarl import URL

CONNECTIONS: Final = 100
"""How many connections one agency is given; no bulkhead lets more calls pass."""
_KEEP_ALIVE: Final = 30.0


class AgencyTransport(httpx.AsyncBaseTransport):
    """A pool of connections that opens with the first request, inside the running loop.

    A request carries httpx's extensions ``timeout`` and ``target``; it is sent to the origin of
    its URL, for the target. Raises `httpx.TransportError` and nothing else.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the head of the answer, the body still to be read from its stream."""
        if self._session is None:
            self._session = _session()
        origin = URL(str(request.url), encoded=True).origin()
        timeout = request.extensions["timeout"]
        try:
            response = await self._session.request(
                request.method,
                URL(f"{origin}{request.extensions['target'].decode()}", encoded=True),
                headers=_decoded(tuple(request.headers.raw)),
                data=await request.aread() or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    connect=timeout["pool"],
                    sock_connect=timeout["connect"],
                    sock_read=timeout["read"],
                ),
            )
        except aiohttp.ClientError as error:
            raise _failure(error) from error
        return httpx.Response(
            response.status, headers=response.raw_headers, stream=_Body(response), request=request
        )

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()


class _PlainRequest(aiohttp.ClientRequest):
    """A request without the headers that aiohttp adds of itself."""

    def update_auto_headers(self, skip_auto_headers: Iterable[str] | None) -> None:
        """Add none."""


class _Connector(aiohttp.TCPConnector):
    """A pool that lends no connection on which an agency has spoken unasked.

    What came after an answer, or while nobody asked, would be taken for the answer to the next
    question (RFC 9112, section 6.3, has the same warning).
    """

    async def connect(self, *given: Any, **named: Any) -> aiohttp.connector.Connection:
        """Return a connection that has nothing left to say."""
        while True:
            connection = await super().connect(*given, **named)
            protocol = connection.protocol
            if protocol is None or not protocol.should_close:
                return connection
            connection.close()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, in the pieces it arrives in."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        try:
            part = await self._response.content.readany()
        except aiohttp.ClientError as error:
            raise _failure(error) from error
        if not part:
            raise StopAsyncIteration
        return part

    async def aclose(self) -> None:
        """Give the connection back, or close it when the body was not read to its end."""
        self._response.release()


def _session() -> aiohttp.ClientSession:
    """Return a session that remembers nothing between two requests."""
    return aiohttp.ClientSession(
        connector=_Connector(limit=CONNECTIONS, keepalive_timeout=_KEEP_ALIVE),
        cookie_jar=aiohttp.DummyCookieJar(),
        request_class=_PlainRequest,
        auto_decompress=False,
        trust_env=False,
    )


@lru_cache(maxsize=256)
def _decoded(fields: tuple[tuple[bytes, bytes], ...]) -> tuple[tuple[str, str], ...]:
    """Return header ``fields`` as aiohttp wants them; they are the same ones over and over."""
    return tuple((name.decode(), value.decode()) for name, value in fields)


def _failure(error: aiohttp.ClientError) -> httpx.TransportError:
    """Return httpx's word for a failure of aiohttp's."""
    if isinstance(error, aiohttp.SocketTimeoutError):
        return httpx.ReadTimeout(str(error))
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout(str(error))
    if isinstance(error, aiohttp.ClientConnectorError):
        return httpx.ConnectError(str(error))
    if isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError):
        return httpx.ReadError(str(error))
    return httpx.RemoteProtocolError(str(error))
