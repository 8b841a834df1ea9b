"""What is owed on a day, and until when somebody has to do something; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

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
    """Tell whether a board's award stands on a day."""
    on = award_final_on(file, periods)
    return on is not None and today >= on


def award_final_on(file: File, periods: Periods) -> date | None:
    """Return from when on a board's award stands; None where there is none, or an appeal is open.

    By its amount or on appeal from its notice, for want of an appeal from the day after the period
    of appeal. Articles 43 and 44.
    """
    award = file.objection.award
    if award is None or file.claim is None:
        return None
    if file.objection.point is Dispute.DECIDED or file.claim <= periods.appeal_above.length:
        return award.notified
    if file.objection.point is Dispute.APPEALED:
        return None
    return days_after(award.notified, periods.appeal_days) + timedelta(days=1)


def settled_on(file: File, today: date, periods: Periods) -> date | None:
    """Return the day on which all that is owed had come in; None while it has not.

    What came in before it was calculated, or before the award by which it is enough became final,
    came in on that day.
    """
    due = due_on(file, today, periods)
    if due is None or file.paid < due:
        return None
    days = [file.collected_on, file.calculated_on]
    if file.paid < (file.claim or 0):
        days.append(award_final_on(file, periods))
    return max(one for one in days if one is not None)


def objection_open(file: File, today: date, periods: Periods) -> bool:
    """Tell whether there is an objection that no final award has decided."""
    return file.objection.point is not Dispute.NONE and not award_final(file, today, periods)


def deadlines(
    file: File, today: date, periods: Periods, served: date | None
) -> tuple[Deadline, ...]:
    """Return all deadlines of a file as they are on a day.

    ``served`` is when its newest calculation was notified.
    """
    found = (
        _of_objection(file, periods, served),
        _of_note(file, today, periods),
        _of_clearance(file, today, periods),
    )
    return tuple(chain.from_iterable(found))


def _of_note(file: File, today: date, periods: Periods) -> Iterator[Deadline]:
    """Yield the deadline of the added note, unless there is nothing to pay."""
    form = file.note.served
    if form is not None and due_on(file, today, periods) != 0:
        last = days_after(form, periods.note_days)
        yield Deadline("note-payment", last, periods.note_days, settled_on(file, today, periods))


def _of_clearance(file: File, today: date, periods: Periods) -> Iterator[Deadline]:
    """Yield the deadline of the clearance that the hub issues of itself.

    That is for money that came in since the clearance before, or one that may be issued anew.
    """
    begun, clearance = settled_on(file, today, periods), file.clearance
    before = max((one.act for one in file.kept if one is not clearance), default=0)
    if begun is not None and max(file.collected_by, file.allowed_by) > before:
        last = days_after(max(begun, file.allowed_on or begun), periods.clearance_days)
        issued = clearance.on if clearance else None
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
