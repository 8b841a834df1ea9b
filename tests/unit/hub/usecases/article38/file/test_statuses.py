"""Every status code of a file, and the acts that lead to it."""

from dataclasses import replace
from datetime import date

import pytest

from hub.usecases.article38.file.acts import (
    BasesRejected,
    NoteForm,
    NoteIssued,
    NoteNotified,
    Stage,
    Told,
)
from hub.usecases.article38.file.clearance_acts import ClearanceNotified
from hub.usecases.article38.file.order import Phase
from hub.usecases.article38.file.state import FileStatus, fold
from hub.usecases.article38.file.statuses import STATUS, STATUS_WORDS
from hub.usecases.article38.model import Party
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import CALCULATING, CONFIRM, FIXING, PAYING, TODAY

ENDED = date(2025, 9, 1)
ONE = NoteIssued(NoteForm.ONE, TODAY, ENDED)
ONE_SERVED = NoteNotified(NoteForm.ONE, TODAY)
TWO = NoteIssued(NoteForm.TWO, TODAY)
TWO_SERVED = NoteNotified(NoteForm.TWO, TODAY)
BOTH_SHEETS = (kit.sheet(1_000_000), kit.sheet(500_000, "s2", "estimated"))

ROADS: dict[str, tuple[Told, ...]] = {
    "01": (kit.ALLOCATED,),
    "02": (kit.ALLOCATED, kit.initial()),
    "04": (kit.ALLOCATED, kit.initial(), BasesRejected("نشانی نادرست")),
    "05": FIXING,
    "06": CALCULATING,
    "07": (*FIXING, ONE),
    "08": (*FIXING, ONE, ONE_SERVED),
    "09": (*FIXING, ONE, ONE_SERVED, TWO),
    "10": (*FIXING, ONE, ONE_SERVED, TWO, TWO_SERVED),
    "11": (*CALCULATING, kit.sheet()),
    "12": (*CALCULATING, kit.sheet(kind="estimated")),
    "13": PAYING,
    "14": (*CALCULATING, kit.sheet(kind="estimated"), kit.money()),
    "15": (*CALCULATING, *BOTH_SHEETS, kit.money(1_000_000), kit.money(500_000, "s2")),
}


@pytest.mark.parametrize("code", ROADS)
def test_acts_lead_to_their_status(code: str) -> None:
    """The Organization's own screens would show a file under a code that is not its."""
    assert kit.hub(*ROADS[code]).file.status == code


def test_confirmed_bases_pass_through_their_code() -> None:
    """A file would jump from filed to fixed with nobody having confirmed."""
    acts = kit.hub(*FIXING).acts
    assert [fold(acts[:n]).status for n in range(1, 5)] == ["01", "02", "03", "05"]


def test_a_clearance_and_its_notices_lead_to_the_last_codes() -> None:
    """A clearance that only one party was told of would look notified."""
    house = kit.hub(*PAYING)
    assert house.keep(kit.issued()).status is FileStatus.CLEARED
    told = ClearanceNotified(Party.ASSIGNER, kit.CERTIFICATE, TODAY)
    assert house.keep(told).status is FileStatus.CLEARED
    assert house.keep(replace(told, party=Party.CONTRACTOR)).status == "17"


def test_a_sheet_that_is_paid_in_part_is_not_collected() -> None:
    """A file would look paid after the first instalment."""
    house = kit.hub(*CALCULATING, *BOTH_SHEETS)
    assert house.tell(kit.money(999_999)).status == "12"
    assert house.tell(kit.money(500_000, "s2")).status == "14"
    assert house.tell(kit.money(1)).status == "15"


def test_every_code_has_its_words_and_an_act() -> None:
    """A code would be shown without words, or could never be reached."""
    assert [*STATUS_WORDS] == [*FileStatus] == [f"{n:02}" for n in range(1, 18)]
    assert set(STATUS.values()) == set(FileStatus)
    assert set(ROADS) | {"03", "16", "17"} == {*FileStatus}


def test_rejected_bases_send_the_file_back_to_where_it_was() -> None:
    """After a rejection the assigner could not file again, or could file out of turn."""
    house = kit.hub(kit.ALLOCATED, kit.initial())
    assert house.tell(BasesRejected("نشانی نادرست")).phase is Phase.ALLOCATED
    assert house.tell(kit.initial(), CONFIRM).phase is Phase.FIXED
    assert house.tell(kit.final(), BasesRejected("کارکرد نادرست")).phase is Phase.FIXED
    assert house.tell(kit.final(), CONFIRM).phase is Phase.CALCULATED
    corrected = kit.final(kit.facts(18_000_000))
    assert house.tell(corrected, BasesRejected("مدرک ندارد")).phase is Phase.CALCULATED
    assert house.file.claim == kit.DUE


def test_a_clearance_for_a_part_stays_while_later_bases_wait() -> None:
    """A rejected filing would bring a cleared calculation back to be cleared again."""
    house = kit.hub(*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())
    house.tell(kit.final(kit.facts(18_000_000)))
    file = house.keep(kit.issued(stage=Stage.INTERIM, until=TODAY))
    assert (file.phase, file.back) == (Phase.FILED, Phase.INTERIM)
    assert house.tell(BasesRejected("مدرک ندارد")).phase is Phase.INTERIM


def test_acts_that_are_not_all_there_are_no_file() -> None:
    """A file read with a gap would be another file."""
    acts = kit.hub(*FIXING).acts
    for some in ([], acts[1:], [*acts[:1], *acts[2:]]):
        with pytest.raises(ValueError, match="all of its acts"):
            fold(some)
