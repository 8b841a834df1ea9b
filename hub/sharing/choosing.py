"""An operator's choice of which contract a register's word is: followed, and kept as evidence."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from psycopg import AsyncConnection

from hub.evidence.leaf import SALT_OCTETS, leaf_of
from hub.sharing.intake import Intake
from hub.sharing.results import LineResult, Outcome, read_candidates
from hub.store.contract_choices import Choice, keep_choice
from hub.store.database import Row
from schemas.canonical.evidence import LeafKind


@dataclass(frozen=True, slots=True)
class Operator:
    """Who chooses, why, and when (UTC)."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choosing:
    """Follows operators' choices; ``new_id`` and ``random`` make the evidence."""

    intake: Intake
    new_id: Callable[[], UUID]
    random: Callable[[int], bytes]

    async def choose(
        self, source: str, source_id: str, ocid: str | None, operator: Operator
    ) -> LineResult:
        """Have what waits count for a contract, a new one for None, and keep who chose it.

        Both are done or neither. Raises `InvalidRequest` (``contract.not-waiting``,
        ``contract.unknown``) and `HubUnavailable`.
        """

        async def kept(connection: AsyncConnection, row: Row, result: LineResult) -> None:
            choice = Choice(
                source=source,
                source_id=source_id,
                revision=row["revision"],
                ocid=str(result.ocid),
                is_new=result.outcome is Outcome.CREATED,
                chosen_at=operator.at,
                chosen_by=operator.by,
                reason=operator.reason,
            )
            document = _document(choice, row, result)
            leaf = leaf_of(LeafKind.CHOICE, self.new_id(), document, self.random(SALT_OCTETS))
            await keep_choice(connection, choice, leaf)

        return await self.intake.assign(source, source_id, ocid, kept)


def _document(choice: Choice, row: Row, result: LineResult) -> bytes:
    """Return a choice as canonical JSON, with what it was chosen from and what came of it."""
    candidates = [
        {"doubt": one.doubt, "ocid": one.ocid, "points": one.score.points}
        for one in read_candidates(row["candidates"])
    ]
    fields: dict[str, object] = {
        "by": choice.chosen_by,
        "candidates": candidates,
        "chosen_at": choice.chosen_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "digest": row["digest"].hex(),
        "new": choice.is_new,
        "ocid": choice.ocid,
        "reason": choice.reason,
        "revision": choice.revision,
        "source": choice.source,
        "source_id": choice.source_id,
        "version": result.version,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
