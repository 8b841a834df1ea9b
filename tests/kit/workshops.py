"""A service of electronic notification in memory, and a lane to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from hub.clearing.notifying import Store, WorkshopPost
from hub.outbox.lane import Lane, Manner
from hub.store.workshop_notices import DueNotice
from schemas.canonical.notice import WorkshopNotice
from tests.kit.outbox import FIRST_RETRY
from tests.kit.ports import Clock

Door = Callable[[WorkshopNotice], Awaitable[None]]


async def _open(_: WorkshopNotice) -> None:
    """Let the notice in."""


@dataclass
class Service:
    """The organization's service: keeps what it was brought, after ``door`` let it in."""

    door: Door = _open
    got: list[WorkshopNotice] = field(default_factory=list)

    async def notify(self, notice: WorkshopNotice) -> bytes:
        """Take a notice and acknowledge it by its id."""
        await self.door(notice)
        self.got.append(notice)
        return b"taken " + str(notice.id).encode()

    @property
    def told(self) -> list[tuple[str, str]]:
        """What came, in its order: which workshop was told of which kind of act."""
        return [(one.workshop.workshop_id, one.kind) for one in self.got]


def failing(workshop: str, *failures: Exception) -> Door:
    """Return a door that fails so for one workshop, one failure a call, and is open then."""
    left = list(failures)

    async def door(notice: WorkshopNotice) -> None:
        if left and notice.workshop.workshop_id == workshop:
            raise left.pop(0)

    return door


def lane(store: Store, service: Service, clock: Clock) -> Lane[DueNotice]:
    """Return the lane of workshops without jitter: pauses are as long as they can be."""
    manner = Manner(clock, lambda: 0.0, FIRST_RETRY, timedelta(milliseconds=10))
    return Lane(WorkshopPost(service, store), manner)
