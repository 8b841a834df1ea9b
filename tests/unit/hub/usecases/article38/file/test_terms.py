"""Legal periods: how they are read and counted, and what they make of a file."""

from datetime import date, timedelta

import pytest

from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    Board,
    NoteForm,
    NoteIssued,
    NoteNotified,
    Objected,
    Tabled,
)
from hub.usecases.article38.file.due import (
    award_final,
    deadlines,
    due_on,
    objection_open,
)
from hub.usecases.article38.file.ground import Known
from hub.usecases.article38.file.order import NotePoint
from hub.usecases.article38.file.periods import months_after, parse_periods
from hub.usecases.article38.model import Party, WrongTable
from schemas.canonical.dates import parse_jalali
from schemas.canonical.money import Rials
from tests.kit.shipped import shipped_periods
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import CALCULATING, CONFIRM, FIXING, TODAY, Hub, hub

PERIODS = shipped_periods()
LARGE = (*FIXING, kit.final(kit.facts(18_000_000)), CONFIRM)
CLAIM = 3_000_000
ENDED = date(2025, 9, 1)
NOTE = (
    NoteIssued(NoteForm.ONE, TODAY),
    NoteNotified(NoteForm.ONE, TODAY),
    NoteIssued(NoteForm.TWO, TODAY),
    NoteNotified(NoteForm.TWO, TODAY),
)


def award(amount: int, board: Board = Board.PRIMARY) -> Awarded:
    return Awarded(board, Rials(amount), TODAY)


def disputed(*acts: object) -> Hub:
    house = hub(*LARGE, Objected(TODAY), Tabled(TODAY))
    house.tell(*acts)  # type: ignore[arg-type]  # told acts
    return house


def owed(house: Hub, days: int = 0) -> int | None:
    return due_on(house.file, TODAY + timedelta(days=days), PERIODS)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("1405/06/31", 1, "1405/07/30"),
        ("1405/11/30", 1, "1405/12/29"),
        ("1403/11/30", 1, "1403/12/30"),
        ("1403/12/30", 12, "1404/12/29"),
        ("1405/12/15", 1, "1406/01/15"),
        ("1404/09/01", 12, "1405/09/01"),
    ],
)
def test_months_are_counted_by_the_jalali_calendar(day: str, months: int, then: str) -> None:
    """A month of the law would end on a day that no office counts to."""
    term = parse_periods("file.toml", shipped_with("tabled_months", months)).tabled_months
    assert months_after(parse_jalali(day), term) == parse_jalali(then)


def shipped_with(name: str, length: int) -> str:
    terms = ((one, getattr(PERIODS, one)) for one in PERIODS.__slots__)
    return "\n".join(
        f"[{one}]\nlength = {length if one == name else term.length}\n"
        f'citation = "x"\nconfidence = "H"'
        for one, term in terms
    )


def test_a_file_of_periods_is_refused_with_all_its_slips() -> None:
    """A period that was misspelt would silently be another one."""
    text = shipped_with("note_days", 25).replace("[note_days]", "[note_day]")
    with pytest.raises(WrongTable) as wrong:
        parse_periods("file.toml", text.replace("length = 20", 'length = "20"'))
    assert {one.key for one in wrong.value.problems} >= {"note_day", "note_days"}
    with pytest.raises(WrongTable) as wrong:
        parse_periods("file.toml", shipped_with("note_days", 0))
    assert [one.key for one in wrong.value.problems] == ["note_days.length"]
    with pytest.raises(WrongTable, match="not TOML"):
        parse_periods("file.toml", "[")


def test_every_period_is_what_the_law_says() -> None:
    """A deadline would be another than the article's."""
    found = {name: getattr(PERIODS, name).length for name in PERIODS.__slots__}
    assert found == {
        "objection_days": 30,
        "tabled_months": 1,
        "appeal_days": 20,
        "appeal_above": 1_500_000,
        "note_months": 12,
        "note_days": 25,
        "clearance_days": 1,
        "fiscal_days": 366,
    }
    assert all(getattr(PERIODS, name).citation for name in found)


def test_thirty_days_are_counted_from_the_day_after_service() -> None:
    """The last day of the period would be lost to the contractor."""
    house = hub(*CALCULATING, served=TODAY)
    house.pass_days(30)
    assert house.tell(Objected(house.today)).objection.objected == house.today


def test_before_the_calculation_was_notified_no_period_runs() -> None:
    """An objection would be late though nobody had told the contractor."""
    house = hub(*CALCULATING)
    house.pass_days(400)
    assert house.tell(Objected(house.today)).objection.objected == house.today


def test_an_objection_tabled_late_is_kept_and_told_as_late() -> None:
    """The contractor would lose his objection by the Organization's own delay, or nobody see it."""
    house = hub(*CALCULATING, Objected(TODAY))
    house.pass_days(40)
    house.tell(Tabled(house.today))
    (found,) = [
        one for one in deadlines(house.file, house.today, PERIODS, TODAY) if one.what == "tabling"
    ]
    assert found.last == parse_jalali("1405/10/01")
    assert found.late(house.today)
    assert found.met == house.today


def test_deadlines_come_and_are_met_with_their_acts() -> None:
    """Who has to act would not see until when."""
    house = hub(*LARGE)
    assert deadlines(house.file, house.today, PERIODS, None) == ()
    house.tell(Objected(TODAY), Tabled(TODAY), award(CLAIM - 1))
    found = {one.what: one for one in deadlines(house.file, house.today, PERIODS, TODAY)}
    assert [*found] == ["objection", "tabling", "appeal"]
    assert found["appeal"].last == TODAY + timedelta(days=20)
    assert not found["appeal"].late(TODAY + timedelta(days=20))
    assert found["appeal"].late(TODAY + timedelta(days=21))
    house.tell(Appealed(Party.CONTRACTOR, TODAY), kit.sheet(CLAIM), kit.money(CLAIM))
    found = {one.what: one for one in deadlines(house.file, house.today, PERIODS, TODAY)}
    assert found["appeal"].met == TODAY
    assert found["clearance"].last == TODAY + timedelta(days=1)
    assert found["clearance"].met is None
    house.keep(kit.issued(CLAIM))
    found = {one.what: one for one in deadlines(house.file, house.today, PERIODS, TODAY)}
    assert found["clearance"].met == TODAY


def test_a_primary_award_is_final_when_nobody_appealed_for_twenty_days() -> None:
    """An award would be collected by before it stands, or never."""
    house = disputed(award(1_000_000))
    assert (owed(house, 20), owed(house, 21)) == (CLAIM, 1_000_000)
    assert objection_open(house.file, TODAY, PERIODS)
    assert not objection_open(house.file, TODAY + timedelta(days=21), PERIODS)


def test_an_appeal_keeps_the_claim_until_the_last_award() -> None:
    """A contractor would pay by an award that is under appeal."""
    house = disputed(award(1_000_000), Appealed(Party.ORGANIZATION, TODAY))
    assert owed(house, 100) == CLAIM
    assert not award_final(house.file, TODAY + timedelta(days=100), PERIODS)
    house.tell(award(2_000_000, Board.APPEAL))
    assert owed(house) == 2_000_000


def test_a_small_claim_is_final_by_the_primary_award() -> None:
    """A claim of 1,500,000 rials would wait for an appeal that Article 43 does not give."""
    house = hub(*CALCULATING, Objected(TODAY), Tabled(TODAY), award(7))
    assert owed(house) == 7


def test_a_new_calculation_can_be_objected_to_anew() -> None:
    """An award on an earlier part would cap what the whole contract owes."""
    house = hub(*FIXING, kit.interim(TODAY), CONFIRM, Objected(TODAY), Tabled(TODAY), award(7))
    house.tell(kit.final(), CONFIRM)
    assert owed(house) == kit.DUE
    assert house.tell(Objected(TODAY)).objection.objected == TODAY


def test_the_added_note_leads_to_execution_after_25_days() -> None:
    """The assigner would be executed against before his days have ended."""
    house = hub(*CALCULATING, *NOTE, contract=Known(ends_on=ENDED))
    assert house.file.note.point is NotePoint.FORM_TWO_NOTIFIED
    last = TODAY + timedelta(days=25)
    (found,) = deadlines(house.file, house.today, PERIODS, None)
    assert (found.what, found.last, found.met) == ("note-payment", last, None)
    assert not found.late(last)
    assert found.late(last + timedelta(days=1))
    house.tell(kit.sheet(), kit.money())
    told = {one.what: one for one in deadlines(house.file, house.today, PERIODS, None)}
    assert told["note-payment"].met == TODAY
    assert not told["note-payment"].late(last + timedelta(days=1))


@pytest.mark.parametrize(("ended", "known"), [(None, date(2025, 11, 22)), (ENDED, None)])
def test_a_contract_that_ended_a_year_ago_gets_the_first_form(
    ended: date | None, known: date | None
) -> None:
    """A terminated contract would wait for an end that it never reaches."""
    house = hub(*FIXING, contract=Known(ends_on=known))
    assert house.tell(NoteIssued(NoteForm.ONE, TODAY, ended)).status == "07"
