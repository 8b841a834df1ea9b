"""A file under random acts of everybody: whatever comes, what must never be never is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from hub.usecases.article38.errors import AssessmentRefused
from hub.usecases.article38.file import acts
from hub.usecases.article38.file.changes import change_of
from hub.usecases.article38.file.clearable import Clearable, asked_by, attend_at, clearable
from hub.usecases.article38.file.clearance_acts import (
    ClearanceNotified,
    ClearanceReplaced,
    ReissueAllowed,
)
from hub.usecases.article38.file.due import due_on
from hub.usecases.article38.file.follow import cleared, follow, notified
from hub.usecases.article38.file.form import read_act, write_act
from hub.usecases.article38.file.ground import Known
from hub.usecases.article38.file.notices import notices_of
from hub.usecases.article38.file.order import Dispute, Phase
from hub.usecases.article38.file.refusals import ActRefused
from hub.usecases.article38.file.state import FileStatus, fold
from hub.usecases.article38.file.statuses import STATUS
from hub.usecases.article38.model import Party
from schemas.canonical.certificate import CertificateType, certificate_number
from schemas.canonical.decision import Reason
from schemas.canonical.money import Rials
from schemas.canonical.status import REASONS, State, Status
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import TODAY, Hub

GROSS = st.sampled_from([9_000_000, 13_500_000, 18_000_000])
SHEETS = st.sampled_from(["s1", "s2", "s3"])
PARTS = st.sampled_from([0, 1, 500_000, 1_500_000, 3_000_000])
PART: tuple[acts.Told, ...] = (*kit.FIXING, kit.interim(TODAY), kit.CONFIRM)
BEGINNINGS: list[tuple[acts.Told, ...]] = [
    (kit.ALLOCATED,),
    kit.FIXING,
    kit.CALCULATING,
    kit.PAYING,
    (*PART, kit.sheet(), kit.money()),
    (*kit.FIXING, kit.final(kit.uninspected_facts(), uninspected=(kit.YEAR,)), kit.CONFIRM),
]
YEARS = st.sampled_from([kit.YEAR, kit.YEAR_BEFORE])
_OF = {code: {act.__name__ for act, _ in STATUS if STATUS[act, _] is code} for code in FileStatus}


class Life(RuleBasedStateMachine):
    """Tells a file whatever there is to tell; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.house = Hub(known={"contract": Known(ends_on=TODAY - timedelta(days=500))})
        self.certificates = 0

    @property
    def can_clear(self) -> Clearable | tuple[Reason, ...]:
        return clearable(self.house.file, self.house.ground)

    @initialize(told=st.sampled_from(BEGINNINGS))
    def allocate(self, told: tuple[acts.Told, ...]) -> None:
        self.house.tell(*told)

    def tell(self, told: acts.Told) -> None:
        before = list(self.house.acts)
        try:
            self.house.tell(told)
        except (ActRefused, AssessmentRefused):
            assert self.house.acts == before

    @rule(stage=st.sampled_from(acts.Stage), gross=GROSS, kind=st.integers(0, 5))
    def file_bases(self, stage: acts.Stage, gross: int, kind: int) -> None:
        known = [kit.uninspected_facts, kit.not_subject_facts]
        facts = known[kind]() if kind < len(known) else kit.facts(gross)
        until = self.house.today if stage is acts.Stage.INTERIM else None
        self.tell(acts.BasesFiled(stage, facts, until, (kit.YEAR_BEFORE, kit.YEAR)))

    @precondition(lambda self: self.house.file.phase is Phase.FILED)
    @rule()
    def confirm(self) -> None:
        self.tell(kit.CONFIRM)

    @precondition(lambda self: self.house.file.phase is not Phase.FILED)
    @rule()
    def confirm_nothing(self) -> None:
        with pytest.raises(ActRefused):
            self.house.tell(kit.CONFIRM)

    @precondition(lambda self: self.house.file.phase is Phase.FILED)
    @rule()
    def reject(self) -> None:
        self.tell(acts.BasesRejected("مدرک ندارد"))

    @precondition(lambda self: self.house.file.phase is Phase.CALCULATED)
    @rule(number=SHEETS, amount=st.none() | PARTS, kind=st.sampled_from(acts.SheetKind))
    def issue_sheet(self, number: str, amount: int | None, kind: acts.SheetKind) -> None:
        file = self.house.file
        left = due_on(file, self.house.today, self.house.ground.periods) or 0
        asked = left - file.asked if amount is None else amount
        self.tell(acts.SheetIssued(number, kind, Rials(max(0, asked))))

    @precondition(lambda self: bool(self.house.file.sheets))
    @rule(number=SHEETS, amount=PARTS)
    def collect(self, number: str, amount: int) -> None:
        self.tell(acts.Collected(number, Rials(amount), self.house.today))

    @precondition(lambda self: self.house.file.claim is not None)
    @rule()
    def pay_what_is_owed(self) -> None:
        file = self.house.file
        left = (due_on(file, self.house.today, self.house.ground.periods) or 0) - file.asked
        if left > 0:
            number = f"rest {len(file.sheets)}"
            self.tell(acts.SheetIssued(number, acts.SheetKind.DEFINITE, Rials(left)))
        for one in self.house.file.sheets:
            self.tell(acts.Collected(one.number, Rials(one.rest), self.house.today))

    @precondition(lambda self: self.house.file.claim is not None)
    @rule(period=YEARS)
    def undertake(self, period: acts.FiscalPeriod) -> None:
        self.tell(acts.Undertaken(period, self.house.today))

    @rule(form=st.sampled_from(acts.NoteForm), served=st.booleans())
    def note(self, form: acts.NoteForm, served: bool) -> None:
        made = acts.NoteNotified if served else acts.NoteIssued
        self.tell(made(form, self.house.today))

    @precondition(lambda self: self.house.file.claim is not None)
    @rule(further=st.integers(0, 4), amount=PARTS)
    def dispute(self, further: int, amount: int) -> None:
        day = self.house.today
        steps: list[acts.Told] = [
            acts.Objected(day),
            acts.Tabled(day),
            acts.Awarded(acts.Board.PRIMARY, Rials(amount), day),
            acts.Appealed(Party.CONTRACTOR, day),
            acts.Awarded(acts.Board.APPEAL, Rials(amount), day),
        ]
        at = [*Dispute].index(self.house.file.objection.point)
        self.tell(steps[(at + max(0, further - 2)) % len(steps)])

    @rule(amount=PARTS)
    def release(self, amount: int) -> None:
        self.tell(acts.ReleaseAsked(Rials(amount), self.house.today))

    @rule(days=st.sampled_from([1, 20, 21, 31]))
    def pass_days(self, days: int) -> None:
        self.house.pass_days(days)

    @precondition(lambda self: not isinstance(self.can_clear, tuple))
    @rule()
    def clear(self) -> None:
        found = self.can_clear
        assert isinstance(found, Clearable)
        self.certificates += 1
        number = certificate_number(CertificateType.ARTICLE37, TODAY, self.certificates)
        issued = acts.ClearanceIssued(
            number, found.stage, found.until, found.amount, self.house.today
        )
        self.house.keep(*cleared(self.house.file, issued))
        assert cleared(self.house.file, issued) == ()

    @precondition(lambda self: bool(self.house.file.clearances))
    @rule(party=st.sampled_from([Party.CONTRACTOR, Party.ASSIGNER]))
    def notify(self, party: Party) -> None:
        number = self.house.file.clearances[-1].number
        told = ClearanceNotified(party, number, self.house.today)
        self.house.keep(*notified(self.house.file, told))

    @precondition(lambda self: bool(self.house.file.clearances))
    @rule(
        which=st.integers(0, 3),
        state=st.sampled_from([State.ISSUED, State.SUSPENDED, State.REVOKED, State.SUPERSEDED]),
        anew=st.booleans(),
    )
    def change(self, which: int, state: State, anew: bool) -> None:
        """Have an operator act on a certificate, or the drill issue it anew."""
        found = self.house.file.clearances[which % len(self.house.file.clearances)]
        if found.state is State.REVOKED and state is not State.REVOKED:
            return
        self.certificates += 1
        by = certificate_number(CertificateType.ARTICLE37, TODAY, self.certificates)
        superseded = by if state is State.SUPERSEDED else None
        since = kit.at_noon(self.house.today)
        status = Status(state, since, min(REASONS[state]), superseded)
        told = change_of(found, found.number, status, anew=anew)
        if told is None:
            assert state is found.state
            return
        file = self.house.keep(told)
        now = file.clearance_of(found.number)
        assert now is not None
        assert now.since == since
        if isinstance(told, ClearanceReplaced):
            assert (now.number, now.stands, now.told) == (by, True, found.told)
        assert change_of(now, now.number, replace(status, state=now.state), anew=anew) is None

    @precondition(lambda self: self.house.file.clearance is not None)
    @rule()
    def let_it_be_issued_anew(self) -> None:
        found = self.house.file.clearance
        assert found is not None
        before = self.house.acts[:]
        self.tell(ReissueAllowed(found.number, "نامهٔ ۱۲"))
        assert (self.house.acts != before) == (found.state is State.REVOKED)

    @invariant()
    def a_file_is_its_acts_and_nothing_else(self) -> None:
        again = [replace(one, act=read_act(*write_act(one.act))) for one in self.house.acts]
        assert fold(again) == self.house.file == fold(self.house.acts)

    @invariant()
    def money_never_exceeds_what_was_asked_and_calculated(self) -> None:
        file = self.house.file
        assert file.paid <= file.asked <= (file.claim or 0)
        assert all(0 <= one.collected <= one.amount for one in file.sheets)
        assert file.released <= file.paid

    @invariant()
    def no_clearance_without_payment_or_its_lawful_reason(self) -> None:
        file, ground = self.house.file, self.house.ground
        if isinstance(self.can_clear, tuple):
            assert self.can_clear
            return
        assert file.calculated is not None
        assert file.clearance is None
        due = due_on(file, ground.today, ground.periods)
        assert due is not None
        assert file.paid >= due
        assert set(file.calculated.undertake) <= set(file.undertaken)

    @invariant()
    def what_was_cleared_was_paid(self) -> None:
        file = self.house.file
        assert file.cleared <= file.paid
        assert len({one.of for one in file.clearances}) == len(file.clearances)
        finals = [one for one in file.kept if one.stage is acts.Stage.FINAL]
        assert (file.phase is Phase.CLEARED) == bool(finals)
        assert len(finals) <= 1

    @invariant()
    def what_does_not_stand_is_not_shown_and_nothing_rests_on_it(self) -> None:
        file, found = self.house.file, self.house.file.clearance
        if found is None or found.stands:
            return
        assert file.status not in {FileStatus.CLEARED, FileStatus.CLEARANCE_NOTIFIED}
        release = acts.ReleaseAsked(Rials(1), self.house.today)
        with pytest.raises(ActRefused, match=r"released|cannot follow"):
            follow(file, release, self.house.ground)
        assert isinstance(self.can_clear, tuple)
        assert attend_at(file, self.house.ground) is None

    @invariant()
    def the_status_is_that_of_an_act_that_happened(self) -> None:
        file = self.house.file
        assert _OF[file.status] & set(self.house.kinds())

    @invariant()
    def after_the_final_clearance_nothing_is_owed_anew(self) -> None:
        if self.house.file.phase is not Phase.CLEARED:
            return
        for told in (kit.final(), kit.sheet(1, "s9"), kit.CONFIRM, kit.ALLOCATED):
            with pytest.raises(ActRefused, match=r"cleared|allocated"):
                follow(self.house.file, told, self.house.ground)

    @invariant()
    def notices_are_one_for_an_act_and_a_party(self) -> None:
        told = notices_of(self.house.file, self.house.acts, self.house.ground.periods)
        assert len({(one.act, one.party) for one in told}) == len(told)
        assert all(one.body for one in told)

    @invariant()
    def the_hub_is_never_called_to_what_it_cannot_do(self) -> None:
        file, ground = self.house.file, self.house.ground
        at = attend_at(file, ground)
        if at is not None and at <= kit.at_noon(ground.today) and at == file.at:
            assert isinstance(self.can_clear, Clearable)
            assert asked_by(file)


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase
