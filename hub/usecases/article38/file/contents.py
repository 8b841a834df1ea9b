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
from schemas.canonical.dates import tehran_day
from schemas.canonical.money import Rials
from schemas.canonical.status import ReasonCode, State


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
    """A clearance that act ``act`` issued for what act ``of`` calculated, or let be issued anew.

    ``gross`` is the turnover (rials) that it is of, ``total`` what was paid for it and for those
    before it. ``number`` is the one it has now, ``earlier`` those it had; ``told`` who was told of
    it. ``state`` is issued, suspended or revoked; why and since when, where it was ever changed.
    """

    act: int
    number: CertificateNumber
    of: int
    stage: Stage
    until: date | None
    amount: Rials
    on: date
    gross: int
    total: int
    told: frozenset[Party] = frozenset()
    earlier: tuple[CertificateNumber, ...] = ()
    state: State = State.ISSUED
    reason: ReasonCode | None = None
    since: datetime | None = None

    @property
    def stands(self) -> bool:
        """Tell whether it may be relied on."""
        return self.state is State.ISSUED

    @property
    def numbers(self) -> tuple[CertificateNumber, ...]:
        """All its numbers, the present one last."""
        return (*self.earlier, self.number)


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
    are the numbers of the newest calculation and collection, ``collected_on`` its day;
    ``allowed_by`` and ``allowed_on`` those of the newest word that may be cleared anew what was.
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
    allowed_by: int = 0
    allowed_on: date | None = None
    clearances: tuple[Clearance, ...] = ()

    @property
    def fixed(self) -> Fixed | None:
        """The coefficient, once it is fixed."""
        return self.coefficient.fixed if self.coefficient else None

    @property
    def calculated_on(self) -> date | None:
        """The day (Tehran) of the newest calculation."""
        return tehran_day(self.calculated_at) if self.calculated_at else None

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
    def kept(self) -> tuple[Clearance, ...]:
        """All clearances that were not revoked; a suspended one may stand again."""
        return tuple(one for one in self.clearances if one.state is not State.REVOKED)

    @property
    def cleared(self) -> int:
        """What was paid for all clearances: each is of everything before it, too."""
        return self.kept[-1].total if self.kept else 0

    @property
    def clears(self) -> int:
        """The number of the act that a clearance is issued for: once for each.

        That of the newest calculation, or the later word that it may be cleared anew.
        """
        return max(self.calculated_by, self.allowed_by)

    @property
    def clearance(self) -> Clearance | None:
        """The clearance that was issued for the newest calculation, whatever became of it."""
        return next((one for one in self.clearances if one.of == self.clears), None)

    def clearance_of(self, number: CertificateNumber) -> Clearance | None:
        """Return the clearance that has or had a number."""
        return next((one for one in self.clearances if number in one.numbers), None)
