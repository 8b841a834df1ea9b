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


class TimestampAuthority(Protocol):
    """Who attests that octets existed at an instant (RFC 3161)."""

    async def timestamp(self, digest: bytes) -> bytes:
        """Return a TimeStampToken (DER) over a SHA-256 ``digest`` of 32 octets.

        The answer was held against the question: status, nonce, imprint; its signature is the
        caller's to check.
        """
        ...


class RevocationSource(Protocol):
    """Who tells whether a certificate still holds (RFC 6960, RFC 5280 section 5)."""

    async def status_of(self, certificate: bytes, issuer: bytes) -> bytes:
        """Return the OCSP response (DER, whole) on a certificate (DER) of ``issuer``."""
        ...

    async def revocation_list(self, issuer: bytes) -> bytes:
        """Return the newest CRL (DER) of the issuer with this certificate (DER).

        `NoSuchRecord` when it has none.
        """
        ...
