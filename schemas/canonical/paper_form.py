"""Paper forms of the clearance of contracts («نمونه ۲۲ درآمد»): acts on them, and who signed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FormAct(StrEnum):
    """What minutes say was done with forms."""

    DELIVERED = "delivered"
    ISSUED = "issued"
    RETURNED = "unused-returned"
    SPOILED = "spoiled"
    VOIDED = "voided"


class Office(StrEnum):
    """Whose signature minutes bear: an office of the organization, never a person."""

    BRANCH_HEAD = "branch-head"
    PREMIUM_COLLECTION = "premium-collection"
    BRANCH_ACCOUNTING = "branch-accounting"
    SECURITY = "security"
    PROVINCE_HEAD = "province-head"
    PROVINCE_COLLECTION = "province-collection"
    SERVICES_AND_SUPPORT = "services-and-support"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Forms of one series with consecutive numbers, ``first`` and ``last`` among them."""

    series: str
    first: int
    last: int

    @property
    def forms(self) -> int:
        """How many forms it is."""
        return self.last - self.first + 1

    def common(self, other: "Span") -> "Span | None":
        """Return the forms that are in both; None where there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return (
            Span(self.series, first, last)
            if (self.series == other.series and first <= last)
            else None
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What minutes say of some forms.

    ``replaced_by`` is the number of the electronic clearance that stands in for a voided form,
    ``paper_number`` that of the clearance which was issued on a form: both of a single form.
    """

    act: FormAct
    span: Span
    replaced_by: str | None = None
    paper_number: str | None = None


@dataclass(frozen=True, slots=True)
class Minute:
    """The head of minutes (صورتجلسه); ``signed_by`` are the offices that signed."""

    number: str
    day: date
    province: str
    branch: str
    signed_by: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as the register has it, with what its minutes say of themselves."""

    line: Line
    minute: str
    day: date
    province: str
    branch: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many forms of a branch came to what.

    ``spoiled`` counts those that were voided since; ``late`` those returned after the last day.
    """

    province: str
    branch: str
    delivered: int = 0
    issued: int = 0
    returned: int = 0
    spoiled: int = 0
    voided: int = 0
    late: int = 0

    @property
    def missing(self) -> int:
        """How many the branch was given of which nothing was said since."""
        return self.delivered - self.issued - self.returned - self.spoiled
