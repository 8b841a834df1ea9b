"""The post of workshops: a row of the queue as a notice, and what is wrong with one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hub.clearing.notifying import notice_of
from hub.store.deliveries import Delivered, Failed
from hub.store.workshop_notices import DueNotice
from schemas.canonical.notice import WorkshopNotice
from schemas.canonical.workshop import WorkshopRef
from tests.kit.outbox import ACTED, FIRST_RETRY
from tests.kit.ports import Clock
from tests.kit.workshops import Service, lane

DUE = DueNotice(
    id=UUID(int=1),
    ocid="ocds-peyvnd-1",
    act=3,
    party="assigner",
    workshop="9980000022",
    branch="0300",
    kind="clearance-issued",
    body="متن",
    made_at=datetime(2026, 11, 22, 11, 30, tzinfo=timezone(timedelta(hours=3.5))),
    attempts=1,
    row="02100001",
    row_branch="0210",
)


@dataclass
class Shelf:
    """A queue in memory: gives what lies on it, once, and keeps the marks."""

    due: list[DueNotice]
    delivered: list[Delivered] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)

    async def claim(self, *, now: datetime, leased_until: datetime, limit: int) -> list[DueNotice]:
        taken, self.due = self.due[:limit], self.due[limit:]
        return taken

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        self.delivered += brought

    async def put_off(self, failed: Sequence[Failed]) -> None:
        self.failed += failed


def test_a_row_is_told_whole() -> None:
    """A party would be told of another contract, under another number, or as of another hour."""
    assert notice_of(DUE) == WorkshopNotice(
        id=UUID(int=1),
        workshop=WorkshopRef("9980000022", "0300"),  # type: ignore[arg-type]  # as they are written
        kind="clearance-issued",
        title="صدور مفاصاحساب مادهٔ ۳۸",
        text="متن",
        ocid="ocds-peyvnd-1",
        row="02100001",  # type: ignore[arg-type]
        row_branch="0210",  # type: ignore[arg-type]
        issued=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    )


async def test_a_row_that_cannot_be_told_leaves_the_others_alone() -> None:
    """One row of a kind that nobody knows would stop all workshops' notices."""
    shelf, service = Shelf([replace(DUE, kind="gone"), replace(DUE, id=UUID(int=2))]), Service()
    assert await lane(shelf, service, Clock(ACTED)).turn(asyncio.Event()) == 2
    assert shelf.failed == [Failed(UUID(int=1), 1, "fault", ACTED + FIRST_RETRY)]
    assert [one.id for one in shelf.delivered] == [UUID(int=2)]
