"""Stand-ins without a socket: an httpx transport that hands requests to them, faults and all."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import unquote

import httpx

from simulators.kit.delivery import ConnectionDropped
from simulators.kit.simulator import Simulator


class Wire:
    """What a stand-in does to its connection, instead of one."""

    closed = False

    def abort(self) -> None:
        self.closed = True

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def write(self, _: bytes) -> None:
        """Take what nobody asked for, and forget it: the connection is never used again."""

    def get_extra_info(self, _: str) -> Self:
        return self

    def setsockopt(self, *_: object) -> None:
        """Reset or close, it is over."""


class InProcess(httpx.AsyncBaseTransport):
    """A transport to ``apps``, each at the host of its name."""

    def __init__(self, apps: Mapping[str, Simulator]) -> None:
        self._apps = apps

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.extensions["target"].decode().partition("?")
        parts: list[Any] = [{"type": "http.request", "body": await request.aread()}]
        sent: list[Any] = []
        wire = Wire()

        async def receive() -> Any:
            return parts.pop() if parts else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "method": request.method,
            "path": unquote(path),
            "query_string": query.encode(),
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "extensions": {"simulators.transport": wire},
        }
        try:
            await self._apps[request.url.host](scope, receive, send)
        except ConnectionDropped as dropped:
            raise httpx.ReadError("dropped") from dropped
        if not sent:
            raise httpx.ReadError("dropped") if wire.closed else httpx.ReadTimeout("silent")
        if wire.closed:
            raise httpx.RemoteProtocolError("incomplete")
        body = b"".join(one["body"] for one in sent[1:])
        return httpx.Response(
            sent[0]["status"], headers=sent[0]["headers"], stream=httpx.ByteStream(body)
        )
