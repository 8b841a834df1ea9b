"""The few ASGI words a stand-in needs, and the answer it gives."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, NamedTuple

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

JSON = b"application/json"
XML = b"text/xml; charset=utf-8"
HTML = b"text/html; charset=utf-8"


class Request(NamedTuple):
    """A request as the stand-in reads it: the path is below its own root.

    ``query`` is what follows the question mark, ``headers`` every field with its name in lower
    case.
    """

    method: str
    path: str
    content_type: bytes
    body: bytes
    query: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Reply(NamedTuple):
    """An answer; ``delay`` is how many seconds late it is given."""

    status: int
    content_type: bytes
    body: bytes
    delay: float = 0.0


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    """Return the value of the header ``name`` (lower case), empty where it is missing."""
    for key, value in headers:
        if key == name:
            return value
    return b""


async def read_body(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    message = await receive()
    if not message.get("more_body"):
        return bytes(message.get("body", b""))
    parts = [message.get("body", b"")]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return b"".join(parts)


def head(reply: Reply) -> Message:
    """Return the message that begins ``reply``."""
    headers = [
        (b"content-type", reply.content_type),
        (b"content-length", str(len(reply.body)).encode()),
    ]
    return {"type": "http.response.start", "status": reply.status, "headers": headers}


async def send_reply(send: Send, reply: Reply) -> None:
    """Send ``reply`` in one piece."""
    await send(head(reply))
    await send({"type": "http.response.body", "body": reply.body})
