"""The table of coefficients, read: rows with their conditions, rates, shares and sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from hub.policy.problems import WrongFiles
from hub.usecases.article38.conditions import Condition
from schemas.canonical.subject import Subject


class WrongTable(WrongFiles):
    """A table of coefficients that cannot be taken; ``problems`` has everything wrong with it."""


class Stage(StrEnum):
    """The questions in their order; each row answers one of them."""

    SCOPE = "scope"
    CIVIL = "civil"
    EXEMPTION = "exemption"
    BOOKS = "books"
    COEFFICIENT = "coefficient"


class Outcome(StrEnum):
    """What a row makes of a part of the work.

    ``covered``: reckoned, and paid with the main contract. ``books``: the next question is the
    inspection of the books. ``difference``: what the books list beyond the gross has a coefficient.
    ``general``: the coefficient of its kind. ``undecided``: an officer's matter.
    """

    NOT_SUBJECT = "not-subject"
    UNDECIDED = "undecided"
    EXEMPT = "exempt"
    BOOKS = "books"
    DIFFERENCE = "difference"
    GENERAL = "general"
    COVERED = "covered"
    COEFFICIENT = "coefficient"


class Confidence(StrEnum):
    """How sure the source is: law or two sources; one decent source; inference or a weak one."""

    H = "H"
    M = "M"
    L = "L"


class Party(StrEnum):
    """Who is told an obligation."""

    CONTRACTOR = "contractor"
    ASSIGNER = "assigner"
    ORGANIZATION = "organization"


class Words(NamedTuple):
    """A text in Persian and in English."""

    fa: str
    en: str


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the turnover and its rates.

    The amount is ``share`` times the fact ``of``, never more than ``at_most`` of the gross.
    ``premium`` and ``unemployment`` are both of that amount. ``added`` is what is no part of the
    gross and is reckoned besides.
    """

    of: str
    share: Fraction
    at_most: Fraction | None
    premium: Fraction
    unemployment: Fraction
    added: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row: when it applies, and what follows.

    ``contractor`` and ``assigner`` are their shares of the turnover, which make up its premium and
    unemployment insurance; None: the whole is the contractor's. ``sums_lists``: the
    sub-contractors' lists count with his. ``central_lists``: no fine where the lists were filed
    with the head office's.
    """

    code: str
    stage: Stage
    rank: int
    title: Words
    when: Condition
    outcome: Outcome
    slices: tuple[Slice, ...]
    contractor: Fraction | None
    assigner: Fraction | None
    sums_lists: bool
    central_lists: bool
    obligations: tuple[str, ...]
    citation: str
    confidence: Confidence
    valid_from: date
    valid_until: date | None

    def in_force(self, on: date) -> bool:
        """Tell whether the row holds on a day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    def overlaps(self, other: "Row") -> bool:
        """Tell whether there is a day on which both rows hold."""
        return self.in_force(other.valid_from) or other.in_force(self.valid_from)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the sources leave open: the word chosen, the words there are, and what it changes."""

    chosen: str
    words: tuple[str, ...]
    changes: Words
    citation: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one of the parties is to do; ``always`` under every contract of Article 38."""

    code: str
    party: Party
    text: Words
    always: bool
    citation: str
    confidence: Confidence


class Entry(NamedTuple):
    """A row as work of one kind meets it: ``left`` is what its condition asks besides the kind."""

    row: Row
    left: Condition


@dataclass(frozen=True)
class Table:
    """The table in force; ``version`` is the SHA-256 (hex) over its meaning.

    ``fine`` is the part of premium and unemployment insurance due where no list was filed.
    """

    version: str
    fine: Fraction
    choices: Mapping[str, Choice]
    obligations: Mapping[str, Obligation]
    rows: tuple[Row, ...]
    by_subject: Mapping[tuple[Stage, Subject], tuple[Entry, ...]]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The words chosen, by the names that conditions know them by."""
        return {f"choice.{name}": one.chosen for name, one in self.choices.items()}
