"""The employers' accounts: what was accepted for whom, each notice once by its id."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


class OtherContent(ValueError):
    """An id comes back with another notice, or for another workshop."""


@dataclass(slots=True)
class Accepted:
    """A notice in an account, how often it came, and whether after a later one of its contract."""

    number: int
    workshop_id: str
    branch: str
    notice: dict[str, Any]
    accepted_at: datetime
    out_of_order: bool
    deliveries: int = 1

    def acknowledgement(self, *, duplicate: bool) -> dict[str, Any]:
        """Return what is said of it."""
        return {
            "acknowledgement": f"EN-{self.number:08}",
            "id": self.notice["id"],
            "branch": self.branch,
            "workshop_id": self.workshop_id,
            "accepted_at": instant(self.accepted_at),
            "duplicate": duplicate,
        }


class Accounts:
    """Everything accepted so far, in the order in which it came."""

    def __init__(self) -> None:
        self._accepted: dict[str, Accepted] = {}

    def clear(self) -> None:
        """Forget everything."""
        self._accepted.clear()

    def accept(
        self, workshop: tuple[str, str], notice: dict[str, Any], now: datetime
    ) -> tuple[Accepted, bool]:
        """Return a notice as it was first accepted, and whether before now; `OtherContent`.

        ``workshop`` is its number and branch.
        """
        known = self._accepted.get(notice["id"])
        if known is None:
            late = self._comes_late(workshop, notice)
            known = Accepted(len(self._accepted) + 1, *workshop, notice, now, late)
            self._accepted[notice["id"]] = known
            return known, False
        if (known.workshop_id, known.branch, known.notice) != (*workshop, notice):
            raise OtherContent(notice["id"])
        known.deliveries += 1
        return known, True

    def _comes_late(self, workshop: tuple[str, str], notice: dict[str, Any]) -> bool:
        """Tell whether the account has a later notice of the same contract already."""
        moment = datetime.fromisoformat(notice["issued_at"])
        return any(
            moment < datetime.fromisoformat(one.notice["issued_at"])
            for one in self._accepted.values()
            if (one.workshop_id, one.branch) == workshop
            and one.notice["about"]["ocid"] == notice["about"]["ocid"]
        )

    def told(self) -> list[dict[str, object]]:
        """Return everything as the keeper reads it."""
        return [
            {
                "workshop_id": one.workshop_id,
                "branch": one.branch,
                "notice": one.notice,
                "accepted_at": instant(one.accepted_at),
                "deliveries": one.deliveries,
                "out_of_order": one.out_of_order,
            }
            for one in self._accepted.values()
        ]


def instant(moment: datetime) -> str:
    """Return ``moment`` as RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
