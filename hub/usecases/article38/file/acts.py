"""What happens to a contract's file: acts that a service of the organization tells, and the hub's.

A file is nothing but its acts in their order; none is ever changed. Days are of the Gregorian
calendar, amounts whole rials. Social Security Act, Articles 38 to 44; circular of 1399 on the
electronic clearance, clauses 1 to 4.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.usecases.article38.assessment import Amount, Fixed, Moved
from hub.usecases.article38.file.clearance_acts import Changed, ClearanceNotified, ReissueAllowed
from hub.usecases.article38.model import Obligation, Party
from schemas.canonical.assessment import Facts
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.identifiers import BranchCode, ContractRow, PostalCode
from schemas.canonical.money import Rials
from schemas.canonical.workshop import WorkshopRef


class Stage(StrEnum):
    """What bases are for: the coefficient at the beginning, a part of the period, or the end."""

    INITIAL = "initial"
    INTERIM = "interim"
    FINAL = "final"


class SheetKind(StrEnum):
    """What a payment sheet asks for: an established debt (قطعی) or an estimated one (برآوردی)."""

    DEFINITE = "definite"
    ESTIMATED = "estimated"


class NoteForm(StrEnum):
    """The two forms of the added note of Article 38 (1372)."""

    ONE = "1"
    TWO = "2"


class Board(StrEnum):
    """Who judges an objection: the primary board (Article 43), or that of appeal (Article 44)."""

    PRIMARY = "primary"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A party that can be told electronically: its workshop, and since when it has an account."""

    workshop: WorkshopRef
    account_since: date


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """A fiscal year of a contractor, its last day included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class RowAllocated:
    """A contract row was given to the contract; the address is the one that the contract names."""

    row: ContractRow
    branch: BranchCode
    contractor: Correspondent
    assigner: Correspondent
    postal_code: PostalCode
    address: str
    on: date


@dataclass(frozen=True, slots=True)
class BasesFiled:
    """The assigner filed what is to be reckoned by; ``until`` is the last day of interim bases.

    Facts are those from the beginning of the contract on, at every stage. ``uninspected`` are the
    contractor's fiscal periods whose books nobody has inspected yet.
    """

    stage: Stage
    facts: Facts
    until: date | None = None
    uninspected: tuple[FiscalPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class BasesConfirmed:
    """An officer found the filed bases right."""


@dataclass(frozen=True, slots=True)
class BasesRejected:
    """An officer sent the filed bases back; ``reason`` is what the assigner is told."""

    reason: str


@dataclass(frozen=True, slots=True)
class SheetIssued:
    """A payment sheet (برگ پرداخت) went out."""

    number: str
    kind: SheetKind
    amount: Rials


@dataclass(frozen=True, slots=True)
class Collected:
    """Money came in for a payment sheet."""

    sheet: str
    amount: Rials
    on: date


@dataclass(frozen=True, slots=True)
class NoteIssued:
    """A form of the added note was made out: the contract ended a year ago and has no clearance.

    ``ended`` is the day of its end, suspension or termination, where it is not the contract's own.
    """

    form: NoteForm
    on: date
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class NoteNotified:
    """The assigner was served with a form; with the second his 25 days begin."""

    form: NoteForm
    on: date


@dataclass(frozen=True, slots=True)
class Undertaken:
    """The contractor undertook to pay what the inspection of his books will show."""

    period: FiscalPeriod
    on: date


@dataclass(frozen=True, slots=True)
class ReleaseAsked:
    """The organization asks the assigner to release withheld money against premium paid."""

    amount: Rials
    on: date


@dataclass(frozen=True, slots=True)
class Objected:
    """The contractor objected in writing to what was calculated (Article 42)."""

    on: date


@dataclass(frozen=True, slots=True)
class Tabled:
    """The objection was laid before the primary board."""

    on: date


@dataclass(frozen=True, slots=True)
class Awarded:
    """A board fixed what is owed; ``notified`` is the day on which the parties were told."""

    board: Board
    amount: Rials
    notified: date


@dataclass(frozen=True, slots=True)
class Appealed:
    """A party appealed against the primary award."""

    by: Party
    on: date


@dataclass(frozen=True, slots=True)
class CoefficientFixed:
    """The hub fixed the coefficient by the table in force, once and for all.

    ``obligations`` are those that the parties are told with it, in the table's words of that day.
    """

    fixed: Fixed
    obligations: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class PremiumCalculated:
    """The hub calculated what is owed by the version that the coefficient was fixed under.

    ``due`` is of the whole contract up to ``until``, what was cleared before in it. ``obligations``
    are codes of the table; ``undertake`` the fiscal periods that need an undertaking.
    """

    stage: Stage
    until: date | None
    due: Amount
    moved: tuple[Moved, ...]
    obligations: tuple[str, ...]
    undertake: tuple[FiscalPeriod, ...]


@dataclass(frozen=True, slots=True)
class ClearanceIssued:
    """The hub issued the clearance; ``amount`` was paid for it, ``stage`` is how far it goes.

    ``until`` is the last day that an interim one covers.
    """

    number: CertificateNumber
    stage: Stage
    until: date | None
    amount: Rials
    on: date


_Filing = RowAllocated | BasesFiled | BasesConfirmed | BasesRejected
_Claiming = SheetIssued | Collected | NoteIssued | NoteNotified | Undertaken | ReleaseAsked
_Disputing = Objected | Tabled | Awarded | Appealed

Told = _Filing | _Claiming | _Disputing | ReissueAllowed
"""Acts that are told to the hub."""

Own = CoefficientFixed | PremiumCalculated | ClearanceIssued | ClearanceNotified | Changed
"""Acts of the hub itself."""

Act = Told | Own
