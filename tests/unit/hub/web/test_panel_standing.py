"""How a file stands on its page: its tone, its clearances, and who bears what."""

import pytest

from hub.usecases.article38.file.acts import BasesRejected, Stage
from hub.web.language import Language
from hub.web.panel.standing import borne, clearance_view, money_rows, tone_of
from hub.web.states import Tone
from schemas.canonical.status import State
from tests.unit.hub.usecases.article38 import facts as assessed
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import CONFIRM, DUE, FIXING, PAYING, TODAY, hub

CIVIL = assessed.facts(
    assessed.work("works", materials_by="contractor"),
    contract=assessed.contract(price_list=True, type_terms=True, capital_funds=True),
)


def test_a_file_looks_as_it_stands() -> None:
    """A clearance that was revoked would look well, or one that holds as if it waited."""
    house = hub(*PAYING)
    assert tone_of(house.file) is Tone.OPEN
    house.keep(kit.issued())
    assert tone_of(house.file) is Tone.GOOD


@pytest.mark.parametrize("state", [State.REVOKED, State.SUSPENDED])
def test_what_does_not_stand_does_not_look_well(state: State) -> None:
    """An officer would release money upon it."""
    assert tone_of(kit.voided(hub(*PAYING), state).file) is Tone.BAD


def test_rejected_bases_look_rejected() -> None:
    """An officer would look for the slip in a file that waits for the assigner."""
    house = hub(kit.ALLOCATED, kit.initial(), BasesRejected("امضا ندارد"))
    assert tone_of(house.file) is Tone.BAD


def test_an_interim_clearance_says_up_to_when() -> None:
    """Work done later would be taken for cleared."""
    house = hub(*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())
    house.keep(kit.issued(stage=Stage.INTERIM, until=TODAY))
    (one,) = house.file.clearances
    rows = {row.label: row.value for row in clearance_view(one, Language.EN).rows}
    assert rows["Up to and with"].startswith("2026/11/22")


def test_both_shares_of_civil_works_are_told() -> None:
    """An assigner would not see that five sixths of the premium are his."""
    house = hub(kit.ALLOCATED, kit.initial(CIVIL), CONFIRM, kit.final(CIVIL), CONFIRM)
    rows = {row.label: row.value for row in money_rows(594_000, house.file, Language.EN)}
    assert rows["The contractor's share of the calculation"] == "144,000 rials"
    assert rows["The assigner's share of the calculation"] == "450,000 rials"
    fixed = house.file.fixed
    assert fixed is not None
    assert "the assigner 450,000 rials" in borne(fixed.estimate, Language.EN)


def test_who_bears_all_is_not_told_twice() -> None:
    """Every other file would have a share of nothing in it."""
    assert len(money_rows(DUE, hub(*PAYING).file, Language.EN)) == 3
