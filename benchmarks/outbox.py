"""``python -m benchmarks.outbox``: notices delivered a second, to a receiver that fails a third.

Late answers with their certificates, and acts behind them, one order per case: by the hub's outbox
and by Procrastinate, in turn, one worker process and the same PostgreSQL (which keeps what it
commits). The receiver itself takes no time. Retries are made at once, so that what is measured is
work and not waiting. An act that arrives before its answer would end the run.
"""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import uvloop
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import outbox_peer
from benchmarks.outbox_ground import CONSUMER, NOTICES, Unreliable, filled, server
from benchmarks.report import machine
from hub.outbox.consumers import ConsumerPost
from hub.outbox.lane import Lane, Manner
from hub.store.database import Database
from hub.store.deliveries import Deliveries

TURNS = 3
AIM = 500
OURS, PEER = "peyvand", "procrastinate, a lock a case"
UNORDERED = "procrastinate, in any order"

Contender = Callable[[str], Coroutine[Any, Any, tuple[float, int]]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def deliver(url: str) -> tuple[float, int]:
    """Return the seconds until every notice was brought and marked, and the attempts it took."""
    receiver = Unreliable()
    manner = Manner(_utc_now, lambda: 0.0, timedelta(0), timedelta(seconds=1))
    async with Database(url, min_size=2, max_size=8) as database:
        lane = Lane(ConsumerPost(CONSUMER, receiver, Deliveries(database)), manner)
        start = perf_counter()
        await lane.turn(asyncio.Event())
        seconds = perf_counter() - start
    if len(receiver.told) != NOTICES:
        raise RuntimeError(f"{len(receiver.told)} of {NOTICES} notices arrived")
    return seconds, receiver.attempts


CONTENDERS: dict[str, Contender] = {
    OURS: deliver,
    PEER: lambda url: outbox_peer.deliver(url, ordered=True),
    UNORDERED: lambda url: outbox_peer.deliver(url, ordered=False),
}


def main() -> None:
    """Measure every contender in turn and print the table."""
    logging.disable(logging.ERROR)  # Procrastinate tells of every job that failed
    console = Console()
    rates: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    with tempfile.TemporaryDirectory(prefix="peyvand-bench-") as folder:
        Path(folder).chmod(0o711)
        with server(Path(folder)) as (url, version):
            for turn in track(range(TURNS), "outbox", console=console, transient=True):
                for place, (name, contender) in enumerate(CONTENDERS.items()):
                    seconds, _ = uvloop.run(contender(filled(url, f"turn_{turn}_{place}")))
                    rates[name].append(NOTICES / seconds)
    facts = ", ".join(f"{name} {value}" for name, value in machine(version).items())
    console.print(f"[bold]Machine[/]: {facts}", highlight=False)
    console.print(_table({name: median(found) for name, found in rates.items()}))


def _table(rates: dict[str, float]) -> Table:
    table = Table(title=f"{NOTICES:,} notices, a third of the attempts fail", title_justify="left")
    for heading in ("", "delivered a second", "peyvand against it"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, rate in rates.items():
        table.add_row(name, f"{rate:,.0f}", f"{rates[OURS] / rate:.1f} ×")
    table.add_section()
    met = "met" if rates[OURS] >= AIM else "missed"
    table.add_row(f"aim: {AIM} a second", f"{rates[OURS]:,.0f}", met)
    return table


if __name__ == "__main__":
    main()
