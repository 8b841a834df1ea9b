"""A hub that kills itself, as by kill -9, when a case reaches a given step of the road.

It is composed as the product composes itself, in a process of its own: the doors, or one turn of
the worker, with a clock that may run ahead. The processes fork from one that has imported the hub
already, so each costs little.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID

import uvloop
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import hub.main
from hub.cli import bounded
from hub.cli.processes import listen, public_url, serve_doors, stop_signal
from hub.config import Settings
from hub.logs import configure

ACCEPTED, REPLYING, NEVER = "accepted", "replying", "never"
"""Before the road's first step; after its last, before the reply leaves; and not at all."""
_PATIENCE = 60.0


def die() -> None:
    """Leave no time for anything, as a loss of power does."""
    os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """Dies when a message has come in, or when its reply would go out."""

    def __init__(self, app: ASGIApp, die_at: str) -> None:
        self._app = app
        self._die_at = die_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def spoken(message: Message) -> None:
            if self._die_at == REPLYING:
                die()
            await send(message)

        if self._die_at == ACCEPTED:
            await receive()
            die()
        await self._app(scope, receive, spoken)


def _observe(die_at: str, step: str, _: UUID) -> None:
    if step == die_at:
        die()


@dataclass(frozen=True, slots=True)
class Life:
    """How one process of the hub is to live: its settings, its end, its clock, its patience."""

    settings: Settings
    log: Path
    die_at: str = NEVER
    ahead: timedelta = timedelta()
    patience: float = bounded.REQUEST_SECONDS


def keep_doors(life: Life, parent: Connection) -> None:
    """Serve the doors; tell ``parent`` their origin."""
    _begin(life)
    uvloop.run(_keep_doors(life, parent))


def take_a_turn(life: Life, parent: Connection) -> None:
    """Let the worker take one turn; tell ``parent`` how many cases it took up."""
    _begin(life)
    parent.send(uvloop.run(_take_a_turn(life)))


async def _keep_doors(life: Life, parent: Connection) -> None:
    listener = listen(life.settings)
    origin = public_url(life.settings, listener)
    async with hub.main.open_house(life.settings, origin, partial(_observe, life.die_at)) as house:
        house.doors.add_middleware(Mortal, die_at=life.die_at)
        parent.send(origin)
        await serve_doors(house.doors, listener, stop_signal())


async def _take_a_turn(life: Life) -> int:
    origin = life.settings.public_url
    async with hub.main.open_house(life.settings, origin, partial(_observe, life.die_at)) as house:
        return await asyncio.wait_for(house.worker.turn(), _PATIENCE)


def _begin(life: Life) -> None:
    """Write to the life's own log, live by its own clock, and wait as long as it is told to."""
    descriptor = os.open(life.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(descriptor, 2)
    configure()
    hub.main.utc_now = lambda: datetime.now(UTC) + life.ahead
    bounded.REQUEST_SECONDS = life.patience


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", __name__])
    return context


class Child:
    """A hub in a process of its own."""

    def __init__(self, process: BaseProcess, told: object) -> None:
        self._process = process
        self.told = told

    @property
    def origin(self) -> str:
        """Where its doors are."""
        assert isinstance(self.told, str)
        return self.told

    def exit_code(self) -> int:
        """Return how it ended, once it has."""
        self._process.join(_PATIENCE)
        assert self._process.exitcode is not None, "it lives on"
        return self._process.exitcode


@contextmanager
def doors(life: Life) -> Iterator[Child]:
    """Keep the doors of a hub open while the block runs, or until it dies."""
    mine, its = multiprocessing.Pipe()
    process = _context().Process(target=keep_doors, args=(life, its))
    process.start()
    its.close()
    try:
        assert mine.poll(_PATIENCE), "it did not get ready"
        yield Child(process, mine.recv())
    finally:
        mine.close()
        end(process)


def worker_turn(life: Life) -> int | None:
    """Return how many cases a worker's turn took up, None when it died of it."""
    mine, its = multiprocessing.Pipe()
    process = _context().Process(target=take_a_turn, args=(life, its))
    process.start()
    its.close()
    process.join(_PATIENCE)
    code = process.exitcode
    end(process)
    try:
        assert code in {0, -signal.SIGKILL}, life.log.read_text()
        return int(mine.recv()) if code == 0 else None
    finally:
        mine.close()


def end(process: BaseProcess) -> None:
    """End a process, with force when it does not stop, so that nothing waits for it for ever."""
    process.terminate()
    process.join(_PATIENCE)
    process.kill()
    process.join()
    process.close()
