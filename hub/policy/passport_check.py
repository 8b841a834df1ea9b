"""What a catalogue of passports lacks on a day: the findings of ``peyvand passport check``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hub.policy.passports import Passport
from schemas.canonical.dates import jalali


class Coverage(Protocol):
    """What agreements grant."""

    def uncovered(
        self, service: str, provider: str, purpose: str, fields: Iterable[str], on: date
    ) -> frozenset[str]:
        """Return the fields that no agreement in force grants on the day."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One finding: the service's code, the rule that is not kept, and what is the matter."""

    service: str
    rule: str
    said: str


def lacks(passports: Iterable[Passport], coverage: Coverage, on: date) -> tuple[Lack, ...]:
    """Return every finding on the day ``on``, in the order of the passports.

    Rules: ``need.uncovered``, ``review.overdue`` (from the day after the next review),
    ``steps.none``, ``documents.none``.
    """
    return tuple(one for passport in passports for one in _of(passport, coverage, on))


def _of(passport: Passport, coverage: Coverage, on: date) -> Iterator[Lack]:
    code = passport.code
    if not passport.steps:
        yield Lack(code, "steps.none", "it has no steps")
    if not passport.documents:
        yield Lack(code, "documents.none", 'it has no documents; where none are asked, say "none"')
    if (due := passport.review.next) < on:
        said = f"its review was due on {due} ({jalali(due)})"
        yield Lack(code, "review.overdue", said)
    for need in passport.needs:
        open_ = coverage.uncovered(code, need.agency, need.purpose, need.fields, on)
        if open_:
            said = f"no agreement in force grants {', '.join(sorted(open_))} of {need.agency}"
            yield Lack(code, "need.uncovered", f"{said} for {need.purpose}")
