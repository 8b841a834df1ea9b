"""What is in the outbox, whoever it is for: notices to consumers, and those to workshops."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from uuid import UUID

from hub.clearing.notifying import WORKSHOPS
from hub.store.database import Database
from hub.store.deliveries import Deliveries, DeliveryState, Listed
from hub.store.workshop_notices import ListedNotice, WorkshopNotices
from schemas.canonical.dates import tehran_stamp


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as an operator sees it.

    One to a consumer is about the ``case``; one to a workshop about the contract ``ocid``, as its
    ``party``. Instants are UTC.
    """

    id: UUID
    receiver: str
    kind: str
    state: DeliveryState
    held: bool
    attempts: int
    failure: str | None
    told_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    acknowledgement: bytes | None
    case: UUID | None = None
    ocid: str | None = None
    party: str | None = None

    def facts(self) -> dict[str, object]:
        """Return the line as JSON has it; instants by Tehran's clock."""
        return {
            "id": str(self.id),
            "receiver": self.receiver,
            "case": str(self.case) if self.case else None,
            "ocid": self.ocid,
            "party": self.party,
            "kind": self.kind,
            "state": self.state,
            "held": self.held,
            "attempts": self.attempts,
            "failure": self.failure,
            "enqueued_at": tehran_stamp(self.told_at),
            "next_attempt_at": _stamp(self.next_attempt_at),
            "delivered_at": _stamp(self.delivered_at),
            "acknowledgement": self.acknowledgement.hex() if self.acknowledgement else None,
        }

    def cells(self) -> tuple[str, ...]:
        """Return the line as a table has it."""
        receiver = f"{self.receiver}, {self.party}" if self.party else self.receiver
        state = "held" if self.held else self.state.value
        words = (str(self.id), receiver, self.kind, state, str(self.attempts), self.failure or "")
        return *words, tehran_stamp(self.told_at), _stamp(self.next_attempt_at) or ""


async def lines(
    database: Database, states: Collection[DeliveryState], receiver: str | None, limit: int
) -> list[Line]:
    """Return the first ``limit`` notices in one of ``states``, in the order they were told.

    ``receiver`` is a consumer, or `WORKSHOPS`; None for all.
    """
    deliveries, notices = Deliveries(database), WorkshopNotices(database)
    told = [] if receiver == WORKSHOPS else await deliveries.listed(states, receiver, limit)
    made = await notices.listed(states, limit) if receiver in {None, WORKSHOPS} else []
    both = merge(map(_delivery, told), map(_notice, made), key=attrgetter("told_at"))
    return list(islice(both, limit))


async def resend(
    database: Database, ids: list[UUID] | None, receiver: str | None, now: datetime, by: str
) -> list[UUID]:
    """Send dead letters again, of ``ids`` or all, of one receiver or all; return which."""
    sent: list[UUID] = []
    if receiver != WORKSHOPS:
        sent += await Deliveries(database).resend(ids, receiver=receiver, now=now, by=by)
    if receiver in {None, WORKSHOPS}:
        sent += await WorkshopNotices(database).resend(ids, now=now, by=by)
    return sent


def _delivery(one: Listed) -> Line:
    return Line(
        id=one.id,
        receiver=one.receiver,
        kind=one.kind,
        state=one.state,
        held=one.held,
        attempts=one.attempts,
        failure=one.failure,
        told_at=one.enqueued_at,
        next_attempt_at=one.next_attempt_at,
        delivered_at=one.delivered_at,
        acknowledgement=one.acknowledgement,
        case=one.case_id,
    )


def _notice(one: ListedNotice) -> Line:
    return Line(
        id=one.id,
        receiver=WORKSHOPS,
        kind=one.kind,
        state=one.state,
        held=one.held,
        attempts=one.attempts,
        failure=one.failure,
        told_at=one.made_at,
        next_attempt_at=one.next_attempt_at,
        delivered_at=one.delivered_at,
        acknowledgement=one.acknowledgement,
        ocid=one.ocid,
        party=one.party,
    )


def _stamp(instant: datetime | None) -> str | None:
    return tehran_stamp(instant) if instant else None
