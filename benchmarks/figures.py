"""The figures of a whole benchmark: contenders in turn, medians, and the aims beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from benchmarks.measure import Run

FASTER = 3.0
HUB_CPU_MS = 3.0
P95_MS = 100.0
RATE = 100.0
PEAK_MB = 250.0
DOOR_A_SECOND = 2000.0


@dataclass(frozen=True, slots=True)
class Series:
    """The runs of one contender; every figure of it is the median of them."""

    throughput: list[Run]
    latency: list[Run]
    peak_mb: float

    @property
    def rate(self) -> float:
        """Answers a second, every client always waiting for one."""
        return median(run.rate for run in self.throughput)

    def cpu_ms(self, party: str) -> float:
        """CPU milliseconds an answer that ``party`` spent; 0 for one that took no part."""
        return median(run.cpu_ms.get(party, 0.0) for run in self.throughput)

    @property
    def own_cpu_ms(self) -> float:
        """CPU milliseconds an answer of the contender's own processes."""
        return self.cpu_ms("server") + self.cpu_ms("worker")

    @property
    def own_cpu_ms_at_rate(self) -> float | None:
        """The same while the machine is not full; None where it was not measured."""
        return self.at_rate(lambda run: run.cpu_ms["server"] + run.cpu_ms.get("worker", 0.0))

    def at_rate(self, of: Callable[[Run], float]) -> float | None:
        """Return a figure of the runs at the fixed rate; None where there were none."""
        return median(map(of, self.latency)) if self.latency else None


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim of the release: what it says, what was measured, and whether that is enough."""

    says: str
    measured: str
    met: bool


def aims(hub: Series, plain: Series, door: Series) -> list[Aim]:
    """Return every aim with what was measured."""
    ratio = hub.rate / plain.rate
    p95 = hub.at_rate(lambda run: run.p95) or float("inf")
    per_core = 1000 / door.own_cpu_ms
    return [
        Aim(
            f"at least {FASTER:g} times the plain implementation",
            f"{ratio:.1f} times",
            ratio >= FASTER,
        ),
        Aim(
            f"hub CPU at most {HUB_CPU_MS:g} ms an inquiry",
            f"{hub.own_cpu_ms:.2f} ms",
            hub.own_cpu_ms <= HUB_CPU_MS,
        ),
        Aim(f"p95 at most {P95_MS:g} ms at {RATE:g} a second", f"{p95:.1f} ms", p95 <= P95_MS),
        Aim(f"at most {PEAK_MB:g} MB a process", f"{hub.peak_mb:.0f} MB", hub.peak_mb <= PEAK_MB),
        Aim(
            f"the SOAP door alone at least {DOOR_A_SECOND:,.0f} a second and core",
            f"{per_core:,.0f}",
            per_core >= DOOR_A_SECOND,
        ),
    ]
