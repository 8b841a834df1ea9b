"""One run of one contender, with what it cost every process that took part."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import cycle
from statistics import quantiles

import uvloop

from benchmarks.contenders import Contender
from benchmarks.ground import Ground
from benchmarks.inquiries import signed
from benchmarks.load import Outcome, closed_loop, open_loop
from benchmarks.usage import cpu_seconds
from signing.signer import Signer
from simulators.kit.population import Population

CLIENTS = 16
"""Connections of the closed loop."""
_REUSED = 500


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to: answers, seconds, CPU milliseconds an answer by who spent them, ms."""

    answers: int
    seconds: float
    cpu_ms: Mapping[str, float]
    p50: float
    p95: float
    p99: float
    kept: tuple[bytes, ...]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class WrongAnswers(Exception):
    """A contender did not answer every request as it must; its figures would mean nothing."""


def run_of(
    name: str, outcome: Outcome, before: Mapping[str, float], after: Mapping[str, float]
) -> Run:
    """Return what a run of the contender ``name`` came to; CPU seconds of each party around it.

    Raises `WrongAnswers` unless all its answers are right.
    """
    if outcome.failed or not outcome.latencies:
        reason = outcome.failed[0] if outcome.failed else "no answer at all"
        raise WrongAnswers(f"{name}: {len(outcome.failed)} wrong, such as {reason}")
    answers = len(outcome.latencies)
    cuts = quantiles(outcome.latencies, n=100)
    return Run(
        answers=answers,
        seconds=outcome.elapsed,
        cpu_ms={party: 1000 * (after[party] - before[party]) / answers for party in after},
        p50=1000 * cuts[49],
        p95=1000 * cuts[94],
        p99=1000 * cuts[98],
        kept=tuple(outcome.kept),
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """What every run needs."""

    ground: Ground
    population: Population
    notary: Signer

    def throughput(self, contender: Contender, seconds: float, most: int) -> Run:
        """Keep the contender busy for ``seconds``, with at most ``most`` different requests."""
        requests = self._requests(contender, most)
        before = self._spent(contender)
        outcome = uvloop.run(
            closed_loop(
                contender.target, requests, contender.marker, connections=CLIENTS, seconds=seconds
            )
        )
        return run_of(contender.name, outcome, before, self._spent(contender))

    def latency(self, contender: Contender, seconds: float, rate: float) -> Run:
        """Send ``rate`` requests a second for ``seconds``, whatever becomes of them."""
        requests = signed(self.population, self.notary, contender.target, int(seconds * rate))
        before = self._spent(contender)
        outcome = uvloop.run(open_loop(contender.target, requests, contender.marker, rate=rate))
        return run_of(contender.name, outcome, before, self._spent(contender))

    def _requests(self, contender: Contender, most: int) -> Iterable[bytes]:
        """Return requests signed just now, over and over where the contender forgets them."""
        if contender.remembers:
            return signed(self.population, self.notary, contender.target, most)
        return cycle(signed(self.population, self.notary, contender.target, _REUSED))

    def _spent(self, contender: Contender) -> dict[str, float]:
        """Return the CPU seconds that each party has spent so far."""
        parties = {
            "server": contender.server,
            "worker": contender.worker,
            "postgresql": self.ground.database_pid,
            "agencies": self.ground.agencies_pid,
        }
        spent = {name: cpu_seconds(pid) for name, pid in parties.items() if pid is not None}
        times = os.times()
        return {**spent, "generator": times.user + times.system}
