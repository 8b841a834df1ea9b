"""The figures as people read them, and as JSON."""

import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Protocol, TypeVar

from rich.console import Console
from rich.table import Table

from benchmarks.figures import RATE, Aim, Series
from benchmarks.measure import CLIENTS, Run


class Sized(Protocol):
    """Figures of a job of one size."""

    @property
    def size(self) -> int:
        """How many things it was of."""
        ...


S = TypeVar("S", bound=Sized)

_TITLES = {
    "hub": "this hub",
    "plain": "plain",
    "floor": "floor",
    "door": "door alone",
}
_PARTIES = ("server", "worker", "postgresql", "agencies", "generator")


def machine(database_version: str) -> dict[str, str]:
    """Return what the figures were measured on."""
    return {
        "cores": str(os.cpu_count()),
        "cpu": _cpu_model(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": database_version,
    }


def by_size(
    title: str, found: Sequence[S], rows: Iterable[tuple[str, str, Callable[[S], str]]]
) -> Table:
    """Return figures a column a size; a row is its heading, its aim, and how it is told."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for one in found:
        table.add_column(f"{one.size:,}", justify="right")
    table.add_column("aim", justify="right")
    for heading, aim, of in rows:
        table.add_row(heading, *(of(one) for one in found), aim)
    return table


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    found = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return found[0] if found else platform.machine()


def show(
    console: Console, place: Mapping[str, str], all_series: Mapping[str, Series], met: list[Aim]
) -> None:
    """Print the machine, the contenders side by side, and the aims."""
    facts = ", ".join(f"{name} {value}" for name, value in place.items())
    console.print(f"[bold]Machine[/]: {facts}", highlight=False)
    console.print(_comparison(all_series))
    console.print(_aims(met))


def _comparison(all_series: Mapping[str, Series]) -> Table:
    """Return the contenders side by side."""
    table = Table(title=f"Article 37 inquiries, {CLIENTS} clients, one server process each")
    table.add_column("")
    for name in all_series:
        table.add_column(_TITLES[name], justify="right")
    hub = all_series["hub"]
    rows: dict[str, Callable[[Series], str]] = {
        "answers a second": lambda one: f"{one.rate:,.0f}",
        "this hub against it": lambda one: f"{hub.rate / one.rate:.2f} ×",
        "its CPU, ms an answer": lambda one: f"{one.own_cpu_ms:.2f}",
        f"  at {RATE:g}/s": lambda one: _ms(one.own_cpu_ms_at_rate),
        "  PostgreSQL": lambda one: f"{one.cpu_ms('postgresql'):.2f}",
        "  simulated agencies": lambda one: f"{one.cpu_ms('agencies'):.2f}",
        "  load generator": lambda one: f"{one.cpu_ms('generator'):.2f}",
        f"p50 at {RATE:g}/s, ms": lambda one: _ms(one.at_rate(_p50)),
        f"p95 at {RATE:g}/s, ms": lambda one: _ms(one.at_rate(_p95)),
        f"p99 at {RATE:g}/s, ms": lambda one: _ms(one.at_rate(_p99)),
        "peak memory, MB": lambda one: f"{one.peak_mb:.0f}",
    }
    for heading, figure in rows.items():
        table.add_row(heading, *map(figure, all_series.values()))
    return table


def _aims(met: list[Aim]) -> Table:
    table = Table("aim", "measured", "met")
    for aim in met:
        table.add_row(aim.says, aim.measured, "[green]yes[/]" if aim.met else "[red]no[/]")
    return table


def _p50(run: Run) -> float:
    return run.p50


def _p95(run: Run) -> float:
    return run.p95


def _p99(run: Run) -> float:
    return run.p99


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def as_json(
    place: Mapping[str, str], all_series: Mapping[str, Series], met: list[Aim]
) -> dict[str, object]:
    """Return everything that was measured as JSON values; times in milliseconds."""
    return {
        "machine": dict(place),
        "contenders": {name: _series(series) for name, series in all_series.items()},
        "aims": [asdict(aim) for aim in met],
    }


def _series(series: Series) -> dict[str, object]:
    return {
        "per_second": series.rate,
        "cpu_ms_at_rate": series.own_cpu_ms_at_rate,
        "cpu_ms": {party: series.cpu_ms(party) for party in _PARTIES},
        "latency_ms": {
            "p50": series.at_rate(_p50),
            "p95": series.at_rate(_p95),
            "p99": series.at_rate(_p99),
        },
        "peak_mb": series.peak_mb,
        "runs_per_second": [run.rate for run in series.throughput],
    }
