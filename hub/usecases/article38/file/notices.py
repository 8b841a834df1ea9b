"""Who is told what because of an act, in Persian, under his workshop number; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.usecases.article38.file.acts import (
    Act,
    BasesRejected,
    ClearanceIssued,
    CoefficientFixed,
    NoteIssued,
    PremiumCalculated,
    ReleaseAsked,
    RowAllocated,
    SheetIssued,
)
from hub.usecases.article38.file.clearance_acts import (
    ClearanceReinstated,
    ClearanceReplaced,
    ClearanceRevoked,
    ClearanceSuspended,
)
from hub.usecases.article38.file.clearance_texts import reinstated, replaced, revoked, suspended
from hub.usecases.article38.file.contents import File, Recorded
from hub.usecases.article38.file.form import ACTS, kind_of
from hub.usecases.article38.file.notice_texts import (
    TITLES,
    allocated,
    calculated,
    fixed,
    issued,
    noted,
    rejected,
    release,
    sheet,
)
from hub.usecases.article38.file.periods import Periods
from hub.usecases.article38.model import Party
from schemas.canonical.workshop import WorkshopRef

Text = Callable[[File, Any, Party, Periods], str]
"""Makes the words that a party is told because of an act."""

_CONTRACTOR, _ASSIGNER = (Party.CONTRACTOR,), (Party.ASSIGNER,)
_BOTH = (Party.CONTRACTOR, Party.ASSIGNER)

TOLD_OF: Mapping[type[Act], tuple[tuple[Party, ...], Text]] = {
    RowAllocated: (_BOTH, allocated),
    BasesRejected: (_ASSIGNER, rejected),
    CoefficientFixed: (_BOTH, fixed),
    PremiumCalculated: (_BOTH, calculated),
    SheetIssued: (_CONTRACTOR, sheet),
    NoteIssued: (_ASSIGNER, noted),
    ReleaseAsked: (_ASSIGNER, release),
    ClearanceIssued: (_BOTH, issued),
    ClearanceSuspended: (_BOTH, suspended),
    ClearanceReinstated: (_BOTH, reinstated),
    ClearanceRevoked: (_BOTH, revoked),
    ClearanceReplaced: (_BOTH, replaced),
}
"""By act: who is told, and in which words; of an act that is not here nobody is told."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a party is told because of act number ``act``; ``kind`` is the kind of that act.

    ``body`` is Persian; no person is named in it.
    """

    act: int
    party: Party
    workshop: WorkshopRef
    kind: str
    body: str


def title_of(kind: str) -> str:
    """Return what a notice of an act of this kind is called; ``KeyError`` for one that has none."""
    return TITLES[ACTS[kind]]


def notices_of(file: File, acts: Sequence[Recorded], periods: Periods) -> tuple[Notice, ...]:
    """Return what is told because of ``acts``, which are the newest of ``file``.

    There is one notice at most for an act and a party; it says until when, by ``periods``.
    """
    return tuple(
        Notice(one.number, party, _workshop(file, party), kind_of(type(one.act)), text)
        for one in acts
        for party, text in _texts(file, one.act, periods)
    )


def _texts(file: File, act: Act, periods: Periods) -> list[tuple[Party, str]]:
    parties, text = TOLD_OF.get(type(act), ((), None))
    return [(party, text(file, act, party, periods)) for party in parties] if text else []


def _workshop(file: File, party: Party) -> WorkshopRef:
    told = file.allocated.contractor if party is Party.CONTRACTOR else file.allocated.assigner
    return told.workshop
