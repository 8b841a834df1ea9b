"""What came of the change feed: every version once and in order, and how late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Known:
    """The newest version of a contract: who speaks of it under which name, and who disagrees."""

    version: int
    names: dict[str, str]
    fields: Json
    disputed: bool


@dataclass(slots=True)
class Followed:
    """All that was read of the feed; ``cursor`` is where to read on.

    ``late`` has for each version the seconds from its writing to its coming, ``slips`` what was
    missing, twice or out of order: one line each.
    """

    cursor: str = ""
    position: int = 0
    pages: int = 0
    late: list[float] = field(default_factory=list)
    contracts: dict[str, Known] = field(default_factory=dict)
    slips: list[str] = field(default_factory=list)

    def take(self, events: Sequence[Json], cursor: str) -> None:
        """Take a page of events (CloudEvents) and the cursor behind them."""
        now = datetime.now(UTC)
        for one in events:
            self._take(one, now)
        self.cursor = cursor
        self.pages += bool(events)

    def percentile(self, share: float) -> float:
        """Return the seconds within which that ``share`` of all versions came."""
        ordered = sorted(self.late)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def said_by(self, register: str) -> set[str]:
        """Return the names under which a register speaks of contracts."""
        found = list(self.contracts.values())  # at once: they grow while somebody looks at them
        return {name for one in found if (name := one.names.get(register))}

    def _take(self, event: Json, now: datetime) -> None:
        position, told = int(event["id"]), event["data"]
        known = self.contracts.get(event["subject"])
        if position != self.position + 1:
            self.slips.append(f"position {position} came after {self.position}")
        if told["version"] != (known.version if known else 0) + 1:
            self.slips.append(f"{event['subject']}: version {told['version']} out of order")
        self.position = position
        self.late.append((now - datetime.fromisoformat(event["time"])).total_seconds())
        self.contracts[event["subject"]] = Known(
            version=told["version"],
            names=_names(told["by"]),
            fields=told["fields"],
            disputed=bool(told["disagreements"]),
        )


def _names(by: Iterable[Json]) -> dict[str, str]:
    """Return each register's own name of a contract."""
    return {one["source"]: one["source_id"] for one in by}
