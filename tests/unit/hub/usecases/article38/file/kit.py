"""A file for the tests: a plain road building, its acts by short words, and a hub around it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hub.usecases.article38.file.acts import (
    Act,
    BasesConfirmed,
    BasesFiled,
    ClearanceIssued,
    Collected,
    Correspondent,
    FiscalPeriod,
    RowAllocated,
    SheetIssued,
    SheetKind,
    Stage,
    Told,
)
from hub.usecases.article38.file.changes import change_of
from hub.usecases.article38.file.follow import follow
from hub.usecases.article38.file.ground import Ground, Known
from hub.usecases.article38.file.state import File, Recorded, fold
from schemas.canonical.assessment import Facts
from schemas.canonical.certificate import (
    CertificateNumber,
    CertificateType,
    certificate_number,
)
from schemas.canonical.identifiers import BranchCode, ContractRow, PostalCode, WorkshopId
from schemas.canonical.money import Rials
from schemas.canonical.status import REASONS, State, Status
from schemas.canonical.workshop import WorkshopRef
from tests.kit.shipped import shipped_periods
from tests.unit.hub.usecases.article38 import facts as assessed

TODAY = date(2026, 11, 22)
BRANCH = BranchCode("0210")
ROW = ContractRow("02100001")
DUE = 1_500_000
"""Of the plain contract: 9,000,000 rials of services at 15 per cent and a ninth of that."""
YEAR = FiscalPeriod(date(2026, 3, 21), date(2027, 3, 20))
YEAR_BEFORE = FiscalPeriod(date(2025, 3, 21), date(2026, 3, 20))
CERTIFICATE = certificate_number(CertificateType.ARTICLE37, TODAY, 1)
OTHER_CERTIFICATE = certificate_number(CertificateType.ARTICLE37, TODAY, 2)


def workshop(number: str) -> WorkshopRef:
    return WorkshopRef(WorkshopId(number), BRANCH)


CONTRACTOR = Correspondent(workshop("9980000011"), date(2024, 5, 1))
ASSIGNER = Correspondent(workshop("9980000022"), date(2020, 5, 1))
ALLOCATED = RowAllocated(
    ROW,
    BRANCH,
    CONTRACTOR,
    ASSIGNER,
    PostalCode("1968834613"),
    "تهران، خیابان آزمون، پلاک ۱",
    TODAY,
)


def facts(gross: int = assessed.GROSS, **known: Any) -> Facts:
    """Return the facts of a contract for services; a ninth of its premium is a whole rial."""
    return assessed.facts(assessed.work("services", gross, machinery_by="none"), **known)


def uninspected_facts() -> Facts:
    """Return the facts of a fixed workshop whose books nobody has inspected."""
    central = assessed.contractor(articles_match=True, **assessed.FIXED)
    return assessed.facts(
        assessed.work("workshop-production"),
        contractor=central,
        books=assessed.books(status="not-inspected"),
    )


def not_subject_facts() -> Facts:
    """Return the facts of a hire that Article 38 does not speak of."""
    return assessed.facts(
        assessed.work("vehicle-hire", manpower_by="assigner", manpower_recorded=True)
    )


def ground(today: date = TODAY, **known: Any) -> Ground:
    """Return the ground of a day: the shipped table and periods, and nothing else known."""
    table = assessed.table()
    return Ground(
        **{
            "today": today,
            "current": table,
            "tables": {table.version: table},
            "contract": Known(),
            "undertakings": frozenset(),
            "periods": shipped_periods(),
            **known,
        }
    )


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC)


@dataclass
class Hub:
    """Keeps one file as a hub does: what is told is followed, numbered and kept."""

    today: date = TODAY
    acts: list[Recorded] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    _folded: tuple[list[Recorded], File] | None = None

    @property
    def file(self) -> File:
        if self._folded is None or self._folded[0] != self.acts:
            self._folded = [*self.acts], fold(self.acts)
        return self._folded[1]

    @property
    def ground(self) -> Ground:
        return ground(self.today, **self.known)

    def tell(self, *told: Told) -> File:
        for one in told:
            file = self.file if self.acts else None
            self.keep(*follow(file, one, self.ground))
        return self.file

    def keep(self, *acts: Act) -> File:
        for act in acts:
            self.acts.append(Recorded(len(self.acts) + 1, act, at_noon(self.today)))
        return self.file

    def pass_days(self, days: int) -> None:
        self.today += timedelta(days=days)

    def kinds(self) -> list[str]:
        return [type(one.act).__name__ for one in self.acts]


def initial(facts_: Facts | None = None) -> BasesFiled:
    return BasesFiled(Stage.INITIAL, facts_ or facts())


def final(facts_: Facts | None = None, **known: Any) -> BasesFiled:
    return BasesFiled(Stage.FINAL, facts_ or facts(), **known)


def interim(until: date, facts_: Facts | None = None) -> BasesFiled:
    return BasesFiled(Stage.INTERIM, facts_ or facts(), until)


def sheet(amount: int = DUE, number: str = "s1", kind: str = "definite") -> SheetIssued:
    return SheetIssued(number, SheetKind(kind), Rials(amount))


def money(amount: int = DUE, number: str = "s1", on: date = TODAY) -> Collected:
    return Collected(number, Rials(amount), on)


def issued(amount: int = DUE, stage: Stage = Stage.FINAL, **known: Any) -> ClearanceIssued:
    plain = ClearanceIssued(CERTIFICATE, stage, None, Rials(amount), TODAY)
    return replace(plain, **known)


def change(
    house: Hub, state: State, number: CertificateNumber = CERTIFICATE, *, by: str | None = None
) -> Hub:
    """Return a house after an operator's act on a certificate of its file, or the drill's."""
    found = house.file.clearance_of(number)
    assert found is not None
    superseded = CertificateNumber(by) if by else None
    status = Status(state, at_noon(house.today), min(REASONS[state]), superseded)
    told = change_of(found, number, status, anew=by is not None)
    house.keep(*([told] if told else []))
    return house


def voided(house: Hub, state: State = State.REVOKED) -> Hub:
    """Return a house whose final clearance was issued, and suspended or revoked."""
    house.keep(issued())
    return change(house, state)


CONFIRM = BasesConfirmed()
FIXING: tuple[Told, ...] = (ALLOCATED, initial(), CONFIRM)
CALCULATING: tuple[Told, ...] = (*FIXING, final(), CONFIRM)
PAYING: tuple[Told, ...] = (*CALCULATING, sheet(), money())


def hub(*told: Told, today: date = TODAY, **known: Any) -> Hub:
    """Return a hub that was told these acts on one day."""
    made = Hub(today, known=known)
    if told:
        made.tell(*told)
    return made
