"""W3C Trace Context: each request is part of a trace, which logs, answers and agencies are told.

A trace names no person: its ids are drawn at random, here or by whoever began it. ``tracestate`` is
dropped: it is a text of other systems' own, and nobody could say what of it reaches an agency.
"""

import os
import re
from collections.abc import Callable, Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.base.trace import TRACE

HEADER: Final = "traceparent"
_TRACEPARENT: Final = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?"
)
_SAMPLED: Final = 0x01
"""The one flag that is handed on (section 3.2.2.5)."""


class Traced:
    """An ASGI application whose every request is part of a trace, a new one or the caller's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request within its trace; the answer's head names it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = continued(Headers(scope=scope).getlist(HEADER))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = trace
            await send(message)

        token = TRACE.set(trace)
        try:
            await self._app(scope, receive, told)
        finally:
            TRACE.reset(token)


def continued(given: Iterable[str], random: Callable[[int], bytes] = os.urandom) -> str:
    """Return the ``traceparent`` of our own step in the caller's trace, or in a new one.

    ``given`` are the caller's headers; one that is missing, repeated or malformed begins a new
    trace (section 3.2.2). What a later version appends is not understood, and left out.
    """
    headers = list(given)
    found = _TRACEPARENT.fullmatch(headers[0].strip()) if len(headers) == 1 else None
    if found is None or (found["version"] == "00" and found["more"]):
        return f"00-{random(16).hex()}-{random(8).hex()}-00"
    sampled = int(found["flags"], 16) & _SAMPLED
    return f"00-{found['trace']}-{random(8).hex()}-{sampled:02x}"
