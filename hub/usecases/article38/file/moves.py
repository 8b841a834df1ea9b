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
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.order import DISPUTE_ORDER, NOTE_ORDER, ORDER, Dispute, Phase
from hub.usecases.article38.file.refusals import ActRefused

_OF_A_CALCULATION = (Undertaken, Objected, Tabled, Awarded, Appealed, ClearanceIssued)
"""What speaks of a calculation, and cannot come before one."""


def check_order(file: File | None, act: Act) -> None:
    """Raise `ActRefused` for an act that cannot follow at this point of a file.

    ``not-allocated``, ``allocated``, ``cleared``, ``final`` and ``out-of-order``.
    """
    if type(act) not in ORDER[file.phase if file else Phase.NEW]:
        raise ActRefused(_why_not(file, act))
    if file is None:
        return
    if isinstance(act, _OF_A_CALCULATION) and file.calculated is None:
        raise ActRefused("out-of-order")
    if isinstance(act, ClearanceIssued) and file.clearance is not None:
        raise ActRefused("cleared")
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


def _check_note(file: File, act: NoteIssued | NoteNotified) -> None:
    if (file.note.point, type(act), act.form) not in NOTE_ORDER:
        raise ActRefused("out-of-order", field="form")


def _check_dispute(file: File, act: Objected | Tabled | Awarded | Appealed) -> None:
    board = act.board if isinstance(act, Awarded) else None
    if file.objection.point is Dispute.DECIDED:
        raise ActRefused("final")
    if (file.objection.point, type(act), board) not in DISPUTE_ORDER:
        raise ActRefused("out-of-order")
