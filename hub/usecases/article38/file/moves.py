"""Whether an act may follow in a file at all, by the tables of `order`."""

from hub.usecases.article38.file.acts import (
    Act,
    Appealed,
    Awarded,
    ClearanceIssued,
    NoteIssued,
    NoteNotified,
    Objected,
    RowAllocated,
    Tabled,
    Undertaken,
)
from hub.usecases.article38.file.clearance_acts import Changed, ReissueAllowed
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.order import DISPUTE_ORDER, NOTE_ORDER, ORDER, Dispute, Phase
from hub.usecases.article38.file.refusals import ActRefused
from schemas.canonical.status import State

_OF_A_CALCULATION = (Undertaken, Objected, Tabled, Awarded, Appealed, ClearanceIssued)
"""What speaks of a calculation, and cannot come before one."""


def check_order(file: File | None, act: Act) -> None:
    """Raise `ActRefused` for an act that cannot follow at this point of a file.

    ``not-allocated``, ``allocated``, ``cleared``, ``final``, ``out-of-order``, ``no-clearance``
    and ``not-revoked``.
    """
    if type(act) not in ORDER[file.phase if file else Phase.NEW]:
        raise ActRefused(_why_not(file, act))
    if file is None:
        return
    if isinstance(act, _OF_A_CALCULATION) and file.calculated is None:
        raise ActRefused("out-of-order")
    if isinstance(act, ClearanceIssued) and file.clearance is not None:
        raise ActRefused("cleared")
    if isinstance(act, Changed) and file.clearance_of(act.number) is None:
        raise ActRefused("no-clearance", field="number")
    if isinstance(act, ReissueAllowed):
        _check_revoked(file, act)
    if isinstance(act, NoteIssued | NoteNotified):
        _check_note(file, act)
    if isinstance(act, Objected | Tabled | Awarded | Appealed):
        _check_dispute(file, act)


def _why_not(file: File | None, act: Act) -> str:
    if file is None:
        return "not-allocated"
    if isinstance(act, RowAllocated):
        return "allocated"
    return "cleared" if file.phase is Phase.CLEARED else "out-of-order"


def _check_revoked(file: File, act: ReissueAllowed) -> None:
    """Hold that it is the clearance of what was calculated last, and was revoked."""
    found = file.clearance
    if found is None or found.number != act.number or found.state is not State.REVOKED:
        raise ActRefused("not-revoked", field="number")


def _check_note(file: File, act: NoteIssued | NoteNotified) -> None:
    if (file.note.point, type(act), act.form) not in NOTE_ORDER:
        raise ActRefused("out-of-order", field="form")


def _check_dispute(file: File, act: Objected | Tabled | Awarded | Appealed) -> None:
    board = act.board if isinstance(act, Awarded) else None
    if file.objection.point is Dispute.DECIDED:
        raise ActRefused("final")
    if (file.objection.point, type(act), board) not in DISPUTE_ORDER:
        raise ActRefused("out-of-order")
