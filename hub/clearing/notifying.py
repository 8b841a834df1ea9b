"""The post of workshops: notices of files brought to the service of electronic notification.

Circular of 1399 on the electronic clearance, clause 2: parties are told under their workshops'
numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from adapters.base import ports
from hub.store.deliveries import Delivered, Failed
from hub.store.workshop_notices import DueNotice
from hub.usecases.article38.file.notices import title_of
from schemas.canonical.identifiers import parse_branch_code, parse_contract_row, parse_workshop_id
from schemas.canonical.notice import WorkshopNotice
from schemas.canonical.workshop import WorkshopRef

WORKSHOPS: Final = "workshops"
"""What the outbox calls the receiver of these notices; no consumer."""


class Store(Protocol):
    """Where notices are claimed and marked; ``hub.store.workshop_notices`` says how."""

    async def claim(self, *, now: datetime, leased_until: datetime, limit: int) -> list[DueNotice]:
        """Return what is due, leased to the caller alone; at most one of a contract and a party."""
        ...

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        """Mark what arrived."""
        ...

    async def put_off(self, failed: Sequence[Failed]) -> None:
        """Put off what did not arrive, or give it up."""
        ...


@dataclass(frozen=True, slots=True)
class WorkshopPost:
    """The post of all workshops, by way of one ``service``."""

    service: ports.WorkshopNotices
    store: Store
    code: str = WORKSHOPS

    async def claim(
        self, *, now: datetime, leased_until: datetime, limit: int
    ) -> Sequence[DueNotice]:
        """Return what is due, leased to the caller alone; at most one of a contract and a party."""
        return await self.store.claim(now=now, leased_until=leased_until, limit=limit)

    async def bring(self, leased: DueNotice) -> bytes:
        """Bring a notice; return the service's acknowledgement."""
        return await self.service.notify(notice_of(leased))

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        """Mark what arrived."""
        await self.store.mark_delivered(brought)

    async def put_off(self, failed: Sequence[Failed]) -> None:
        """Put off what did not arrive, or give it up."""
        await self.store.put_off(failed)


def notice_of(due: DueNotice) -> WorkshopNotice:
    """Return the notice that is due, in canonical words; the same at every attempt."""
    return WorkshopNotice(
        id=due.id,
        workshop=WorkshopRef(parse_workshop_id(due.workshop), parse_branch_code(due.branch)),
        kind=due.kind,
        title=title_of(due.kind),
        text=due.body,
        ocid=due.ocid,
        row=parse_contract_row(due.row),
        row_branch=parse_branch_code(due.row_branch),
        issued=due.made_at.astimezone(UTC),
    )
