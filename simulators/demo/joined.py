"""What came of the registers' contracts: how many, how they agree, and how fast."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulators.tax_authority.followed import Followed


@dataclass(slots=True)
class Joined:
    """Contracts of a country as ``registered`` by each register, and what the hub made of them.

    ``pushed`` counts the results of the lines that were said in batches; ``missing`` are contracts
    of a register that nobody was told of, ``waiting`` those that an operator has to look at.
    """

    country: int
    registered: dict[str, int]
    followed: Followed = field(default_factory=Followed)
    pushed: dict[str, int] = field(default_factory=dict)
    push_seconds: float = 0.0
    seconds: float = 0.0
    missing: int = 0
    waiting: int = 0
    reconciled: dict[str, Any] = field(default_factory=dict)
    exported: dict[str, Any] = field(default_factory=dict)

    @property
    def contracts(self) -> int:
        """How many contracts there are in the hub."""
        return len(self.followed.contracts)

    @property
    def joined(self) -> int:
        """Of how many more than one register speaks."""
        return sum(len(one.names) > 1 for one in self.followed.contracts.values())

    @property
    def disputed(self) -> int:
        """About how many the registers do not say the same."""
        return sum(one.disputed for one in self.followed.contracts.values())

    @property
    def parties(self) -> set[str]:
        """The ids of all assigners and contractors."""
        found = (one.fields for one in self.followed.contracts.values())
        return {str(one[name]["value"]) for one in found for name in ("assigner", "contractor")}

    @property
    def per_second(self) -> float:
        """Contracts of both registers taken in, per second."""
        return sum(self.registered.values()) / self.seconds if self.seconds else 0.0

    def problems(self) -> Iterator[str]:
        """Yield what did not come out as it must."""
        if self.missing:
            yield f"{self.missing} contracts of the registers did not come in"
        if sum(self.pushed.values()) != next(iter(self.registered.values())):
            yield "not every line of the tax authority's batches has a result"
        if refused := self.pushed.get("refused"):
            yield f"{refused} lines of the tax authority were refused"
        yield from (f"the feed: {one}" for one in self.followed.slips[:5])
        if not (self.joined and self.disputed and self.waiting):
            yield "no contracts were joined, or none is disputed, or none waits"

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON values; times are seconds."""
        return {
            "registered": self.registered,
            "contracts": self.contracts,
            "joined": self.joined,
            "disputed": self.disputed,
            "waiting": self.waiting,
            "seconds": round(self.seconds, 1),
            "per_second": round(self.per_second),
            "pushed": self.pushed,
            "pushed_per_second": round(sum(self.pushed.values()) / (self.push_seconds or 1)),
            "feed": {
                "versions": len(self.followed.late),
                "pages": self.followed.pages,
                "out_of_order": len(self.followed.slips),
                "late_p95_seconds": round(self.followed.percentile(0.95), 2),
            },
            "reconciled": self.reconciled,
            "exported": self.exported,
        }
