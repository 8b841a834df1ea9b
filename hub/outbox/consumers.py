"""The post of a consumer: what his own system is brought, put together at every attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adapters.base.ports import Receiver
from hub.outbox.notices import put_together
from hub.store.deliveries import Delivered, Delivery, Failed


class Store(Protocol):
    """Where deliveries are claimed and marked; ``hub.store.deliveries`` says how."""

    async def claim(
        self, receiver: str, *, now: datetime, leased_until: datetime, limit: int
    ) -> list[Delivery]:
        """Return what is due, leased to the caller alone; at most one of a case."""
        ...

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        """Mark what arrived."""
        ...

    async def put_off(self, failed: Sequence[Failed]) -> None:
        """Put off what did not arrive, or give it up."""
        ...


@dataclass(frozen=True, slots=True)
class ConsumerPost:
    """The post of the consumer ``code``, to his ``receiver``."""

    code: str
    receiver: Receiver
    store: Store

    async def claim(
        self, *, now: datetime, leased_until: datetime, limit: int
    ) -> Sequence[Delivery]:
        """Return what is due to him, leased to the caller alone; at most one of a case."""
        return await self.store.claim(self.code, now=now, leased_until=leased_until, limit=limit)

    async def bring(self, leased: Delivery) -> bytes:
        """Bring a delivery; ``ValueError`` for a certificate that is not what the hub writes."""
        return await self.receiver.deliver(put_together(leased))

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        """Mark what arrived."""
        await self.store.mark_delivered(brought)

    async def put_off(self, failed: Sequence[Failed]) -> None:
        """Put off what did not arrive, or give it up."""
        await self.store.put_off(failed)
