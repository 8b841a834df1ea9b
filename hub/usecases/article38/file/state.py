"""The state of a file: what its acts, folded in their order, come to."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from hub.usecases.article38.file.acts import (
    Act,
    Appealed,
    Awarded,
    BasesConfirmed,
    BasesFiled,
    ClearanceIssued,
    CoefficientFixed,
    Collected,
    NoteIssued,
    NoteNotified,
    Objected,
    PremiumCalculated,
    ReleaseAsked,
    RowAllocated,
    SheetIssued,
    Stage,
    Tabled,
    Undertaken,
)
from hub.usecases.article38.file.changes import changed
from hub.usecases.article38.file.clearance_acts import (
    Changed,
    ClearanceNotified,
    ClearanceReinstated,
    ClearanceRevoked,
    ClearanceSuspended,
    ReissueAllowed,
)
from hub.usecases.article38.file.contents import Clearance, File, Note, Objection, Recorded, Sheet
from hub.usecases.article38.file.moves import check_order
from hub.usecases.article38.file.order import (
    BY_STAGE,
    CLEARED_TO,
    DISPUTE_ORDER,
    NOTE_ORDER,
    ORDER,
    REOPEN,
    RETURN,
    Phase,
)
from hub.usecases.article38.file.statuses import STATUS, FileStatus
from hub.usecases.article38.model import Party
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.dates import tehran_day

__all__ = ["File", "FileStatus", "Recorded", "after", "fold"]

_BOTH = frozenset({Party.CONTRACTOR, Party.ASSIGNER})
_SHOWN = frozenset({FileStatus.CLEARED, FileStatus.CLEARANCE_NOTIFIED})


def fold(acts: Sequence[Recorded]) -> File:
    """Return what the acts of a file, in the order of their numbers, come to.

    Raises ``ValueError`` where there are none or numbers are not 1, 2, 3 ..., and `ActRefused` for
    acts that were never taken in this order.
    """
    if not acts or [one.number for one in acts] != [*range(1, len(acts) + 1)]:
        raise ValueError("a file is all of its acts, in order")
    return grown(None, acts)


def grown(file: File | None, acts: Sequence[Recorded]) -> File:
    """Return a file after more acts, its first ones where it is None; raises as `fold` does."""
    if file is None:
        return reduce(after, acts[1:], _opened(acts[0]))
    return reduce(after, acts, file)


def after(file: File, one: Recorded) -> File:
    """Return the file after one act more; raises `ActRefused` for one that cannot follow."""
    check_order(file, one.act)
    found = replace(file, **_told(file, one), acts=one.number, at=one.at)
    phase, back = _phase(file, one.act)
    code = STATUS.get((type(one.act), _kind(found, one.act)), file.status)
    return replace(found, phase=phase, back=back, status=code)


def _opened(first: Recorded) -> File:
    check_order(None, first.act)
    if not isinstance(first.act, RowAllocated):  # the table lets nothing else open a file
        raise TypeError("a file begins with the allocation of its row")
    return File(
        acts=1,
        at=first.at,
        phase=Phase.ALLOCATED,
        back=Phase.ALLOCATED,
        status=STATUS[RowAllocated, None],
        allocated=first.act,
    )


def _phase(file: File, act: Act) -> tuple[Phase, Phase]:
    """Return where an act leads to, and where a rejection would lead back to from there."""
    step = ORDER[file.phase][type(act)]
    if step == BY_STAGE and isinstance(act, ClearanceIssued):
        step = CLEARED_TO[act.stage]
        if file.phase is Phase.FILED and act.stage is Stage.INTERIM:
            return Phase.FILED, step
    if step == RETURN:
        return file.back, file.back
    if step == REOPEN:
        return _reopened(file, act)
    if step is None:
        return file.phase, file.back
    return Phase(step), file.phase if isinstance(act, BasesFiled) else file.back


def _reopened(file: File, act: Act) -> tuple[Phase, Phase]:
    """Return where a file is once a clearance is revoked; bases that wait go on waiting."""
    revoked = isinstance(act, ClearanceRevoked) and act.number
    if file.clearance is None or file.clearance.number != revoked:
        return file.phase, file.back
    if file.phase is Phase.FILED:
        return Phase.FILED, Phase.CALCULATED
    return Phase.CALCULATED, file.back


def _kind(file: File, act: Act) -> object:
    """Return what tells acts of one type apart, as the table of statuses has it."""
    match act:
        case NoteIssued() | NoteNotified():
            return act.form
        case SheetIssued():
            return act.kind
        case Collected():
            open_kinds = {one.kind for one in file.sheets if one.rest}
            return frozenset(one.kind for one in file.sheets) - open_kinds
        case ClearanceNotified() if (told := file.clearance_of(act.number)) is not None:
            return "both" if told.stands and told.told == _BOTH else ""
        case ClearanceSuspended() | ClearanceRevoked():
            return "shown" if file.status in _SHOWN and _newest(file, act.number) else ""
        case ClearanceReinstated() if (again := _newest(file, act.number)) is not None:
            stayed = file.status is FileStatus.CALCULATED
            return ("both" if again.told == _BOTH else "some") if stayed else ""
        case _:
            return None


def _newest(file: File, number: CertificateNumber) -> Clearance | None:
    """Return the clearance of this number, if it is that of what was calculated last."""
    found = file.clearance
    return found if found is not None and found.number == number else None


def _told(file: File, one: Recorded) -> dict[str, Any]:
    """Return what an act changes in a file, by the names of its fields."""
    match one.act:
        case BasesFiled() as act:
            return {"bases": act}
        case BasesConfirmed():
            return {"confirmed": file.bases}
        case CoefficientFixed() as act:
            return {"coefficient": act}
        case PremiumCalculated() as act:
            return {
                "calculated": act,
                "calculated_by": one.number,
                "calculated_at": one.at,
                "objection": Objection(),
            }
        case Undertaken() as act:
            return {"undertaken": (*file.undertaken, act.period)}
        case ReissueAllowed():
            return {"allowed_by": one.number, "allowed_on": tehran_day(one.at)}
        case ReleaseAsked() as act:
            return {"released": file.released + act.amount}
        case NoteIssued() | NoteNotified() as act:
            return {"note": _noted(file, act)}
        case Objected() | Tabled() | Awarded() | Appealed() as act:
            return {"objection": _disputed(file, act)}
        case _:
            return _money(file, one)


def _money(file: File, one: Recorded) -> dict[str, Any]:
    """Return what changes by a sheet, by money, and by a clearance."""
    match one.act:
        case SheetIssued(number, kind, amount):
            return {"sheets": (*file.sheets, Sheet(number, kind, amount))}
        case Collected() as act:
            return {"sheets": tuple(_paid(sheet, act) for sheet in file.sheets)} | {
                "collected_by": one.number,
                "collected_on": act.on,
            }
        case ClearanceIssued(number, stage, until, amount, on):
            of = file.clears
            total = file.cleared + amount
            issued = Clearance(one.number, number, of, stage, until, amount, on, file.gross, total)
            return {"clearances": (*file.clearances, issued)}
        case ClearanceNotified() as act:
            return {"clearances": tuple(_heard(issued, act) for issued in file.clearances)}
        case act if isinstance(act, Changed):
            return {"clearances": changed(file.clearances, act)}
        case _:
            return {}


def _paid(sheet: Sheet, act: Collected) -> Sheet:
    if sheet.number != act.sheet:
        return sheet
    return replace(sheet, collected=sheet.collected + act.amount)


def _heard(issued: Clearance, act: ClearanceNotified) -> Clearance:
    if act.number not in issued.numbers:
        return issued
    return replace(issued, told=issued.told | {act.party})


def _noted(file: File, act: NoteIssued | NoteNotified) -> Note:
    note = replace(file.note, point=NOTE_ORDER[file.note.point, type(act), act.form])
    if isinstance(act, NoteIssued):
        return replace(note, issued=(*note.issued, act))
    return replace(note, notified=(*note.notified, act))


def _disputed(file: File, act: Objected | Tabled | Awarded | Appealed) -> Objection:
    board = act.board if isinstance(act, Awarded) else None
    point = DISPUTE_ORDER[file.objection.point, type(act), board]
    found = replace(file.objection, point=point)
    match act:
        case Objected():
            return replace(found, objected=act.on)
        case Tabled():
            return replace(found, tabled=act.on)
        case Awarded():
            return replace(found, awards=(*found.awards, act))
        case Appealed():
            return replace(found, appealed=act)
