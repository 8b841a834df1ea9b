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
    XML,
    Receive,
    Reply,
    Request,
    Scope,
    Send,
    header,
    read_body,
    send_reply,
)
from simulators.kit.delivery import MANNERS, UNANSWERED, Line
from simulators.kit.drift import DRIFTS, is_xml
from simulators.kit.faults import Fault, Faults, Strike

Answer = Callable[[Request], Reply]
Order = Callable[[bytes], None]
"""What a keeper's POST does with its body; ``ValueError`` or ``TypeError`` refuses it."""
View = Callable[[], object]
"""What a keeper's GET is shown, as JSON has it."""
_NONE: Mapping[str, Any] = MappingProxyType({})
HISTORY = 1_000
"""How many requests are remembered."""
_MANAGE = "/_manage/"
_TAIL = 1.2  # the shape of Pareto's tail: the mean is five times the unit less one
_INSTEAD = {
    "html": Reply(200, HTML, "<html><body><h1>سامانه در دست تعمیر است</h1></body></html>".encode()),
    "error": Reply(500, HTML, b"<html><body><h1>500</h1></body></html>"),
    "refuse": Reply(429, HTML, "<html><body><h1>سهمیه امروز تمام شد</h1></body></html>".encode()),
    "oversized": Reply(200, JSON, b" " * 16_777_216),
}
"""What is answered whatever was asked."""
_NOTHING = Reply(0, b"", b"")
_FAULT = Reply(
    500,
    XML,
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
    b"<faultcode>e:Server</faultcode><faultstring>out of order</faultstring>"
    b"</e:Fault></e:Body></e:Envelope>",
)


class Simulator:
    """One agency's stand-in; ``answer`` is its whole knowledge and does no I/O.

    ``quirks`` are its own faults by mode, each a wrong answer; ``orders`` what its keeper may POST
    besides, by path; ``views`` what he may GET; ``forget`` is called with every reset.
    ``tell`` gets a line for every call.
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
            "faults": lambda body: self.faults.set(Fault(**json.loads(body))),
            "reset": lambda _: self._reset(forget),
        }
        self._views: dict[str, View] = {**views, "history": self._told}
        self.faults = Faults(seed, own=sorted(quirks))
        self.history: deque[tuple[Request, int]] = deque(maxlen=HISTORY)
        self._met: deque[str] = deque(maxlen=HISTORY)
        self._before: Reply | None = None
        self._calls = 0
        self.tell: Callable[[str], None] = lambda _: None

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
        strike = self.faults.strike()
        reply = self._reply(strike, request)
        self._note(request, 0 if strike.mode in UNANSWERED else reply.status, strike.mode)
        if reply.delay:
            await asyncio.sleep(reply.delay)
        line = Line(scope, receive, send, strike.seconds)
        await MANNERS.get(strike.mode, Line.whole)(line, reply)

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

    def _reset(self, forget: Callable[[], None]) -> None:
        """Be as at the start, with no memory."""
        self.faults.clear()
        self.history.clear()
        self._met.clear()
        self._before = None
        self._calls = 0
        forget()

    def _told(self) -> list[dict[str, str | int]]:
        """Return the history as the keeper reads it."""
        seen = zip(self.history, self._met, strict=True)
        return [_told(*one, mode) for one, mode in seen]

    def _note(self, request: Request, status: int, mode: str) -> None:
        """Remember a call and tell of it; status 0 is no answer."""
        self._calls += 1
        self.history.append((request, status))
        self._met.append(mode)
        met = "" if mode == "none" else f" {mode}"
        self.tell(f"{self._calls:>6} {request.method} {request.path} {status}{met}")

    def _reply(self, strike: Strike, request: Request) -> Reply:
        """Return the answer that ``strike`` makes of the right one."""
        mode = strike.mode
        if mode in self._quirks:
            return self._quirks[mode](request)
        if mode in _INSTEAD:
            return _INSTEAD[mode]
        if mode in {"down", "hang"}:
            return _NOTHING
        before, self._before = self._before, self.answer(request)
        sound = self._before
        if mode in DRIFTS:
            return DRIFTS[mode](sound, strike.chance)
        match mode:
            case "delay":
                return sound._replace(delay=strike.seconds)
            case "tail":
                late = (strike.chance.paretovariate(_TAIL) - 1) * strike.seconds
                return sound._replace(delay=late)
            case "previous":
                return before or sound
            case "soap-fault":
                return _FAULT if is_xml(sound) else _INSTEAD["error"]
        return sound


def _json(status: int, value: object) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value).encode())


def _told(request: Request, status: int, mode: str) -> dict[str, str | int]:
    """Return one line of the history."""
    return {
        "method": request.method,
        "path": request.path,
        "body": request.body.decode("utf-8", "replace"),
        "status": status,
        "fault": mode,
    }
