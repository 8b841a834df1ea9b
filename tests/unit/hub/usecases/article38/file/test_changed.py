"""What a file comes to when a clearance of it is suspended, revoked, or issued anew."""

from datetime import timedelta

import pytest

from hub.usecases.article38.file.acts import BasesRejected, ReleaseAsked, Stage
from hub.usecases.article38.file.clearable import Clearable, attend_at, clearable
from hub.usecases.article38.file.clearance_acts import ClearanceNotified, ReissueAllowed
from hub.usecases.article38.file.due import deadlines
from hub.usecases.article38.file.follow import cleared, notified
from hub.usecases.article38.file.notices import notices_of
from hub.usecases.article38.file.order import Phase
from hub.usecases.article38.model import Party
from schemas.canonical.money import Rials
from schemas.canonical.status import State
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import (
    CERTIFICATE,
    CONFIRM,
    DUE,
    FIXING,
    OTHER_CERTIFICATE,
    PAYING,
    TODAY,
    Hub,
    hub,
)

LET = ReissueAllowed(CERTIFICATE, "نامهٔ ۱۲")
PART = (*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())


def parts(*, second: int = DUE) -> Hub:
    """Return a house with two interim clearances, each for as much."""
    house = hub(*PART)
    house.keep(kit.issued(stage=Stage.INTERIM, until=TODAY))
    house.pass_days(9)
    twice = kit.interim(house.today, kit.facts(18_000_000))
    house.tell(twice, CONFIRM, kit.sheet(second, "s2"), kit.money(second, "s2", house.today))
    house.keep(kit.issued(second, Stage.INTERIM, number=OTHER_CERTIFICATE, until=house.today))
    return house


def why_not(house: Hub) -> list[str]:
    found = clearable(house.file, house.ground)
    assert isinstance(found, tuple)
    return [one.code for one in found]


def test_a_suspension_is_lifted_to_where_it_was() -> None:
    """A clearance whose review was closed would stay void, or lose who was told of it."""
    house = hub(*PAYING)
    house.keep(kit.issued())
    for party in (Party.CONTRACTOR, Party.ASSIGNER):
        house.keep(ClearanceNotified(party, CERTIFICATE, TODAY))
    before = house.file
    kit.change(house, State.SUSPENDED)
    assert (house.file.status, house.file.phase) == ("06", Phase.CLEARED)
    assert why_not(house) == ["clearance-suspended"]
    assert (house.file.cleared, house.file.kept) == (DUE, house.file.clearances)
    kit.change(house, State.ISSUED)
    assert (house.file.status, house.file.phase) == (before.status, before.phase)
    assert house.tell(ReleaseAsked(Rials(5), TODAY)).released == 5


def test_who_hears_of_it_late_makes_no_void_clearance_notified() -> None:
    """A notice that arrives after the revocation would show the file as cleared again."""
    house = kit.voided(hub(*PAYING))
    for party in (Party.CONTRACTOR, Party.ASSIGNER):
        house.keep(ClearanceNotified(party, CERTIFICATE, TODAY))
    assert house.file.status == "06"


def test_after_a_revocation_the_calculation_waits() -> None:
    """What was revoked would be issued again at once, or could never be put right."""
    house = kit.voided(hub(*PAYING))
    assert house.file.phase is Phase.CALCULATED
    assert (house.file.cleared, house.file.paid) == (0, DUE)
    assert why_not(house) == ["clearance-revoked"]
    assert attend_at(house.file, house.ground) is None
    house.tell(LET)
    assert clearable(house.file, house.ground) == Clearable(12, Stage.FINAL, None, Rials(DUE))
    assert attend_at(house.file, house.ground) == house.file.at


def test_leave_counts_for_one_clearance() -> None:
    """One word of an officer would let a clearance be issued however often it is revoked."""
    house = kit.voided(hub(*PAYING))
    house.tell(LET)
    again = kit.issued(number=OTHER_CERTIFICATE)
    house.keep(*cleared(house.file, again))
    assert [one.number for one in house.file.kept] == [OTHER_CERTIFICATE]
    assert house.file.cleared == DUE
    kit.change(house, State.REVOKED, OTHER_CERTIFICATE)
    assert why_not(house) == ["clearance-revoked"]


def test_bases_that_are_confirmed_later_ask_for_it_though_nothing_is_left_to_pay() -> None:
    """A contractor would wait for a collection that nobody owes."""
    house = kit.voided(hub(*PAYING))
    house.tell(kit.final(), CONFIRM)
    assert isinstance(clearable(house.file, house.ground), Clearable)
    assert attend_at(house.file, house.ground) == house.file.at


def test_bases_that_wait_go_on_waiting() -> None:
    """An assigner's filing would be lost by a revocation, or come back to a void clearance."""
    house = hub(*PART)
    house.keep(kit.issued(stage=Stage.INTERIM, until=TODAY))
    house.pass_days(1)
    house.tell(kit.final(kit.facts(18_000_000)))
    kit.change(house, State.REVOKED)
    assert (house.file.phase, house.file.status) == (Phase.FILED, "02")
    assert house.tell(BasesRejected("مدرک ندارد")).phase is Phase.CALCULATED


@pytest.mark.parametrize(
    ("number", "left"), [(CERTIFICATE, 2 * DUE), (OTHER_CERTIFICATE, DUE)], ids=["first", "second"]
)
def test_what_is_cleared_is_what_the_newest_is_of(number: str, left: int) -> None:
    """With an earlier part's clearance what the later one contains would be owed again."""
    house = parts()
    kit.change(house, State.REVOKED, kit.CertificateNumber(number))
    assert house.file.cleared == left
    assert house.file.phase is (Phase.INTERIM if left > DUE else Phase.CALCULATED)


def test_one_that_is_issued_anew_is_the_same_under_another_number() -> None:
    """After the loss of a key the file would know a number that is void, and not the new one."""
    house = hub(*PAYING)
    house.keep(kit.issued())
    kit.change(house, State.SUPERSEDED, by=OTHER_CERTIFICATE)
    (found,) = house.file.clearances
    assert (found.numbers, found.stands) == ((CERTIFICATE, OTHER_CERTIFICATE), True)
    assert (house.file.status, house.file.phase) == ("16", Phase.CLEARED)
    told = notices_of(house.file, house.acts[-1:], house.ground.periods)
    assert len(told) == 2
    late = ClearanceNotified(Party.CONTRACTOR, CERTIFICATE, TODAY)
    house.keep(*notified(house.file, late))
    assert notified(house.file, late) == ()
    kit.change(house, State.REVOKED)
    assert house.file.clearances[0].stands
    kit.change(house, State.REVOKED, OTHER_CERTIFICATE)
    assert house.file.clearance is not None
    assert not house.file.clearance.stands


def test_one_that_another_takes_the_place_of_is_void() -> None:
    """A clearance corrected by another certificate would stand beside it."""
    house = hub(*PAYING)
    house.keep(kit.issued())
    kit.change(house, State.SUPERSEDED)
    assert house.file.kept == ()


def test_the_day_for_the_new_one_runs_from_its_leave() -> None:
    """The file would show the hub as late for what it was not allowed to issue."""
    house = kit.voided(hub(*PAYING))
    house.pass_days(40)
    house.tell(LET)
    (last,) = (
        one.last
        for one in deadlines(house.file, house.today, house.ground.periods, None)
        if one.what == "clearance"
    )
    assert last == TODAY + timedelta(days=41)
