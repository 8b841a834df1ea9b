"""``python -m benchmarks.contracts [--full]``: shared contracts taken in a second, and told.

For each size, on a fresh database that keeps what it commits: the first load (lines as octets,
checked, taken in, three batches under way at once) beside ``COPY`` of the same lines into a bare
table; then a delta of 1,000 changed contracts, the feed read from its beginning, and how late a
consumer has a change while 200 a second are made one by one. CPU is of this process and of the
server apart: it tells more than the clock where others use the machine. ``--full`` adds a million.
"""

import argparse
import asyncio
import gc
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import quantiles
from time import perf_counter

import uvloop
from rich.console import Console
from rich.progress import Progress

from benchmarks.contracts_ground import (
    SOURCE,
    batches,
    contract,
    copied,
    intake_on,
    lines,
    new_database,
    read,
)
from benchmarks.outbox_ground import server
from benchmarks.report import by_size, machine
from benchmarks.usage import cpu_seconds, parent_of
from hub.sharing.feed import Feed
from hub.sharing.intake import MOST, Intake
from hub.sharing.results import Line, Outcome
from hub.store.database import Database, connect

QUICK, FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
LOAD_AIM, SHARE_AIM, DELTA_AIM, FEED_AIM, LAG_AIM = 10_000, 1 / 3, 5.0, 20_000, 1.0
_UNDER_WAY = 3
_PAGE = 1000
_RATE, _LAG_SECONDS = 200, 5


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured with ``size`` contracts: rates a second, seconds, CPU microseconds, MB."""

    size: int
    copy: float
    load: float
    own_cpu: float
    server_cpu: float
    peak: float
    delta: float
    feed: float
    lag_p50: float
    lag_p95: float


async def _take(intake: Intake, told: list[bytes], wanted: Outcome) -> None:
    """Take in a batch of lines, every one of which must come to ``wanted``."""
    found = await asyncio.to_thread(read, told)
    results = await intake.take(SOURCE, found)
    if any(one.outcome is not wanted for one in results):
        raise SystemExit(f"not {wanted}: {next(one for one in results if one.outcome != wanted)}")


async def load(url: str, size: int, progress: Progress) -> float:
    """Return the seconds of a first load; the lines are made while it goes on, in their turn."""
    task = progress.add_task(f"{size:,} contracts", total=size)
    room = asyncio.Semaphore(_UNDER_WAY)
    making = 0.0

    async def one(batch: list[bytes]) -> None:
        try:
            await _take(intake, batch, Outcome.CREATED)
        finally:
            room.release()
        progress.advance(task, len(batch))

    async with Database(url, min_size=_UNDER_WAY, max_size=_UNDER_WAY) as database:
        intake = intake_on(database)
        start = perf_counter()
        async with asyncio.TaskGroup() as group:
            source = batches(lines(size), MOST)
            while True:
                before = perf_counter()
                batch = next(source, None)
                making += perf_counter() - before
                if batch is None:
                    break
                await room.acquire()
                group.create_task(one(batch))
        return perf_counter() - start - making


async def delta(url: str) -> float:
    """Return the seconds in which 1,000 changed contracts are taken in."""
    told = list(lines(1000, revision=2))
    async with Database(url, min_size=1, max_size=1) as database:
        await database.check()
        start = perf_counter()
        await _take(intake_on(database), told, Outcome.CHANGED)
        return perf_counter() - start


async def read_feed(url: str) -> float:
    """Return the versions read a second, from the beginning, by one consumer."""
    async with Database(url, min_size=1, max_size=1) as database:
        feed = Feed(database, lambda: datetime.now(UTC))
        position = read = 0
        start = perf_counter()
        while page := await feed.after(position, _PAGE):
            position, read = page[-1].position, read + len(page)
        return read / (perf_counter() - start)


def _serial(body: str) -> int:
    return int(json.loads(body)["by"][0]["source_id"])


async def lag(url: str) -> tuple[float, float]:
    """Return p50 and p95 of the seconds from when a change is due until a consumer has it.

    Each is a batch of its own, and they are due at a fixed rate whatever becomes of them.
    """
    due: dict[int, float] = {}
    late: list[float] = []
    changes = _RATE * _LAG_SECONDS
    async with (
        Database(url, min_size=4, max_size=4) as database,
        Feed(database, lambda: datetime.now(UTC)) as feed,
    ):
        position = await feed.head()
        intake = intake_on(database)

        async def change(serial: int) -> None:
            due[serial] = perf_counter()
            await intake.take(SOURCE, [Line(1, contract(serial, revision=3))])

        async def follow(position: int) -> None:
            while len(late) < changes:
                await feed.wait_beyond(position, 30)
                for one in await feed.after(position, _PAGE):
                    position = one.position
                    late.append(perf_counter() - due[_serial(one.body)])

        start = perf_counter()
        async with asyncio.TaskGroup() as group:
            group.create_task(follow(position))
            for serial in range(1, changes + 1):
                await asyncio.sleep(start + serial / _RATE - perf_counter())
                group.create_task(change(serial))
    cuts = quantiles(late, n=20)
    return cuts[9], cuts[18]


def _own_cpu() -> float:
    """Return the CPU seconds of this process, its children left out."""
    times = os.times()
    return times.user + times.system


def measure(url: str, size: int, postmaster: int, progress: Progress) -> Figures:
    """Return all figures of one size, on a fresh database."""
    made = new_database(url, f"contracts_{size}")
    copy = sum(copied(made, batch) for batch in batches(lines(size), 10_000))
    own, theirs = _own_cpu(), cpu_seconds(postmaster)
    seconds = uvloop.run(load(made, size, progress))
    own, theirs = _own_cpu() - own, cpu_seconds(postmaster) - theirs
    taken = uvloop.run(delta(made))
    feed = uvloop.run(read_feed(made))
    p50, p95 = uvloop.run(lag(made))
    return Figures(
        size=size,
        copy=size / copy,
        load=size / seconds,
        own_cpu=1e6 * own / size,
        server_cpu=1e6 * theirs / size,
        peak=getrusage(RUSAGE_SELF).ru_maxrss / 1024,
        delta=taken,
        feed=feed,
        lag_p50=p50,
        lag_p95=p95,
    )


def main() -> None:
    """Measure every size in turn and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contracts", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million contracts too")
    sizes = FULL if parser.parse_args().full else QUICK
    console = Console()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # as `peyvand serve` has it
    with tempfile.TemporaryDirectory(prefix="peyvand-bench-") as folder:
        Path(folder).chmod(0o711)
        with server(Path(folder)) as (url, version), Progress(console=console) as progress:
            with connect(url) as connection:
                backend = connection.info.backend_pid
                postmaster = parent_of(backend)
            found = [measure(url, size, postmaster, progress) for size in sizes]
    facts = ", ".join(f"{name} {value}" for name, value in machine(version).items())
    console.print(f"[bold]Machine[/]: {facts}", highlight=False)
    console.print(by_size("Shared contracts", found, _ROWS))


_ROWS: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
    ("COPY into a bare table, a second", "", lambda one: f"{one.copy:,.0f}"),
    ("first load, contracts a second", f"{LOAD_AIM:,}", lambda one: f"{one.load:,.0f}"),
    ("first load against COPY", f"{SHARE_AIM:.0%}", lambda one: f"{one.load / one.copy:.0%}"),
    ("CPU of the hub, us a contract", "", lambda one: f"{one.own_cpu:.0f}"),
    ("CPU of PostgreSQL, us a contract", "", lambda one: f"{one.server_cpu:.0f}"),
    ("most memory of the hub, MB", "", lambda one: f"{one.peak:.0f}"),
    ("delta of 1,000, s", f"{DELTA_AIM:g}", lambda one: f"{one.delta:.2f}"),
    ("feed read, versions a second", f"{FEED_AIM:,}", lambda one: f"{one.feed:,.0f}"),
    (f"feed lag at {_RATE} a second, p50, ms", "", lambda one: f"{1000 * one.lag_p50:.0f}"),
    ("feed lag, p95, ms", f"{1000 * LAG_AIM:,.0f}", lambda one: f"{1000 * one.lag_p95:.0f}"),
)


if __name__ == "__main__":
    main()
