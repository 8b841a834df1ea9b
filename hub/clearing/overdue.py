"""Contracts that ended long ago and have no final clearance, read page by page.

Social Security Act, Article 38, added note of 1372: from a year after the end of a contract on, the
assigner reports it with what he withheld; 25 days after the second form he owes the whole himself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hub.clearing.gate import Asking
from hub.clearing.money import WITHHOLDING, money_of
from hub.clearing.reading import FileReading, Read, listed
from hub.clearing.telling import OVERDUE, day, tell
from hub.sharing.written import read_joined
from hub.store.overdue_files import OverdueFile, Sought
from hub.usecases.article38.file.periods import Periods, ended_by
from schemas.canonical.dates import tehran_day

_SUBJECT: Final = "contract-files"


@dataclass(frozen=True, slots=True)
class Overdue:
    """Which page: behind ``after``, of a branch where one is named; ``expired`` as `Sought` has it.

    Without it, every contract that ended a year ago.
    """

    after: str
    branch: str | None
    expired: bool
    limit: int


class OverdueReading(FileReading):
    """Tells of files that are overdue as files are told of; raises what `Gate.admit` does."""

    async def overdue(self, asking: Asking, wanted: Overdue) -> Read:
        """Return a page in the order of the contracts' names, and where the next one begins."""
        admitted = await self._gate.admit(asking, (_SUBJECT,))
        on = tehran_day(asking.reception.received_at)
        rows = await self._shelves.files.overdue(sought(wanted, on, self._grounds.periods))
        found = [tell(admitted.grant, one.file.ocid, values(one, on), on) for one in rows]
        return await self._listed(admitted, [one.file for one in rows], found, wanted.limit)


def sought(wanted: Overdue, on: date, periods: Periods) -> Sought:
    """Return which files are overdue on a day (Tehran)."""
    last = ended_by(on, periods.note_months)
    return Sought(last, on, wanted.expired, wanted.branch, wanted.after, wanted.limit)


def values(one: OverdueFile, on: date) -> Mapping[str, Any]:
    """Return what is told of an overdue file on a day, by field."""
    money = money_of(read_joined(one.file.ocid, one.contract))
    return listed(one.file) | {OVERDUE: overdue_of(one, on), WITHHOLDING: money[WITHHOLDING]}


def overdue_of(one: OverdueFile, on: date) -> dict[str, Any]:
    """Return since when a file is overdue, and whether the added note's days have run out."""
    last = one.note_last
    return {
        "ended_on": _day(one.ended_on),
        "note_last": _day(last),
        "note_expired": last is not None and last < on,
    }


def _day(one: date | None) -> dict[str, Any] | None:
    return None if one is None else day(one)
