"""Workshops (کارگاه) and what their employers owe."""

from dataclasses import dataclass
from datetime import date

from schemas.canonical.identifiers import BranchCode, PostalCode, WorkshopId
from schemas.canonical.money import Rials


@dataclass(frozen=True, slots=True)
class WorkshopRef:
    """A workshop by its number and branch; neither means anything without the other."""

    workshop_id: WorkshopId
    branch: BranchCode


@dataclass(frozen=True, slots=True)
class WorkshopAddress:
    """A workshop by where it stands, for a deed that does not know its number."""

    postal_code: PostalCode
    address: str


@dataclass(frozen=True, slots=True)
class RegisteredWorkshop:
    """A workshop as the ledger lists it at a postal code; the address is in its own words."""

    workshop: WorkshopRef
    name: str
    address: str


WorkshopLocator = WorkshopRef | WorkshopAddress


@dataclass(frozen=True, slots=True)
class DebtPosition:
    """What the SSO's ledger says of one workshop on one day; amounts in rials.

    ``definite`` is established and due; ``divisible`` may be paid by instalments, ``indivisible``
    may not.
    """

    workshop: WorkshopRef
    workshop_name: str
    as_of: date
    definite: Rials
    divisible: Rials
    indivisible: Rials

    @property
    def total(self) -> Rials:
        """The whole debt in rials."""
        return Rials(self.definite + self.divisible + self.indivisible)
