"""A policy of a thousand agreements loaded anew, several times, while requests come."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import uvloop
from rich.table import Table

from benchmarks.access_contenders import Standing
from benchmarks.access_ground import SPREAD, texts
from benchmarks.ground import ROOT, Ground
from benchmarks.load import Outcome, open_loop

RATE = 200.0
_BEFORE = 4.0  # seconds
_PER_LOAD = 3.0  # seconds of requests for each load


def table(ground: Ground, door: Standing, loads: int) -> Table:
    """Return how requests fared before and while the policy was loaded so often."""
    before = _asked(door, _BEFORE)
    seconds: list[float] = []
    loading = threading.Thread(target=_load, args=(ground, door, loads, seconds))
    loading.start()
    during = _asked(door, _PER_LOAD * loads)
    loading.join()
    title = f"{RATE:g} lookups a second, the policy loaded {len(seconds)} times meanwhile"
    made = Table("", "asked", "failed", "p50 ms", "p95 ms", "p99 ms", title=title)
    for name, outcome in (("before", before), ("meanwhile", during)):
        made.add_row(name, *_figures(outcome))
    shown = ", ".join(f"{one:.1f}" for one in seconds)
    made.caption = f"each load, with the start of its program: {shown} s"
    return made


def _asked(door: Standing, seconds: float) -> Outcome:
    requests = door.make(int(seconds * RATE))
    return uvloop.run(open_loop(door.target, requests, door.marker, rate=RATE))


def _load(ground: Ground, door: Standing, loads: int, seconds: list[float]) -> None:
    """Load changed agreements one time after the other, and note how long each took."""
    environment = os.environ | {
        "PEYVAND_DATABASE_URL": door.database_url,
        "PEYVAND_CONFIG_DIR": str(ground.folder / "config"),
        "PYTHONPATH": str(ROOT),
    }
    for number in range(loads):
        folder = ground.folder / f"load-{number}"
        folder.mkdir()
        for name, text in texts(SPREAD, f"Article {number + 2}"):
            (folder / name).write_text(text, "utf-8")
        seconds.append(_timed(folder, environment))


def _timed(folder: Path, environment: dict[str, str]) -> float:
    begun = perf_counter()
    command = [sys.executable, "-c", "from hub.cli import main; main()"]
    command += ["agreement", "load", str(folder), "--by", "bench", "--json"]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begun


def _figures(outcome: Outcome) -> list[str]:
    cuts = quantiles(outcome.latencies, n=100)
    times = (f"{1000 * cuts[place]:.1f}" for place in (49, 94, 98))
    asked = len(outcome.latencies) + len(outcome.failed)
    return [f"{asked}", f"{len(outcome.failed)}", *times]
