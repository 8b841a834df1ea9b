"""Public contracts as another register tells them, before the hub makes one of what it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from schemas.canonical.identifiers import ContractRegistration, LegalId, NationalId
from schemas.canonical.money import Rials

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RegisteredContract:
    """A contract in the words of one register; amounts in rials, days of the Gregorian calendar.

    ``source_id`` names it there and never changes; ``revision`` counts what was said of it, from 1.
    ``crn`` and ``budget_code`` are the keys by which the registers know each other's, where given.
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
