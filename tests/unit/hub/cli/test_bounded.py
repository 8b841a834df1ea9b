"""How long a request may take to come: all of it at most, or of a stream each silence."""

import asyncio
from collections.abc import AsyncIterator
from unittest.mock import create_autospec

import pytest
import uvicorn
from starlette.responses import Response
from uvicorn.server import ServerState

from hub.cli.bounded import BoundedProtocol

STREAM, OTHER = b"/v1/contracts/batch", b"/v1/contracts/batches"


@pytest.fixture
async def protocol() -> AsyncIterator[BoundedProtocol]:
    """Give a connection that was just made."""
    config = uvicorn.Config(Response(), lifespan="off", log_config=None)
    config.load()
    made = BoundedProtocol(config, ServerState(), {})
    transport = create_autospec(asyncio.Transport, instance=True)
    transport.get_extra_info.return_value = None
    transport.is_closing.return_value = False
    made.connection_made(transport)
    yield made
    made.connection_lost(None)


@pytest.mark.parametrize(
    ("path", "renewed"), [(STREAM, True), (STREAM + b"?a=1", True), (OTHER, False)]
)
async def test_only_a_stream_that_goes_on_may_go_on(
    protocol: BoundedProtocol, path: bytes, renewed: bool
) -> None:
    """A million contracts would be hung up on after seconds, or any slow body be waited for."""
    head = b"POST %b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n" % path
    protocol.data_received(head)
    begun = protocol._deadline
    assert begun is not None
    protocol.data_received(b"2\r\n{}\r\n")
    assert protocol._deadline is not None
    assert (protocol._deadline is not begun, begun.cancelled()) == (renewed, renewed)
    protocol.data_received(b"0\r\n\r\n")
    assert protocol._deadline is None
