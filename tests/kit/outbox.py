"""Receivers in memory, and notices of acts to bring them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from hub.outbox.consumers import ConsumerPost, Store
from hub.outbox.lane import Lane, Manner
from hub.store.cases import Cases
from hub.store.certificates import Certificates
from hub.store.deliveries import Delivery
from schemas.canonical.case import Case, Consumer
from schemas.canonical.notice import Notice
from schemas.canonical.status import State
from tests.kit import article37 as kit
from tests.kit.messages import NOTARIES, answer, authorized, certificate, number
from tests.kit.ports import Clock
from tests.kit.status import act, leafing

FIRST_RETRY = timedelta(seconds=5)
ACTED = kit.NOW + timedelta(hours=1)
"""When `tell` records its first act, so that notices are due from then on."""


async def _nothing(notice: Notice) -> None:
    """Let the notice in."""


@dataclass
class Inbox:
    """A consumer's system: keeps what it was brought, after ``door`` let it in."""

    door: Callable[[Notice], Awaitable[None]] = _nothing
    got: list[Notice] = field(default_factory=list)

    async def deliver(self, notice: Notice) -> bytes:
        """Take a notice and acknowledge it by its id."""
        await self.door(notice)
        self.got.append(notice)
        return b"taken " + str(notice.id).encode()

    @property
    def ids(self) -> list[UUID]:
        """The ids of what came, in its order."""
        return [notice.id for notice in self.got]


def refusing(*failures: Exception) -> Callable[[Notice], Awaitable[None]]:
    """Return a door that fails so, one failure a call, and then lets everything in."""
    left = list(failures)

    async def door(_: Notice) -> None:
        if left:
            raise left.pop(0)

    return door


def lane(store: Store, inbox: Inbox, clock: Clock, code: str = NOTARIES.code) -> Lane[Delivery]:
    """Return a lane without jitter: pauses are as long as they can be."""
    manner = Manner(clock, lambda: 0.0, FIRST_RETRY, timedelta(milliseconds=10))
    return Lane(ConsumerPost(code, inbox, store), manner)


async def issue(cases: Cases, n: int, consumer: Consumer = NOTARIES) -> str:
    """Store the ``n``-th case with its certificate, told at once; return its number."""
    request = authorized(n, message=n, consumer=consumer)
    case = await cases.open(request, case_id=number(n), due_on=kit.DUE, next_attempt=kit.NOW)
    assert isinstance(case, Case)
    made = certificate(n)
    await cases.close(case, answer(1000 + n), made)
    return made.number


async def tell(certificates: Certificates, name: str, count: int = 1) -> list[UUID]:
    """Record ``count`` acts on a certificate, a minute apart; return their notices' ids."""
    told = []
    for n in range(count):
        at = ACTED + timedelta(minutes=n)
        state = State.ISSUED if n % 2 else State.SUSPENDED
        made = act(name, state, effective=at, recorded=at)
        await certificates.record(made, leafing)
        told.append(leafing(made).document_id)
    return told
