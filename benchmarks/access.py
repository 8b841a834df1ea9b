"""``python -m benchmarks.access``: what a lookup costs at the hub's door.

Token, proof, policy, filter and receipt over a real socket and a real PostgreSQL, with a registry
that answers at once; beside it the same server with the gates off, a naive door, and the whole
lookup with a simulated registry behind it. Then each room alone, and a policy that is loaded anew
while requests come.
"""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks import access_reload, access_rooms, report
from benchmarks.access_contenders import Lookups, Standing, standing
from benchmarks.ground import prepare
from benchmarks.measure import Run

RATE = 100.0
_AIM_DOOR = 2.0
"""Milliseconds of CPU."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long it takes: turns of every contender, seconds a turn, loads of a policy."""

    turns: int
    seconds: float
    loads: int


FULL, QUICK = Plan(5, 4.0, 5), Plan(2, 2.0, 2)


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.access", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter turns")
    plan = QUICK if parser.parse_args().quick else FULL
    console = Console()
    with tempfile.TemporaryDirectory(prefix="peyvand-access-") as name, ExitStack() as stack:
        ground = stack.enter_context(prepare(Path(name)))
        facts = report.machine(ground.database_version).items()
        console.print(f"Machine: {', '.join(f'{one} {what}' for one, what in facts)}")
        contenders = stack.enter_context(standing(ground))
        series = _in_turn(contenders, plan)
        console.print(_doors(series))
        console.print(_verdict(series))
        console.print(access_rooms.table(ground, contenders["door"]))
        console.print(access_reload.table(ground, contenders["door"], plan.loads))


@dataclass(slots=True)
class Series:
    """The runs of one contender: as fast as it can, and at a rate."""

    throughput: list[Run]
    latency: list[Run]

    def of(self, figure: Callable[[Run], float]) -> float:
        """Return the median of a figure over the runs at full speed."""
        return median(map(figure, self.throughput))

    def at_rate(self, figure: Callable[[Run], float]) -> float:
        """Return the median of a figure over the runs at the rate."""
        return median(map(figure, self.latency))


def _in_turn(contenders: dict[str, Standing], plan: Plan) -> dict[str, Series]:
    """Return the figures of all, who take turns so that a hiccup hits all alike."""
    found = {name: Series([], []) for name in contenders}
    for one in contenders.values():
        Lookups(one).throughput(1.0)
    for _ in range(plan.turns):
        for name, one in contenders.items():
            found[name].throughput.append(Lookups(one).throughput(plan.seconds))
            found[name].latency.append(Lookups(one).latency(plan.seconds, RATE))
    return found


def _doors(series: dict[str, Series]) -> Table:
    """Return the contenders side by side."""
    table = Table(title="Lookups of a person, under 1,000 agreements, one server process each")
    table.add_column("")
    for name in series:
        table.add_column(name, justify="right")
    rows: dict[str, Callable[[Series], str]] = {
        "answers a second": lambda one: f"{one.of(lambda run: run.rate):,.0f}",
        "its CPU, ms an answer": lambda one: f"{_cpu(one, 'server'):.2f}",
        f"  at {RATE:g} a second": lambda one: f"{one.at_rate(_own):.2f}",
        "  PostgreSQL": lambda one: f"{_cpu(one, 'postgresql'):.2f}",
        "  simulated registry": lambda one: f"{_cpu(one, 'agencies'):.2f}",
        "  the client": lambda one: f"{_cpu(one, 'generator'):.2f}",
        f"p50 at {RATE:g} a second, ms": lambda one: f"{one.at_rate(lambda run: run.p50):.1f}",
        f"p95 at {RATE:g} a second, ms": lambda one: f"{one.at_rate(lambda run: run.p95):.1f}",
    }
    for heading, figure in rows.items():
        table.add_row(heading, *map(figure, series.values()))
    return table


def _verdict(series: dict[str, Series]) -> str:
    """Return whether the aim is met, and what part of a whole lookup the door is."""
    door, whole = series["door"], series["whole lookup"]
    spent = _cpu(door, "server")
    met = "within" if spent < _AIM_DOOR else "beyond"
    cpu, time = spent / _cpu(whole, "server"), door.at_rate(_p50) / whole.at_rate(_p50)
    return (
        f"the whole door: {spent:.2f} ms of CPU ({met} the aim of {_AIM_DOOR:g} ms); of a lookup "
        f"with a registry on the same machine {cpu:.0%} of the CPU and {time:.0%} of the time"
    )


def _cpu(series: Series, party: str) -> float:
    return series.of(lambda run: run.cpu_ms.get(party, 0.0))


def _own(run: Run) -> float:
    return run.cpu_ms["server"]


def _p50(run: Run) -> float:
    return run.p50


if __name__ == "__main__":
    main()
