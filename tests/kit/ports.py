"""Agencies in memory: they answer what a test puts in them, or fail the way it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from adapters.base.errors import AgencyError, NoSuchRecord
from adapters.base.ports import Attested
from schemas.canonical.identifiers import LegalId, MobileNumber, NationalId, PostalCode
from schemas.canonical.person import Firm, Person, Relative
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef
from tests.kit import article37 as kit
from tests.kit import commerce_card as cards

T = TypeVar("T")


@dataclass
class Registry:
    """A civil registry that knows ``people`` and their ``families`` by national id.

    It raises ``failure`` for all; what it says, it said at ``as_of``.
    """

    people: dict[str, Person | Exception] = field(
        default_factory=lambda: {kit.person().national_id: kit.person()}
    )
    families: dict[str, tuple[Relative, ...] | Exception] = field(default_factory=dict)
    failure: Exception | None = None
    as_of: datetime = kit.NOW
    asked: int = 0

    async def find_person(self, national_id: NationalId, birth_date: date) -> Attested[Person]:
        """Return the person, whatever birth day was given."""
        self.asked += 1
        return _attest("civil_registry", self.people, national_id, self.failure, self.as_of)

    async def relatives_of(
        self, national_id: NationalId, birth_date: date
    ) -> Attested[tuple[Relative, ...]]:
        """Return the relatives of the person, whatever birth day was given."""
        self.asked += 1
        return _attest("civil_registry", self.families, national_id, self.failure, self.as_of)


@dataclass
class Mobiles:
    """A register of mobile numbers that knows whether each of ``owners`` owns his.

    It raises ``failure`` for all; what it says, it said at ``as_of``.
    """

    owners: dict[tuple[MobileNumber, NationalId], bool] = field(default_factory=dict)
    failure: Exception | None = None
    as_of: datetime = kit.NOW
    asked: int = 0

    async def owns(self, mobile: MobileNumber, national_id: NationalId) -> Attested[bool]:
        """Return whether the number is his."""
        self.asked += 1
        pair = (mobile, national_id)
        return _attest("mobile_ownership", self.owners, pair, self.failure, self.as_of)


@dataclass
class Ledger:
    """A debt ledger that knows ``debts`` by workshop, and one postal code."""

    debts: dict[WorkshopRef, DebtPosition | Exception] = field(
        default_factory=lambda: {kit.WORKSHOP: kit.debt()}
    )
    places: tuple[RegisteredWorkshop, ...] = (kit.HERE,)
    failure: Exception | None = None
    asked: int = 0

    async def debt_of(self, workshop: WorkshopRef) -> Attested[DebtPosition]:
        """Return the debt of a workshop."""
        self.asked += 1
        return _attest("insurance_ledger", self.debts, workshop, self.failure)

    async def workshops_at(
        self, postal_code: PostalCode
    ) -> Attested[tuple[RegisteredWorkshop, ...]]:
        """Return the workshops of the one postal code there is."""
        self.asked += 1
        return _attest("insurance_ledger", {postal_code: self.places}, postal_code, self.failure)


K = TypeVar("K")


def _attest(
    source: str,
    known: Mapping[K, T | Exception],
    key: K,
    failure: Exception | None,
    as_of: datetime = kit.NOW,
) -> Attested[T]:
    """Return what is known under ``key``, or raise what stands there instead."""
    found = failure or known.get(key, NoSuchRecord(source, "no-such-record"))
    if isinstance(found, AgencyError):
        found.agency = source
    if isinstance(found, Exception):
        raise found
    return Attested(found, source, as_of, bytes(32))


@dataclass
class Firms:
    """A registry of legal persons that knows ``firms`` by id, or raises ``failure`` for all."""

    firms: dict[str, Firm | Exception] = field(
        default_factory=lambda: {cards.firm().legal_id: cards.firm()}
    )
    failure: Exception | None = None
    asked: int = 0

    async def find_firm(self, legal_id: LegalId) -> Attested[Firm]:
        """Return the firm."""
        self.asked += 1
        return _attest("legal_person_registry", self.firms, legal_id, self.failure)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = kit.NOW

    def __call__(self) -> datetime:
        """Return the instant it shows (UTC)."""
        return self.now
