"""The shell of a stand-in: ASGI outside, one pure function inside, faults and history beside.

Below ``/_manage`` it is managed: ``POST faults`` with the fields of `Fault` puts a fault in force,
``GET history`` lists the last requests, ``POST reset`` forgets both. Management is never faulty.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable

from simulators.kit.asgi import (
    HTML,
    JSON,
    Receive,
    Reply,
    Request,
    Scope,
    Send,
    header,
    read_body,
    send_reply,
)
from simulators.kit.faults import Fault, Faults

Answer = Callable[[Request], Reply]
HISTORY = 1_000
"""How many requests are remembered."""
_MANAGE = "/_manage/"
_PAGE = Reply(200, HTML, "<html><body><h1>سامانه در دست تعمیر است</h1></body></html>".encode())
_ERROR = Reply(500, HTML, b"<html><body><h1>500</h1></body></html>")
_OVERSIZED = Reply(200, JSON, b" " * 16_777_216)


class ConnectionDropped(Exception):
    """The stand-in plays dead, and there is no socket beneath it to close."""


class Simulator:
    """One agency's stand-in; ``answer`` is its whole knowledge and does no I/O."""

    def __init__(self, answer: Answer, seed: int) -> None:
        self.answer = answer
        self.faults = Faults(seed)
        self.history: deque[tuple[Request, int]] = deque(maxlen=HISTORY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI 3)."""
        request = Request(
            scope["method"],
            scope["path"],
            header(scope["headers"], b"content-type"),
            await read_body(receive),
        )
        if request.path.startswith(_MANAGE):
            await send_reply(send, self.manage(request))
            return
        mode = self.faults.strike()
        if mode == "none":
            reply = self.answer(request)
        else:
            reply = await self._misbehave(mode, request, scope, receive)
        self.history.append((request, reply.status))
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.status:
            await send_reply(send, reply)

    def manage(self, request: Request) -> Reply:
        """Answer a request of the stand-in's keeper."""
        match request.method, request.path.removeprefix(_MANAGE):
            case "POST", "faults":
                return self._set_fault(request.body)
            case "GET", "history":
                return Reply(
                    200, JSON, json.dumps([_told(*seen) for seen in self.history]).encode()
                )
            case "POST", "reset":
                self.faults.set(Fault())
                self.history.clear()
                return Reply(200, JSON, b"{}")
        return Reply(404, JSON, b'{"message": "POST faults, GET history or POST reset"}')

    def _set_fault(self, body: bytes) -> Reply:
        """Put the fault that ``body`` describes in force."""
        try:
            fault = Fault(**json.loads(body))
        except (ValueError, TypeError) as error:
            return Reply(400, JSON, json.dumps({"message": str(error)}).encode())
        self.faults.set(fault)
        return Reply(200, JSON, b"{}")

    async def _misbehave(
        self, mode: str, request: Request, scope: Scope, receive: Receive
    ) -> Reply:
        """Return the wrong answer of ``mode``; status 0 where none is sent."""
        match mode:
            case "down":
                transport = scope.get("extensions", {}).get("simulators.transport")
                if transport is None:
                    raise ConnectionDropped
                transport.abort()
                return await _silence(receive)
            case "hang":
                return await _silence(receive)
            case "delay":
                late = self.faults.current.milliseconds / 1_000
                return self.answer(request)._replace(delay=late)
        return {"error": _ERROR, "html": _PAGE}.get(mode, _OVERSIZED)


async def _silence(receive: Receive) -> Reply:
    """Return when the client has gone; status 0 is no answer."""
    while (await receive())["type"] != "http.disconnect":
        pass
    return Reply(0, b"", b"")


def _told(request: Request, status: int) -> dict[str, str | int]:
    """Return one line of the history."""
    return {
        "method": request.method,
        "path": request.path,
        "body": request.body.decode("utf-8", "replace"),
        "status": status,
    }
