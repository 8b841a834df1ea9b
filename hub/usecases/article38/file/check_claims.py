"""What the added note of Article 38 and an objection (Articles 42 to 44) have to hold."""

from datetime import date

from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    Board,
    NoteForm,
    NoteIssued,
    NoteNotified,
    Objected,
    Tabled,
)
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.ground import Ground
from hub.usecases.article38.file.periods import days_after, months_after
from hub.usecases.article38.file.refusals import ActRefused
from hub.usecases.article38.model import Party
from schemas.canonical.dates import tehran_day


def note_issued(file: File, act: NoteIssued, ground: Ground) -> None:
    """Hold that the contract ended a year ago, and that forms are made out one after the other."""
    if act.form is NoteForm.TWO:
        _check_after(act.on, file.note.notified[-1].on)
        return
    ended = act.ended or ground.contract.ends_on
    if ended is None:
        raise ActRefused("end-unknown", field="ended")
    if act.on < months_after(ended, ground.periods.note_months):
        raise ActRefused("note-early", field="on")


def note_notified(file: File, act: NoteNotified, ground: Ground) -> None:
    """Hold that a form is served after it was made out."""
    _check_after(act.on, file.note.issued[-1].on)


def objected(file: File, act: Objected, ground: Ground) -> None:
    """Hold Article 42: in writing, within thirty days of the notice of what was calculated.

    Before that notice no period runs.
    """
    if file.calculated_at is not None:
        _check_after(act.on, tehran_day(file.calculated_at))
    if ground.served is None:
        return
    if act.on > days_after(ground.served, ground.periods.objection_days):
        raise ActRefused("late", field="on")


def tabled(file: File, act: Tabled, ground: Ground) -> None:
    """Hold that it is tabled after it was raised.

    The month is the Organization's own: to be late with it takes nothing from the contractor, and
    `due.deadlines` tells it.
    """
    _check_after(act.on, file.objection.objected)


def awarded(file: File, act: Awarded, ground: Ground) -> None:
    """Hold that a board gives no more than was calculated, after it was asked."""
    found = file.objection
    asked = found.tabled
    if act.board is Board.APPEAL and found.appealed is not None:
        asked = found.appealed.on
    _check_after(act.notified, asked, "notified")
    if file.claim is not None and act.amount > file.claim:
        raise ActRefused("above-claim", field="amount")


def appealed(file: File, act: Appealed, ground: Ground) -> None:
    """Hold Article 43: by contractor or organization, above the amount, within twenty days."""
    award = file.objection.awards[-1]
    if act.by is Party.ASSIGNER:
        raise ActRefused("no-party", field="by")
    if (file.claim or 0) <= ground.periods.appeal_above.length:
        raise ActRefused("not-appealable")
    _check_after(act.on, award.notified)
    if act.on > days_after(award.notified, ground.periods.appeal_days):
        raise ActRefused("late", field="on")


def _check_after(day: date, before: date | None, field: str = "on") -> None:
    """Raise `ActRefused` for a day before that of the act it follows from."""
    if before is not None and day < before:
        raise ActRefused("dates-reversed", field=field)
