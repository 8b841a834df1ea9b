"""The ports: what the hub may ask of the outside world, in canonical words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from schemas.canonical.identifiers import NationalId, PostalCode
from schemas.canonical.person import Person
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Attested(Generic[T]):
    """An agency's answer: the value, who said it, when (UTC), and the SHA-256 of its words."""

    value: T
    source: str
    as_of: datetime
    digest: bytes


class PersonRegistry(Protocol):
    """Who a natural person is."""

    async def find_person(self, national_id: NationalId, birth_date: date) -> Attested[Person]:
        """Return the person; `NoSuchRecord` when id and birth day do not belong together."""
        ...


class DebtLedger(Protocol):
    """What an employer owes the SSO for a workshop."""

    async def debt_of(self, workshop: WorkshopRef) -> Attested[DebtPosition]:
        """Return the debt position; `NoSuchRecord` when there is no such workshop."""
        ...

    async def workshops_at(
        self, postal_code: PostalCode
    ) -> Attested[tuple[RegisteredWorkshop, ...]]:
        """Return the workshops registered at a postal code, possibly none."""
        ...
