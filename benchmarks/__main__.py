"""``python -m benchmarks``: the figures of this release beside their peers, in minutes.

Example: python -m benchmarks --quick --json figures.json
"""

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import contenders, report
from benchmarks.answers import Judge
from benchmarks.contenders import Contender
from benchmarks.figures import RATE, Series, aims
from benchmarks.ground import ROOT, SEED, prepare
from benchmarks.measure import Bench, Run
from benchmarks.usage import peak_mb
from signing.keys.file import load_signer
from simulators.kit.population import population

SECTIONS = (
    "benchmarks.wss",
    "benchmarks.xades",
    "benchmarks.pdf",
    "benchmarks.conduct",
    "benchmarks.outbox",
    "benchmarks.agreements",
    "benchmarks.assessment",
    "benchmarks.access",
    "benchmarks.contracts",
    "benchmarks.contracts_door",
    "benchmarks.contracts_reconcile",
)
"""Programs of their own, which measure one part each; a quick run leaves them out."""
_MOST_A_SECOND = 1000
"""More inquiries than any contender that remembers them can do; so many are signed beforehand."""
_WARM_UP, _WARM_UP_SECONDS = 300, 2.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long it all takes: turns of every contender, seconds a turn."""

    turns: int
    throughput_seconds: float
    latency_seconds: float


FULL = Plan(turns=5, throughput_seconds=4.0, latency_seconds=6.0)
QUICK = Plan(turns=2, throughput_seconds=2.0, latency_seconds=2.0)


class Benchmark:
    """Runs the contenders in turn (A B C D, A B C D) on one ground and checks their answers."""

    def __init__(self, bench: Bench, plan: Plan, progress: Progress) -> None:
        self._bench = bench
        self._plan = plan
        self._judge = Judge(bench.ground)
        self._progress = progress
        self._task = progress.add_task("warming up", total=None)

    def warm_up(self, contender: Contender) -> Run:
        """Return a first run that counts for nothing: caches filled, statements prepared."""
        return self._judged(
            contender, self._bench.throughput(contender, _WARM_UP_SECONDS, _WARM_UP)
        )

    def series(self, standing: list[Contender]) -> dict[str, Series]:
        """Return the figures of every contender; only those that remember are timed at a rate."""
        at_rate = [one for one in standing if one.remembers]
        total = self._plan.turns * (len(standing) + len(at_rate))
        self._progress.update(self._task, total=total)
        found = {one.name: Series([], [], 0.0) for one in standing}
        for _ in range(self._plan.turns):
            for one in standing:
                found[one.name].throughput.append(self._throughput(one))
            for one in at_rate:
                found[one.name].latency.append(self._latency(one))
        return {
            one.name: Series(found[one.name].throughput, found[one.name].latency, _peak(one))
            for one in standing
        }

    def _throughput(self, contender: Contender) -> Run:
        self._progress.update(self._task, description=f"{contender.name}, as fast as it can")
        seconds = self._plan.throughput_seconds
        run = self._bench.throughput(contender, seconds, int(seconds * _MOST_A_SECOND))
        self._progress.advance(self._task)
        return self._judged(contender, run)

    def _latency(self, contender: Contender) -> Run:
        self._progress.update(self._task, description=f"{contender.name}, {RATE:g} a second")
        run = self._bench.latency(contender, self._plan.latency_seconds, RATE)
        self._progress.advance(self._task)
        return self._judged(contender, run)

    def _judged(self, contender: Contender, run: Run) -> Run:
        """Return ``run`` when a sample of its answers verifies."""
        if contender.remembers:
            self._judge.check_certified(run.kept)
        elif contender.name == "door":
            self._judge.check_signed(run.kept)
        return run


def _peak(contender: Contender) -> float:
    processes = (contender.server, contender.worker)
    return max(peak_mb(pid) for pid in processes if pid is not None)


def _run(folder: Path, plan: Plan, console: Console) -> dict[str, object]:
    """Run everything on a ground in ``folder``, print the tables, return the figures."""
    with ExitStack() as stack:
        ground = stack.enter_context(prepare(folder))
        notary = load_signer(ground.notary.key, ground.notary.certificate)
        columns = (TextColumn("{task.description:<32}"), BarColumn(), TimeElapsedColumn())
        progress = stack.enter_context(
            Progress(*columns, console=console, refresh_per_second=2, transient=True)
        )
        benchmark = Benchmark(Bench(ground, population(SEED), notary), plan, progress)
        hub = stack.enter_context(contenders.hub(ground))
        plain = stack.enter_context(contenders.plain(ground))
        answer = folder / "answer.xml"
        answer.write_bytes(benchmark.warm_up(hub).kept[0])
        benchmark.warm_up(plain)
        floor = stack.enter_context(contenders.constant(ground, "floor", answer))
        door = stack.enter_context(contenders.constant(ground, "door", answer))
        for one in (floor, door):
            benchmark.warm_up(one)
        series = benchmark.series([hub, plain, floor, door])
        version = ground.database_version
    met = aims(series["hub"], series["plain"], series["door"])
    machine = report.machine(version)
    report.show(console, machine, series, met)
    return report.as_json(machine, series, met)


def main() -> None:
    """Run the benchmark that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="under a minute: rougher, contenders only"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peyvand-bench-") as folder:
        figures = _run(Path(folder), QUICK if asked.quick else FULL, Console())
    if not asked.quick:
        for section in SECTIONS:
            subprocess.run([sys.executable, "-m", section], cwd=ROOT, check=True)
    if asked.json:
        asked.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2), "utf-8")


if __name__ == "__main__":
    main()
