"""What a demonstration has to show for itself, and everything that did not come out as it must."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from simulators.demo.disclosure import Answered
from simulators.demo.filed import Filed
from simulators.demo.joined import Joined
from simulators.demo.words import OUTCOMES, Kind, Outcome, Result


@dataclass(frozen=True, slots=True)
class Asked:
    """How an agency did: checks that went well, of how many, and its slowest answer."""

    answered: int
    checks: int
    milliseconds: float


@dataclass(slots=True)
class Record:
    """The results in their order, the counts of the documents, and the speed.

    ``answered`` are the cases that waited; ``busy`` is the time in seconds that the ordinary
    inquiries took together, ``clients`` how many asked at once. ``levels`` counts the forms by
    the level they have reached. ``agencies`` is how each one answered, ``notices`` how many
    notices each receiver took. ``lookups`` is what the organization's own services asked, and
    ``unserved`` those services that have an agreement and no lookup. ``joined`` is what came of
    the registers' contracts, ``files`` of the files of some.
    """

    seed: int
    clients: int
    started: datetime
    results: list[Result] = field(default_factory=list)
    answered: list[Result] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    busy: float = 0.0
    documents: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    agencies: dict[str, Asked] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    lookups: list[Answered] = field(default_factory=list)
    unserved: list[str] = field(default_factory=list)
    joined: Joined | None = None
    files: list[Filed] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Result]:
        """Return the results of one kind."""
        return [result for result in self.results if result.kind is kind]

    def count(self, kind: Kind, outcome: Outcome) -> int:
        """Return how many of a kind had an outcome."""
        return sum(result.told.outcome == outcome for result in self.of(kind))

    def total(self, outcome: Outcome) -> int:
        """Return how many of all had an outcome."""
        return sum(result.told.outcome == outcome for result in self.results)

    @property
    def per_second(self) -> float:
        """Complete inquiries per second, while several offices asked at once."""
        return len(self.milliseconds) / self.busy if self.busy else 0.0

    def percentile(self, share: float) -> float:
        """Return the milliseconds within which that ``share`` of ordinary inquiries came back."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def all_problems(self) -> list[str]:
        """Return everything that did not come out as it must, one line each."""
        wrong = [one for one in (*self.results, *self.answered) if one.problem]
        asked = [one for one in self.lookups if one.problem]
        return [
            *(f"{one.kind.en} ({one.about}): {one.problem}" for one in wrong),
            *(f"{one.question.path} for {one.question.service}: {one.problem}" for one in asked),
            *self.problems,
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values; times are RFC 3339, UTC, money is rials."""
        return {
            "ok": not self.all_problems(),
            "problems": self.all_problems(),
            "seed": self.seed,
            "started_at": self.started.isoformat(timespec="seconds"),
            "totals": {
                "asked": len(self.results),
                **{outcome: self.total(outcome) for outcome in OUTCOMES},
                "pending_then_answered": len(self.answered),
            },
            "documents": self.documents,
            "levels": self.levels,
            "agencies": {name: asdict(asked) for name, asked in self.agencies.items()},
            "notices": self.notices,
            "lookups": {
                "answered": sum(bool(one.told) for one in self.lookups),
                "refused": sum(one.refusal is not None for one in self.lookups),
                "without_lookup": self.unserved,
            },
            "files": [one.as_json() for one in self.files],
            "contracts": self.joined.as_json() if self.joined else None,
            "speed": {
                "clients": self.clients,
                "inquiries": len(self.milliseconds),
                "per_second": round(self.per_second, 1),
                "p50_ms": round(self.percentile(0.50), 1),
                "p95_ms": round(self.percentile(0.95), 1),
            },
            "inquiries": _entries(self.results),
            "answered_later": _entries(self.answered),
        }


def _entries(results: Iterable[Result]) -> list[dict[str, Any]]:
    return [
        asdict(result)
        | {
            "kind": result.kind.en,
            "milliseconds": round(result.milliseconds, 1),
            "as_expected": not result.problem,
        }
        for result in results
    ]
