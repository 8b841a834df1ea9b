"""What every kind of act has to hold against its file and the ground, besides its order."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hub.usecases.article38.file import check_bases, check_claims, check_money
from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    BasesConfirmed,
    BasesFiled,
    BasesRejected,
    Collected,
    NoteIssued,
    NoteNotified,
    Objected,
    ReleaseAsked,
    RowAllocated,
    SheetIssued,
    Tabled,
    Told,
    Undertaken,
)
from hub.usecases.article38.file.clearance_acts import ReissueAllowed
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.ground import Ground
from hub.usecases.article38.file.refusals import ActRefused

Check = Callable[[Any, Any, Ground], None]
"""Takes the file (None for an allocation), the act and the ground; raises `ActRefused`."""


def check_days(file: File | None, act: Told, ground: Ground) -> None:
    """Raise `ActRefused` for a day in the future, or one before the allocation of the row."""
    name = "notified" if isinstance(act, Awarded) else "on"
    day: date | None = getattr(act, name, None)
    if day is None:
        return
    if day > ground.today:
        raise ActRefused("future", field=name)
    if file is not None and day < file.allocated.on:
        raise ActRefused("before-allocation", field=name)


def _nothing(file: File, act: Told, ground: Ground) -> None:
    """Hold nothing against an act: its order is all there is to it."""


def _not_withdrawn(file: File, act: Told, ground: Ground) -> None:
    """Hold that the contract is one; that there is something to issue anew, its order holds."""
    check_bases.check_not_withdrawn(ground.contract)


CHECKS: Mapping[type[Told], Check] = {
    RowAllocated: check_bases.allocation,
    BasesFiled: check_bases.filed,
    BasesConfirmed: _nothing,
    BasesRejected: _nothing,
    SheetIssued: check_money.sheet,
    Collected: check_money.collected,
    ReleaseAsked: check_money.release,
    Undertaken: check_money.undertaken,
    NoteIssued: check_claims.note_issued,
    NoteNotified: check_claims.note_notified,
    Objected: check_claims.objected,
    Tabled: check_claims.tabled,
    Awarded: check_claims.awarded,
    Appealed: check_claims.appealed,
    ReissueAllowed: _not_withdrawn,
}
"""By kind of act."""
