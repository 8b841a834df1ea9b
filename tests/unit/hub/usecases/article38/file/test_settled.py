"""When what is owed has come in, and what follows from that: the clearance, and the added note."""

from datetime import date, timedelta

from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    Board,
    NoteForm,
    NoteIssued,
    NoteNotified,
    Objected,
    Stage,
    Tabled,
)
from hub.usecases.article38.file.clearable import attend_at
from hub.usecases.article38.file.due import Deadline, deadlines, settled_on
from hub.usecases.article38.file.ground import Known
from hub.usecases.article38.model import Party
from schemas.canonical.money import Rials
from schemas.canonical.status import State
from tests.kit.shipped import shipped_periods
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import CONFIRM, DUE, FIXING, TODAY, Hub, hub

PERIODS = shipped_periods()
DAY = timedelta(days=1)
LARGE = (*FIXING, kit.final(kit.facts(18_000_000)), CONFIRM)
DISPUTED = (*LARGE, Objected(TODAY), Tabled(TODAY), kit.sheet(3_000_000))
NOTE = (
    NoteIssued(NoteForm.ONE, TODAY),
    NoteNotified(NoteForm.ONE, TODAY),
    NoteIssued(NoteForm.TWO, TODAY),
    NoteNotified(NoteForm.TWO, TODAY),
)


def of(house: Hub, what: str) -> Deadline | None:
    every = deadlines(house.file, house.today, PERIODS, None)
    return next((one for one in every if one.what == what), None)


def settled(house: Hub) -> date | None:
    return settled_on(house.file, house.today, PERIODS)


def cleared_in_part() -> Hub:
    """Return a file whose part was paid and cleared nine days ago."""
    house = hub(*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())
    house.keep(kit.issued(stage=Stage.INTERIM, until=TODAY))
    house.pass_days(9)
    return house


def test_a_calculation_that_comes_to_no_more_makes_nobody_late() -> None:
    """The hub would be told to be late, ever since the part was paid, with what nobody asked."""
    house = cleared_in_part()
    assert of(house, "clearance") is not None
    house.tell(kit.final(), CONFIRM)
    assert settled(house) == house.today
    assert of(house, "clearance") is None


def test_money_for_what_is_left_begins_the_day_anew() -> None:
    """The clearance of the rest would be due on the day on which its part was."""
    house = cleared_in_part()
    house.tell(kit.final(kit.facts(18_000_000)), CONFIRM, kit.sheet(DUE, "s2"))
    assert of(house, "clearance") is None
    house.tell(kit.money(DUE, "s2", house.today))
    found = of(house, "clearance")
    assert found is not None
    assert (found.last, found.met) == (house.today + DAY, None)


def test_what_an_award_leaves_is_cleared_a_day_after_it_is_final() -> None:
    """Who won his objection would wait for his clearance, and nobody be told that it is late."""
    house = hub(*DISPUTED, Awarded(Board.PRIMARY, Rials(1_000_000), TODAY), kit.money(1_000_000))
    house.pass_days(20)
    assert (settled(house), of(house, "clearance")) == (None, None)
    house.pass_days(1)
    assert settled(house) == house.today
    found = of(house, "clearance")
    assert found is not None
    assert found.last == house.today + DAY
    house.pass_days(2)
    assert found.late(house.today)


def test_an_award_on_appeal_is_settled_on_its_notice() -> None:
    """The day would be counted from money that was not enough yet."""
    first = Awarded(Board.PRIMARY, Rials(2_000_000), TODAY)
    house = hub(*DISPUTED, first, Appealed(Party.CONTRACTOR, TODAY), kit.money(1_000_000))
    house.pass_days(50)
    house.tell(Awarded(Board.APPEAL, Rials(1_000_000), house.today))
    assert settled(house) == house.today
    found = of(house, "clearance")
    assert found is not None
    assert found.last == house.today + DAY


def test_the_note_is_met_by_what_an_award_leaves() -> None:
    """An assigner who paid what the board left would stand as late for ever."""
    house = hub(*DISPUTED, *NOTE, contract=Known(ends_on=date(2025, 9, 1)))
    house.tell(Awarded(Board.PRIMARY, Rials(1_000_000), TODAY), kit.money(1_000_000))
    house.pass_days(21)
    found = of(house, "note-payment")
    assert found is not None
    assert (found.met, found.late(house.today)) == (house.today, False)


def test_where_nothing_is_owed_the_note_has_no_deadline() -> None:
    """A contract that Article 38 does not speak of would be shown as not paid in time."""
    free = kit.not_subject_facts()
    house = hub(kit.ALLOCATED, kit.initial(free), CONFIRM, contract=Known(ends_on=date(2025, 9, 1)))
    house.tell(*NOTE)
    assert of(house, "note-payment") is not None
    house.tell(kit.final(free), CONFIRM)
    assert of(house, "note-payment") is None


def test_an_award_wakes_nobody_where_the_clearance_was_revoked() -> None:
    """The hub would ask for a clearance that it may not issue, when the award becomes final."""
    house = hub(*DISPUTED, kit.money(3_000_000))
    house.keep(kit.issued(3_000_000))
    kit.change(house, State.REVOKED)
    house.tell(Awarded(Board.PRIMARY, Rials(1_000_000), TODAY))
    assert attend_at(house.file, house.ground) is None
