"""The shell of a stand-in: ASGI outside, one pure function inside, faults and history beside.

Below ``/_manage`` it is managed: ``POST faults`` with the fields of `Fault` puts a fault in force,
``GET history`` lists the last requests, ``POST reset`` forgets both. A stand-in may take further
orders. Management is never faulty.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

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
Order = Callable[[bytes], None]
"""What a keeper's POST does with its body; ``ValueError`` or ``TypeError`` refuses it."""
View = Callable[[], object]
"""What a keeper's GET is shown, as JSON has it."""
_NONE: Mapping[str, Any] = MappingProxyType({})
_GENERAL = frozenset({"none", "down", "error", "hang", "html", "oversized", "delay"})
HISTORY = 1_000
"""How many requests are remembered."""
_MANAGE = "/_manage/"
_PAGE = Reply(200, HTML, "<html><body><h1>سامانه در دست تعمیر است</h1></body></html>".encode())
_ERROR = Reply(500, HTML, b"<html><body><h1>500</h1></body></html>")
_OVERSIZED = Reply(200, JSON, b" " * 16_777_216)


class ConnectionDropped(Exception):
    """The stand-in plays dead, and there is no socket beneath it to close."""


class Simulator:
    """One agency's stand-in; ``answer`` is its whole knowledge and does no I/O.

    ``quirks`` are its own faults by mode, each a wrong answer; ``orders`` what its keeper may POST
    besides, by path; ``views`` what he may GET; ``forget`` is called with every reset.
    """

    def __init__(
        self,
        answer: Answer,
        seed: int,
        *,
        quirks: Mapping[str, Answer] = _NONE,
        orders: Mapping[str, Order] = _NONE,
        views: Mapping[str, View] = _NONE,
        forget: Callable[[], None] = lambda: None,
    ) -> None:
        self.answer = answer
        self._quirks = quirks
        self._orders: dict[str, Order] = {
            **orders,
            "faults": self._set_fault,
            "reset": lambda _: self._reset(forget),
        }
        self._views: dict[str, View] = {
            **views,
            "history": lambda: [_told(*seen) for seen in self.history],
        }
        self.faults = Faults(seed)
        self.history: deque[tuple[Request, int]] = deque(maxlen=HISTORY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI 3)."""
        request = Request(
            scope["method"],
            scope["path"],
            header(scope["headers"], b"content-type"),
            await read_body(receive),
            scope.get("query_string", b"").decode("ascii", "replace"),
            tuple(scope["headers"]),
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
        what = request.path.removeprefix(_MANAGE)
        if request.method == "GET" and what in self._views:
            return _json(200, self._views[what]())
        order = self._orders.get(what) if request.method == "POST" else None
        if order is None:
            seen, taken = ", ".join(sorted(self._views)), ", ".join(sorted(self._orders))
            return _json(404, {"message": f"GET {seen} or POST {taken}"})
        try:
            order(request.body)
        except (ValueError, TypeError) as error:
            return _json(400, {"message": str(error)})
        return _json(200, {})

    def _set_fault(self, body: bytes) -> None:
        """Put the fault that ``body`` describes in force."""
        fault = Fault(**json.loads(body))
        if fault.mode not in _GENERAL and fault.mode not in self._quirks:
            raise ValueError(f"{fault.mode} is not a fault of this agency")
        self.faults.set(fault)

    def _reset(self, forget: Callable[[], None]) -> None:
        """Be sound again, with no memory."""
        self.faults.set(Fault())
        self.history.clear()
        forget()

    async def _misbehave(
        self, mode: str, request: Request, scope: Scope, receive: Receive
    ) -> Reply:
        """Return the wrong answer of ``mode``; status 0 where none is sent."""
        if mode in self._quirks:
            return self._quirks[mode](request)
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


def _json(status: int, value: object) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value).encode())


def _told(request: Request, status: int) -> dict[str, str | int]:
    """Return one line of the history."""
    return {
        "method": request.method,
        "path": request.path,
        "body": request.body.decode("utf-8", "replace"),
        "status": status,
    }
