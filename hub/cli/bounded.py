"""A bound to what one connection may cost.

uvicorn itself waits for a request for ever, and keeps as many octets of its head as are sent.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD: Final = 65_536
REQUEST_SECONDS = 20.0
"""How long a request may take to arrive whole, from its first octet, or from the connection.

Of a stream, how long it may be silent.
"""
STREAMED: Final = frozenset({b"/v1/contracts/batch"})
"""Where a body may be a stream of any length."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which hangs up on a request too slow, or one whose head is too long."""

    _deadline: asyncio.TimerHandle | None = None
    _head: int | None = 0
    """Octets received of a head that is not whole yet; None once it is."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take octets in; hang up when there are too many of them before a head ends."""
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD:
                self.transport.close()

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._head = 0
        self._expect()

    def on_headers_complete(self) -> None:
        """End a request's head."""
        self._head = None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body in; a stream that goes on may go on."""
        super().on_body(body)
        if self.url.partition(b"?")[0] in STREAMED:
            self._expect()

    def on_message_complete(self) -> None:
        """End a request."""
        self._arrived()
        super().on_message_complete()

    def _expect(self) -> None:
        self._arrived()
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.close)

    def _arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
