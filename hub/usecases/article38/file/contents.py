"""What a file holds: its acts so far, sheets, clearances, the added note and the objection."""

from dataclasses import dataclass
from datetime import date, datetime

from hub.usecases.article38.assessment import Fixed
from hub.usecases.article38.file.acts import (
    Act,
    Appealed,
    Awarded,
    BasesFiled,
    CoefficientFixed,
    FiscalPeriod,
    NoteForm,
    NoteIssued,
    NoteNotified,
    PremiumCalculated,
    RowAllocated,
    SheetKind,
    Stage,
)
from hub.usecases.article38.file.order import Dispute, NotePoint, Phase
from hub.usecases.article38.file.statuses import FileStatus
from hub.usecases.article38.model import Party
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.money import Rials


@dataclass(frozen=True, slots=True)
class Sheet:
    """A payment sheet, and how much came in for it (rials)."""

    number: str
    kind: SheetKind
    amount: Rials
    collected: int = 0

    @property
    def rest(self) -> int:
        """What has not come in."""
        return self.amount - self.collected


@dataclass(frozen=True, slots=True)
class Clearance:
    """A clearance that act ``act`` issued for the calculation of act ``of``; who was told of it.

    ``gross`` is the turnover (rials) that it is of.
    """

    act: int
    number: CertificateNumber
    of: int
    stage: Stage
    until: date | None
    amount: Rials
    on: date
    gross: int
    told: frozenset[Party] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """The added note: where it is, its forms as they were made out, and as they were served."""

    point: NotePoint = NotePoint.NONE
    issued: tuple[NoteIssued, ...] = ()
    notified: tuple[NoteNotified, ...] = ()

    @property
    def served(self) -> date | None:
        """The day on which the second form was served."""
        return next((one.on for one in self.notified if one.form is NoteForm.TWO), None)


@dataclass(frozen=True, slots=True)
class Objection:
    """The objection to the newest calculation: its point, and the days of its steps."""

    point: Dispute = Dispute.NONE
    objected: date | None = None
    tabled: date | None = None
    awards: tuple[Awarded, ...] = ()
    appealed: Appealed | None = None

    @property
    def award(self) -> Awarded | None:
        """The newest award."""
        return self.awards[-1] if self.awards else None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act as it stands in its file: its number from 1, and when it was taken (UTC)."""

    number: int
    act: Act
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file after its act number ``acts``; amounts in rials.

    ``back`` is where the file stood when the bases were filed that wait for an officer, ``bases``
    are those filed last, ``confirmed`` those confirmed last. ``calculated_by`` and ``collected_by``
    are the numbers of the newest calculation and collection, ``collected_on`` its day.
    """

    acts: int
    at: datetime
    phase: Phase
    back: Phase
    status: FileStatus
    allocated: RowAllocated
    bases: BasesFiled | None = None
    confirmed: BasesFiled | None = None
    coefficient: CoefficientFixed | None = None
    calculated: PremiumCalculated | None = None
    calculated_by: int = 0
    calculated_at: datetime | None = None
    sheets: tuple[Sheet, ...] = ()
    collected_by: int = 0
    collected_on: date | None = None
    note: Note = Note()
    objection: Objection = Objection()
    undertaken: tuple[FiscalPeriod, ...] = ()
    released: int = 0
    clearances: tuple[Clearance, ...] = ()

    @property
    def fixed(self) -> Fixed | None:
        """The coefficient, once it is fixed."""
        return self.coefficient.fixed if self.coefficient else None

    @property
    def claim(self) -> int | None:
        """What was calculated last; what is owed of it once a board has spoken: `due.due_on`."""
        return self.calculated.due.total if self.calculated else None

    @property
    def gross(self) -> int:
        """The gross turnover, in rials, of the bases that were confirmed last."""
        return sum(one.gross for one in self.confirmed.facts.work) if self.confirmed else 0

    @property
    def asked(self) -> int:
        """What all payment sheets ask for."""
        return sum(one.amount for one in self.sheets)

    @property
    def paid(self) -> int:
        """What came in for all sheets."""
        return sum(one.collected for one in self.sheets)

    @property
    def cleared(self) -> int:
        """What was paid for all clearances."""
        return sum(one.amount for one in self.clearances)

    @property
    def clearance(self) -> Clearance | None:
        """The clearance that was issued for the newest calculation."""
        return next((one for one in self.clearances if one.of == self.calculated_by), None)
