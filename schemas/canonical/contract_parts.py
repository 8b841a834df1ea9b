"""What is said of a contract after it was signed: changes, work done, money, and who helps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from schemas.canonical.identifiers import BranchCode, ContractRow, LegalId, NationalId
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a contract (الحاقیه) that both parties signed; days are Gregorian.

    ``amount_change`` is added to the contract's first amount, in rials, and may be negative;
    ``ends_on`` is the new last day where it moved, ``subject`` what else changed, in words.
    """

    number: str
    signed_on: date
    amount_change: int
    ends_on: date | None = None
    subject: str | None = None

    @property
    def place(self) -> tuple[date, str]:
        """By what amendments stand in order."""
        return self.signed_on, self.number


@dataclass(frozen=True, slots=True)
class ProgressStatement:
    """A statement of work done (صورت‌وضعیت), as it stands on the paper: from the contract's start.

    ``gross`` is the turnover of all work up to ``ends_on``, and ``materials`` the part of it that
    is materials; so the last statement says the whole, and one that was lost takes nothing away.
    ``starts_on`` is where the work that is new in it begins.
    """

    number: str
    starts_on: date
    ends_on: date
    gross: Rials
    materials: Rials | None = None

    @property
    def place(self) -> tuple[date, str]:
        """By what statements stand in order."""
        return self.ends_on, self.number


@dataclass(frozen=True, slots=True)
class Payment:
    """Money due to the contractor: ``gross``, of which the assigner kept ``withheld`` for the SSO.

    Social Security Act, Article 38: payment of five hundredths waits for the clearance.
    ``withheld`` is None where it is not said; ``last`` marks the last instalment.
    """

    number: str
    paid_on: date
    gross: Rials
    withheld: Rials | None = None
    last: bool = False

    @property
    def place(self) -> tuple[date, str]:
        """By what payments stand in order."""
        return self.paid_on, self.number


@dataclass(frozen=True, slots=True)
class WithheldRelease:
    """Withheld money that was paid out after all, under the clearance of that number."""

    clearance: str
    released_on: date
    amount: Rials

    @property
    def place(self) -> tuple[date, str, int]:
        """By what releases stand in order; one clearance may release twice in a day."""
        return self.released_on, self.clearance, self.amount


@dataclass(frozen=True, slots=True)
class SubContractLink:
    """A contract under the contract; ``row`` and ``branch`` are its own contract row."""

    number: str
    contractor: LegalId | NationalId
    amount: Rials
    signed_on: date
    kind: Subject | None = None
    row: ContractRow | None = None
    branch: BranchCode | None = None

    @property
    def place(self) -> tuple[date, str]:
        """By what sub-contracts stand in order."""
        return self.signed_on, self.number


Part = Amendment | ProgressStatement | Payment | WithheldRelease | SubContractLink
P = TypeVar("P", Amendment, ProgressStatement, Payment, WithheldRelease, SubContractLink)


def in_order(parts: Iterable[P]) -> tuple[P, ...]:
    """Return the parts of one list by their days and then numbers: one list has one written form.

    Registers send lists as they come; compared are contracts, not orders.
    """
    return tuple(sorted(parts, key=lambda one: one.place))
