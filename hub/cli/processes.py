"""The production processes, doors and worker; all state is in the database they share."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
import uvicorn
import uvloop
from rich.console import Console
from starlette.types import ASGIApp

from hub.cli.bounded import BoundedProtocol
from hub.cli.database import database_url, refuse_other_release
from hub.config import Settings
from hub.logs import configure
from hub.main import open_house

_POLITENESS = 19
"""How far a worker stands back (nice): its work may take a minute, an answer may not."""

Port = Annotated[int | None, typer.Option(help="The port of the doors; 0 takes a free one.")]


def serve(port: Port = None) -> None:
    """Serve the doors; run as many of these as you like on one database."""
    settings = Settings() if port is None else Settings(port=port)
    configure()
    with database_url(settings) as url:
        refuse_other_release(url)
        uvloop.run(_serve(settings.model_copy(update={"database_url": url})))


async def _serve(settings: Settings) -> None:
    listener = listen(settings)
    address = public_url(settings, listener)
    async with open_house(settings, address) as house:
        Console().print(f"doors         {address}\nready", highlight=False)
        await serve_doors(house.doors, listener, stop_signal())


def work() -> None:
    """Work off open cases and let certificates grow lasting forms; run as many as you like.

    A worker yields the processor to doors on the same machine: nobody waits for it.
    """
    settings = Settings()
    configure()
    os.nice(_POLITENESS)
    with database_url(settings) as url:
        refuse_other_release(url)
        uvloop.run(_work(settings.model_copy(update={"database_url": url})))


async def _work(settings: Settings) -> None:
    async with open_house(settings, settings.public_url) as house:
        Console().print("ready", highlight=False)
        await house.worker.run(stop_signal(), settings.worker_poll)


def listen(settings: Settings) -> socket.socket:
    """Return the bound socket of the doors, so that the address is known before they open."""
    return socket.create_server((settings.host, settings.port), reuse_port=False, backlog=1024)


def public_url(settings: Settings, listener: socket.socket) -> str:
    """Return the origin that consumers address: the configured one, or where the socket is."""
    port = listener.getsockname()[1]
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{port}"


def stop_signal() -> asyncio.Event:
    """Return an event that SIGINT or SIGTERM sets."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def serve_doors(doors: ASGIApp, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve until ``stop`` is set, then let what is under way end within five seconds."""
    config = uvicorn.Config(
        doors,
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    gc.collect()
    gc.freeze()  # what stands now stands for good: no full collection walks it under load
    gc.set_threshold(20_000, 20, 50)  # an inquiry makes thousands of objects and hardly a cycle
    server = _Server(config)
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve(sockets=[listener]))
        await stop.wait()
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: one event stops doors and worker together."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield
