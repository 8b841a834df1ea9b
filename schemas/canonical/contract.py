"""Public contracts: as a register tells them, and as one of all that was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from schemas.canonical.contract_parts import (
    Amendment,
    Payment,
    ProgressStatement,
    SubContractLink,
    WithheldRelease,
)
from schemas.canonical.identifiers import (
    BranchCode,
    ContractRegistration,
    ContractRow,
    LegalId,
    NationalId,
)
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject

T = TypeVar("T")
LISTS = ("amendments", "statements", "payments", "releases", "subcontracts")
"""The fields of `RegisteredContract` that are lists of parts."""
LATER = ("kind", "materials", *LISTS)
"""The fields of `RegisteredContract` that a bare contract lacks."""


@dataclass(frozen=True, slots=True)
class RegisteredContract:
    """A contract in the words of one register; amounts in rials, days of the Gregorian calendar.

    ``source_id`` names it there and never changes; ``revision`` counts what was said of it, from 1.
    ``crn`` and ``budget_code`` are the keys by which the registers know each other's, where given;
    ``project`` is the project of the state's budget, ``row`` and ``branch`` the contract row.
    ``amount`` and ``ends_on`` are as first signed where ``amendments`` are stated, which change
    them. ``materials`` is the value of the materials that the contract is for.

    From ``kind`` on not every register knows these. None is not said; an empty list is said: none.
    Lists stand in the order of `schemas.canonical.contract_parts.in_order`.
    """

    source_id: str
    revision: int
    number: str
    subject: str
    assigner: LegalId
    contractor: LegalId | NationalId
    amount: Rials
    signed_on: date
    starts_on: date
    ends_on: date
    crn: ContractRegistration | None
    budget_code: str | None
    withdrawn: bool
    project: str | None = None
    row: ContractRow | None = None
    branch: BranchCode | None = None
    kind: Subject | None = None
    materials: Rials | None = None
    amendments: tuple[Amendment, ...] | None = None
    statements: tuple[ProgressStatement, ...] | None = None
    payments: tuple[Payment, ...] | None = None
    releases: tuple[WithheldRelease, ...] | None = None
    subcontracts: tuple[SubContractLink, ...] | None = None

    @property
    def is_bare(self) -> bool:
        """Whether nothing is said but the contract itself: no kind, no part of `LATER`.

        So are nearly all lines of a first load, and they are not held up by what they lack.
        """
        return (
            self.kind is None
            and self.materials is None
            and self.amendments is None
            and self.statements is None
            and self.payments is None
            and self.releases is None
            and self.subcontracts is None
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a register's list, and where the next one begins; None at the end."""

    items: Sequence[T]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the state's budget; ``capital_asset`` is money for acquiring capital assets."""

    code: str
    title: str
    capital_asset: bool


@dataclass(frozen=True, slots=True)
class PriceList:
    """A base price list (فهرست بهای پایه): its field of work and the Jalali year it is for."""

    code: str
    title: str
    year: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What one register said of a contract, and when (UTC) it reached the hub.

    ``source`` is the register's code; of several revisions the highest counts, whenever it came.
    """

    source: str
    said_at: datetime
    contract: RegisteredContract


@dataclass(frozen=True, slots=True)
class Stated:
    """The value of one field of a joined contract, who said it of which registration, and when."""

    value: object
    source: str
    source_id: str
    revision: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field on which registers differ: what counts, by precedence, and all that is not it."""

    field: str
    counts: Stated
    others: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class JoinedContract:
    """A contract as all registers together tell it; ``ocid`` is the hub's own name for it.

    ``fields`` are those of `RegisteredContract` that somebody states, ``sources`` the registers
    with their ids of it: a register that has it twice, say taken back and registered anew, has two.
    A contract is withdrawn when every register that has it says so.
    """

    ocid: str
    fields: Mapping[str, Stated]
    sources: Mapping[str, tuple[str, ...]]
    disagreements: tuple[Disagreement, ...]
    withdrawn: bool
