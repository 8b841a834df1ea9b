"""What is owed on a day, and until when somebody has to do something; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.order import Dispute
from hub.usecases.article38.file.periods import Periods, Term, days_after, months_after


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something is to be done, by which term, and when it was done.

    ``what`` is one of ``objection``, ``tabling``, ``appeal``, ``note-payment`` and ``clearance``.
    """

    what: str
    last: date
    term: Term
    met: date | None

    def late(self, today: date) -> bool:
        """Tell whether it was done late, or is late by now."""
        return (self.met or today) > self.last


def due_on(file: File, today: date, periods: Periods) -> int | None:
    """Return what is owed in rials on a day, or None before anything was calculated.

    A final award takes the place of what was calculated; until then the whole of it is owed.
    """
    award = file.objection.award
    if file.claim is None or award is None or not award_final(file, today, periods):
        return file.claim
    return award.amount


def award_final(file: File, today: date, periods: Periods) -> bool:
    """Tell whether a board's award stands: by its amount, on appeal, or for want of an appeal.

    Articles 43 and 44.
    """
    award = file.objection.award
    if award is None or file.claim is None:
        return False
    if file.objection.point is Dispute.DECIDED or file.claim <= periods.appeal_above.length:
        return True
    if file.objection.point is Dispute.APPEALED:
        return False
    return today > days_after(award.notified, periods.appeal_days)


def objection_open(file: File, today: date, periods: Periods) -> bool:
    """Tell whether there is an objection that no final award has decided."""
    return file.objection.point is not Dispute.NONE and not award_final(file, today, periods)


def executable(file: File, today: date, periods: Periods) -> bool:
    """Tell whether the claim of the added note can be executed against the assigner.

    He was served with the second form, its period has ended, and what is owed was not paid.
    """
    served = file.note.served
    due = due_on(file, today, periods)
    return (
        served is not None
        and today > days_after(served, periods.note_days)
        and due is not None
        and file.paid < due
    )


def deadlines(file: File, periods: Periods, served: date | None) -> tuple[Deadline, ...]:
    """Return all deadlines of a file; ``served`` is when its newest calculation was notified."""
    return tuple(_deadlines(file, periods, served))


def _deadlines(file: File, periods: Periods, served: date | None) -> Iterator[Deadline]:
    yield from _of_objection(file, periods, served)
    if (form := file.note.served) is not None:
        last = days_after(form, periods.note_days)
        due = due_on(file, last, periods)
        met = file.collected_on if due is not None and file.paid >= due else None
        yield Deadline("note-payment", last, periods.note_days, met)
    if file.collected_on is not None and file.claim is not None and file.paid >= file.claim:
        issued = file.clearance.on if file.clearance else None
        begun = [one for one in (file.collected_on, file.allowed_on, file.calculated_on) if one]
        last = days_after(max(begun), periods.clearance_days)
        yield Deadline("clearance", last, periods.clearance_days, issued)


def _of_objection(file: File, periods: Periods, served: date | None) -> Iterator[Deadline]:
    """Yield the deadlines of Articles 42 and 43 as far as the objection has come."""
    found = file.objection
    if served is not None and file.claim is not None:
        last = days_after(served, periods.objection_days)
        yield Deadline("objection", last, periods.objection_days, found.objected)
    if found.objected is not None:
        last = months_after(found.objected, periods.tabled_months)
        yield Deadline("tabling", last, periods.tabled_months, found.tabled)
    if found.awards and file.claim is not None and file.claim > periods.appeal_above.length:
        last = days_after(found.awards[0].notified, periods.appeal_days)
        met = found.appealed.on if found.appealed else None
        yield Deadline("appeal", last, periods.appeal_days, met)
