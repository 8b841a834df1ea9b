"""Which act may follow at which point of a file, and what it leads to; literal tables.

The road of a file is one table; the added note and the objection run beside it, each by a table of
its own. What is not in a table cannot happen.
"""

from collections.abc import Mapping
from enum import StrEnum

from hub.usecases.article38.file.acts import (
    Act,
    Appealed,
    Awarded,
    BasesConfirmed,
    BasesFiled,
    BasesRejected,
    Board,
    ClearanceIssued,
    CoefficientFixed,
    Collected,
    NoteForm,
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
from hub.usecases.article38.file.clearance_acts import (
    ClearanceNotified,
    ClearanceReinstated,
    ClearanceReplaced,
    ClearanceRevoked,
    ClearanceSuspended,
    ReissueAllowed,
)


class Phase(StrEnum):
    """Where a file is on its road; ``interim`` is cleared for a part of the period."""

    NEW = "new"
    ALLOCATED = "allocated"
    FILED = "filed"
    CONFIRMED = "confirmed"
    FIXED = "fixed"
    CALCULATED = "calculated"
    INTERIM = "interim"
    CLEARED = "cleared"


class NotePoint(StrEnum):
    """Where the added note of Article 38 is."""

    NONE = "none"
    FORM_ONE = "form-1"
    FORM_ONE_NOTIFIED = "form-1-notified"
    FORM_TWO = "form-2"
    FORM_TWO_NOTIFIED = "form-2-notified"


class Dispute(StrEnum):
    """Where the objection to what was calculated is (Articles 42 to 44)."""

    NONE = "none"
    OBJECTED = "objected"
    TABLED = "tabled"
    AWARDED = "awarded"
    APPEALED = "appealed"
    DECIDED = "decided"


STAY = None
"""The act is taken and the file stays where it is."""
RETURN = "return"
"""Back to where the file was when the bases were filed."""
BY_STAGE = "by-stage"
"""``interim`` or ``cleared``, by how far the clearance goes."""
REOPEN = "reopen"
"""To ``calculated``, where it is the clearance of what was calculated last that is revoked."""

_OF_CLEARANCES: Mapping[type[Act], str | None] = {
    ClearanceNotified: STAY,
    ClearanceSuspended: STAY,
    ClearanceReinstated: STAY,
    ClearanceReplaced: STAY,
    ClearanceRevoked: REOPEN,
}
"""What becomes of a clearance, whenever there is one."""
_RUNNING: Mapping[type[Act], str | None] = {
    **_OF_CLEARANCES,
    Collected: STAY,
    Undertaken: STAY,
    NoteIssued: STAY,
    NoteNotified: STAY,
    ReleaseAsked: STAY,
    Objected: STAY,
    Tabled: STAY,
    Awarded: STAY,
    Appealed: STAY,
    ReissueAllowed: STAY,
}
"""What may come at any time while the file runs, if what it speaks of is there."""

ORDER: Mapping[Phase, Mapping[type[Act], Phase | str | None]] = {
    Phase.NEW: {RowAllocated: Phase.ALLOCATED},
    Phase.ALLOCATED: {**_RUNNING, BasesFiled: Phase.FILED},
    Phase.FILED: {
        **_RUNNING,
        BasesConfirmed: Phase.CONFIRMED,
        BasesRejected: RETURN,
        ClearanceIssued: BY_STAGE,
    },
    Phase.CONFIRMED: {CoefficientFixed: Phase.FIXED, PremiumCalculated: Phase.CALCULATED},
    Phase.FIXED: {**_RUNNING, BasesFiled: Phase.FILED},
    Phase.CALCULATED: {
        **_RUNNING,
        BasesFiled: Phase.FILED,
        SheetIssued: STAY,
        ClearanceIssued: BY_STAGE,
    },
    Phase.INTERIM: {**_RUNNING, BasesFiled: Phase.FILED},
    Phase.CLEARED: {
        **_OF_CLEARANCES,
        ReleaseAsked: STAY,
        Objected: STAY,
        Tabled: STAY,
        Awarded: STAY,
        Appealed: STAY,
    },
}
"""By phase: the acts that may follow, and the phase that each leads to."""

NOTE_ORDER: Mapping[tuple[NotePoint, type[Act], NoteForm], NotePoint] = {
    (NotePoint.NONE, NoteIssued, NoteForm.ONE): NotePoint.FORM_ONE,
    (NotePoint.FORM_ONE, NoteNotified, NoteForm.ONE): NotePoint.FORM_ONE_NOTIFIED,
    (NotePoint.FORM_ONE_NOTIFIED, NoteIssued, NoteForm.TWO): NotePoint.FORM_TWO,
    (NotePoint.FORM_TWO, NoteNotified, NoteForm.TWO): NotePoint.FORM_TWO_NOTIFIED,
}
"""The two forms, each made out and then served."""

DISPUTE_ORDER: Mapping[tuple[Dispute, type[Act], Board | None], Dispute] = {
    (Dispute.NONE, Objected, None): Dispute.OBJECTED,
    (Dispute.OBJECTED, Tabled, None): Dispute.TABLED,
    (Dispute.TABLED, Awarded, Board.PRIMARY): Dispute.AWARDED,
    (Dispute.AWARDED, Appealed, None): Dispute.APPEALED,
    (Dispute.APPEALED, Awarded, Board.APPEAL): Dispute.DECIDED,
}
"""The way of an objection; a new calculation begins it anew."""

CLEARED_TO: Mapping[Stage, Phase] = {
    Stage.INTERIM: Phase.INTERIM,
    Stage.FINAL: Phase.CLEARED,
}
"""Where a clearance leads."""
