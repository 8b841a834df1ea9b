"""Decisions: what the law makes of the facts, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar


class Outcome(StrEnum):
    """The three answers there are; a silent agency is never a "no"."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    UNDETERMINED = "UNDETERMINED"


class Remedy(StrEnum):
    """Who can lift an UNDETERMINED: the agency by answering, or an officer by looking."""

    AGENCY = "agency"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision: a stable code, its article, and its text in both languages.

    ``remedy`` stands on every reason that leaves a case undetermined, and on no other. ``until`` is
    the instant (UTC) before which it cannot be lifted, where that is known.
    """

    code: str
    article: str
    fa: str
    en: str
    remedy: Remedy | None = None
    until: datetime | None = None


F = TypeVar("F", covariant=True)


@dataclass(frozen=True, slots=True)
class Decision(Generic[F]):
    """The answer of the law, every reason for it, and the findings ``F`` it stands on."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    findings: F

    @property
    def standing(self) -> str:
        """The reasons' codes in one line: two decisions with the same standing say the same."""
        return " ".join(reason.code for reason in self.reasons)

    @property
    def until(self) -> datetime | None:
        """The instant (UTC) before which asking again lifts nothing, where one is known."""
        return max((one.until for one in self.reasons if one.until is not None), default=None)

    @property
    def remedy(self) -> Remedy | None:
        """Who can lift an undetermined decision; an officer where any reason needs one."""
        remedies = {reason.remedy for reason in self.reasons}
        return next(
            (remedy for remedy in (Remedy.OFFICER, Remedy.AGENCY) if remedy in remedies), None
        )
