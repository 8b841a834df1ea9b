"""Acts on certificates for every tier, with evidence that a test can make again."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from hub.evidence.leaf import act_leaf
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.evidence import Leaf
from schemas.canonical.status import REASONS, Act, State
from tests.kit import article37 as kit

SPACE = UUID(int=7)


def act(
    number: str,
    state: State = State.REVOKED,
    *,
    effective: datetime = kit.NOW + timedelta(hours=1),
    recorded: datetime = kit.NOW + timedelta(hours=1),
    superseded_by: str | None = None,
    by: str = "operator",
) -> Act:
    """Return an act with a fit reason, an hour after the issue."""
    return Act(
        number=CertificateNumber(number),
        state=state,
        effective_at=effective,
        recorded_at=recorded,
        reason=min(REASONS[state]),
        note="آزمون",
        by=by,
        superseded_by=CertificateNumber(superseded_by) if superseded_by else None,
    )


def leafing(one: Act) -> Leaf:
    """Return the evidence of an act, under a salt of nothing."""
    return act_leaf(uuid5(SPACE, f"{one.number} {one.recorded_at} {one.state}"), one, bytes(32))
