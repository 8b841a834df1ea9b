"""The ways in which an answer reaches its asker, or does not."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from simulators.kit.asgi import Receive, Reply, Scope, Send, head, send_reply

_LINGER = struct.pack("ii", 1, 0)  # closing resets (SO_LINGER of no seconds)


class ConnectionDropped(Exception):
    """The stand-in plays dead, and there is no socket beneath it to close."""


class Line:
    """One exchange on its connection."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._seconds = seconds

    async def whole(self, reply: Reply) -> None:
        """Send ``reply`` as it should be."""
        await send_reply(self._send, reply)

    async def drop(self, _: Reply) -> None:
        """Drop the connection unanswered."""
        self._transport.abort()
        await self.silence(_)

    async def silence(self, _: Reply) -> None:
        """Say nothing until the asker has gone."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def half(self, reply: Reply) -> None:
        """Send half of ``reply`` and end the connection."""
        transport = await self._begin(reply)
        transport.close()
        await self.silence(reply)

    async def reset(self, reply: Reply) -> None:
        """Send half of ``reply`` and reset the connection."""
        transport = await self._begin(reply)
        beneath = transport.get_extra_info("socket")
        beneath.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        transport.abort()
        await self.silence(reply)

    async def drip(self, reply: Reply) -> None:
        """Send ``reply`` a byte at a time, for as long as somebody listens."""
        transport = self._transport
        await self._send(head(reply))
        for octet in reply.body:
            if transport.is_closing():
                return
            part = {"type": "http.response.body", "body": bytes((octet,)), "more_body": True}
            await self._send(part)
            await asyncio.sleep(self._seconds)
        await self._send({"type": "http.response.body", "body": b""})

    async def twice(self, reply: Reply) -> None:
        """Send ``reply``, and a little later once more without being asked."""
        transport = self._transport
        await send_reply(self._send, reply)
        await asyncio.sleep(self._seconds)
        fields = b"".join(b"%s: %s\r\n" % field for field in head(reply)["headers"])
        transport.write(b"HTTP/1.1 %d Again\r\n%s\r\n" % (reply.status, fields) + reply.body)

    async def _begin(self, reply: Reply) -> Any:
        """Send the first half of ``reply``; return the transport."""
        transport = self._transport
        await self._send(head(reply))
        part = reply.body[: len(reply.body) // 2]
        await self._send({"type": "http.response.body", "body": part, "more_body": True})
        return transport

    @property
    def _transport(self) -> Any:
        """The connection itself; `ConnectionDropped` where there is none."""
        transport = self._scope.get("extensions", {}).get("simulators.transport")
        if transport is None:
            raise ConnectionDropped
        return transport


MANNERS: Mapping[str, Callable[[Line, Reply], Awaitable[None]]] = MappingProxyType(
    {
        "down": Line.drop,
        "hang": Line.silence,
        "half": Line.half,
        "reset": Line.reset,
        "drip": Line.drip,
        "twice": Line.twice,
    }
)
"""Every manner of answering by the name of its fault; all others are answered whole."""
UNANSWERED = frozenset({"down", "hang", "half", "reset"})
"""The manners after which nobody has an answer."""
