"""The load generator: one process, as cheap as it can be, because it shares the machine.

Requests are written as they are, ready-made; answers are read by httptools. The closed loop keeps
every connection busy and measures throughput; the open loop sends at its own times, whatever the
server does, and measures each answer from the moment its request was due.
"""

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

from httptools import HttpResponseParser

from benchmarks.inquiries import Target

_SAMPLE = 100
"""Every how many answers one is kept, to be verified afterwards."""


@dataclass(slots=True)
class Outcome:
    """What a run came to: seconds it took, seconds each answer took, answers kept, what failed."""

    elapsed: float = 0.0
    latencies: list[float] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def note(self, status: int, body: bytes, marker: bytes, seconds: float) -> None:
        """Count one answer; it holds ``marker`` when it is the one that was asked for."""
        if status != 200 or marker not in body:
            self.failed.append(f"HTTP {status}: {body[:500].decode('utf-8', 'replace')}")
            return
        if len(self.latencies) % _SAMPLE == 0:
            self.kept.append(body)
        self.latencies.append(seconds)


class Connection(asyncio.Protocol):
    """One kept-alive HTTP/1.1 connection with at most one request under way."""

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((0, b"the connection was closed"))

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        status, body = self._parser.get_status_code(), b"".join(self._parts)
        self._parts.clear()
        self._parser = HttpResponseParser(self)
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((status, body))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send ``request`` and return status and body; status 0 when the connection is gone."""
        if self._transport is None:
            return 0, b"no connection"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def closed_loop(
    target: Target, requests: Iterable[bytes], marker: bytes, *, connections: int, seconds: float
) -> Outcome:
    """Keep ``connections`` busy for ``seconds``, or until the requests are used up."""
    outcome, waiting = Outcome(), iter(requests)
    opened = [await _connect(target) for _ in range(connections)]
    start = perf_counter()

    async def work(connection: Connection) -> None:
        while (sent := perf_counter()) - start < seconds and (request := next(waiting, None)):
            status, body = await connection.ask(request)
            outcome.note(status, body, marker, perf_counter() - sent)

    await asyncio.gather(*map(work, opened))
    outcome.elapsed = perf_counter() - start
    for connection in opened:
        connection.close()
    return outcome


async def open_loop(
    target: Target, requests: Sequence[bytes], marker: bytes, *, rate: float
) -> Outcome:
    """Send at ``rate`` a second, at the times of a Poisson process that is the same every run."""
    outcome, chance = Outcome(), random.Random(37)  # noqa: S311 - arrival times, not secrets
    idle: list[Connection] = [await _connect(target) for _ in range(16)]
    start = due = perf_counter()

    async def send(request: bytes, scheduled: float) -> None:
        connection = idle.pop() if idle else await _connect(target)
        status, body = await connection.ask(request)
        outcome.note(status, body, marker, perf_counter() - scheduled)
        idle.append(connection)

    async with asyncio.TaskGroup() as sending:
        for request in requests:
            due += chance.expovariate(rate)
            if (pause := due - perf_counter()) > 0:
                await asyncio.sleep(pause)
            sending.create_task(send(request, due))
    outcome.elapsed = perf_counter() - start
    for connection in idle:
        connection.close()
    return outcome


async def _connect(target: Target) -> Connection:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, target.host, target.port)
    return connection
