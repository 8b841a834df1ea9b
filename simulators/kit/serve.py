"""Serving stand-ins over real sockets: uvicorn's fast protocol, without its slow goodbye."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from simulators.kit.asgi import JSON, App, Receive, Reply, Scope, Send, send_reply

LOOPBACK = "127.0.0.1"


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which also hands the app its transport, so that it can be dropped."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.scope["extensions"] = {"simulators.transport": self.transport}  # type: ignore[dict-item]


class Mounted:
    """Several apps under one origin, each below the path of its name."""

    def __init__(self, apps: Mapping[str, App]) -> None:
        self._apps = dict(apps)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the app named by the first segment of its path."""
        name, _, rest = scope["path"][1:].partition("/")
        app = self._apps.get(name)
        if app is None:
            await send_reply(send, Reply(404, JSON, b'{"message": "no such agency"}'))
            return
        scope["path"] = "/" + rest
        await app(scope, receive, send)


@asynccontextmanager
async def listening(
    app: App, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """Serve ``app`` on loopback while the block runs, over ``tls`` if given; yield its base URL.

    Port 0 takes a free one. Leaving the block drops every connection at once, answered or not.
    """
    config = uvicorn.Config(
        app, http=Protocol, ws="none", lifespan="off", log_config=None, access_log=False
    )
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Protocol(config=config, server_state=state, app_state={}),
        LOOPBACK,
        port,
        ssl=tls,
    )
    try:
        scheme = "http" if tls is None else "https"
        yield f"{scheme}://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in list(state.tasks):
            task.cancel()
        for connection in list(state.connections):
            connection.transport.abort()
        await server.wait_closed()
