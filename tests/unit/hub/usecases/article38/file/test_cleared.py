"""When a clearance can be issued, when not, and when the hub looks after it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.usecases.article38.errors import OtherVersion
from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    Board,
    FiscalPeriod,
    Objected,
    Stage,
    Tabled,
    Undertaken,
)
from hub.usecases.article38.file.clearable import (
    Clearable,
    attend_at,
    clearable,
    undertakings_missing,
)
from hub.usecases.article38.file.follow import follow
from hub.usecases.article38.file.ground import Known
from hub.usecases.article38.file.reckoning import SETTLING
from hub.usecases.article38.model import Party
from schemas.canonical.money import Rials
from tests.unit.hub.usecases.article38 import facts as assessed
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import (
    CALCULATING,
    CONFIRM,
    DUE,
    FIXING,
    PAYING,
    TODAY,
    YEAR,
    YEAR_BEFORE,
    Hub,
    hub,
)

UNDERTAKING = (
    *FIXING,
    kit.final(kit.uninspected_facts(), uninspected=(YEAR_BEFORE, YEAR)),
    CONFIRM,
)


def against(house: Hub) -> list[str]:
    found = clearable(house.file, house.ground)
    assert isinstance(found, tuple)
    assert all(one.article == "38" and one.fa and one.en for one in found)
    return [one.code for one in found]


def given(house: Hub) -> Clearable:
    found = clearable(house.file, house.ground)
    assert isinstance(found, Clearable)
    return found


def test_what_was_paid_in_full_is_cleared_for_what_was_paid() -> None:
    """A contractor who paid would wait, or be cleared for another amount."""
    assert given(hub(*PAYING)) == Clearable(7, Stage.FINAL, None, Rials(DUE))


@pytest.mark.parametrize(
    ("house", "reasons"),
    [
        (hub(kit.ALLOCATED), ["not-calculated"]),
        (hub(*FIXING), ["not-calculated"]),
        (hub(*CALCULATING), ["not-paid"]),
        (hub(*CALCULATING, kit.sheet(), kit.money(DUE - 1)), ["not-paid"]),
        (hub(*CALCULATING, Objected(TODAY)), ["not-paid", "objection-open"]),
        (hub(*UNDERTAKING), ["undertaking-missing"]),
        (hub(*UNDERTAKING, Undertaken(YEAR, TODAY)), ["undertaking-missing"]),
    ],
    ids=["allocated", "fixed", "unpaid", "a rial short", "objected", "two missing", "one missing"],
)
def test_what_stands_against_a_clearance_is_told(house: Hub, reasons: list[str]) -> None:
    """The five per cent would be paid out though premium, or a promise, is owed."""
    assert against(house) == reasons
    assert attend_at(house.file, house.ground) is None


def test_nothing_to_collect_is_cleared_without_collection() -> None:
    """Who owes nothing would wait for a payment that cannot come."""
    exempt = hub(*FIXING, kit.final(kit.not_subject_facts()), CONFIRM)
    assert given(exempt).amount == 0
    assert attend_at(exempt.file, exempt.ground) is None


def test_an_undertaking_for_every_uninspected_period_clears() -> None:
    """Books that are not inspected would hold up a clearance for years."""
    house = hub(*UNDERTAKING, Undertaken(YEAR, TODAY))
    assert undertakings_missing(house.file, house.ground) == (YEAR_BEFORE,)
    house.tell(Undertaken(YEAR_BEFORE, TODAY))
    assert given(house).amount == 0


def test_an_undertaking_given_with_another_contract_counts() -> None:
    """It would be taken twice for one fiscal period."""
    house = hub(*UNDERTAKING, Undertaken(YEAR, TODAY), undertakings=frozenset({YEAR_BEFORE}))
    assert given(house).stage is Stage.FINAL


def test_an_undertaking_is_asked_for_only_where_the_rows_say_so() -> None:
    """Contractors with a coefficient would have to undertake for nothing."""
    house = hub(*FIXING, kit.final(uninspected=(YEAR,)), CONFIRM)
    assert house.file.calculated is not None
    assert house.file.calculated.undertake == ()
    assert against(house) == ["not-paid"]


def test_debts_that_have_to_be_settled_first_are_named() -> None:
    """A fixed workshop that owes for those years would be cleared."""
    person = assessed.contractor(person="natural", **assessed.FIXED)
    told = assessed.facts(assessed.work("workshop-production"), contractor=person)
    calculated = hub(*FIXING, kit.final(told), CONFIRM).file.calculated
    assert calculated is not None
    assert SETTLING in calculated.obligations


def test_an_interim_clearance_covers_its_period_and_the_final_one_the_rest() -> None:
    """What was paid on the way would be asked for twice, or cleared twice."""
    house = hub(*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())
    part = given(house)
    assert (part.stage, part.until, part.amount) == (Stage.INTERIM, TODAY, DUE)
    house.keep(kit.issued(stage=Stage.INTERIM, until=TODAY))
    assert against(house) == ["cleared"]
    assert attend_at(house.file, house.ground) is None
    house.pass_days(30)
    house.tell(kit.final(kit.facts(18_000_000)), CONFIRM)
    assert against(house) == ["not-paid"]
    house.tell(kit.sheet(number="s2"), kit.money(number="s2"))
    assert (given(house).stage, given(house).amount) == (Stage.FINAL, DUE)
    assert attend_at(house.file, house.ground) == house.file.at


def test_a_later_table_changes_no_coefficient_that_was_fixed() -> None:
    """The price of a contract would change after the parties had signed."""
    house = hub(*FIXING)
    assert house.file.fixed is not None
    before, later = house.file.fixed.version, assessed.table(wholly_abroad="officer")
    house.known = {"current": later, "tables": {before: assessed.table(), later.version: later}}
    house.tell(kit.final(), CONFIRM)
    assert house.file.fixed.version == before != later.version
    assert house.file.claim == DUE
    house.known = {"current": later, "tables": {later.version: later}}
    with pytest.raises(OtherVersion):
        follow(house.file, kit.final(), house.ground)


def test_a_part_of_another_kind_than_foreseen_is_named() -> None:
    """Nobody would look at a contract that ended as something else than it began."""
    house = hub(*FIXING, kit.final(assessed.facts(assessed.work("design"))), CONFIRM)
    assert house.file.calculated is not None
    assert [one.part for one in house.file.calculated.moved] == ["a"]


def test_a_withdrawn_contract_that_is_cleared_stays_cleared() -> None:
    """Taking a contract back would undo a certificate that somebody holds."""
    house = hub(*PAYING)
    house.known = {"contract": Known(withdrawn=True)}
    assert against(house) == ["contract-withdrawn"]
    house.keep(kit.issued())
    assert house.file.status == "16"


def test_the_hub_looks_after_premium_that_came_in_and_nothing_else() -> None:
    """A clearance would come later than a day after the collection, or be tried for ever."""
    house = hub(*CALCULATING, kit.sheet())
    assert attend_at(house.file, house.ground) is None
    house.tell(kit.money())
    assert attend_at(house.file, house.ground) == datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    house.keep(kit.issued())
    assert attend_at(house.file, house.ground) is None


def test_a_file_that_only_lacks_an_undertaking_is_looked_at_daily() -> None:
    """One given with another contract would go unnoticed for good."""
    part = kit.interim(TODAY, kit.facts(900_000))
    house = hub(*FIXING, part, CONFIRM, kit.sheet(150_000), kit.money(150_000))
    calculated = house.acts[6]
    waits = replace(calculated.act, undertake=(YEAR,))  # type: ignore[arg-type]  # a calculation
    house.acts[6] = replace(calculated, act=waits)
    assert attend_at(house.file, house.ground) == datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
    house.known["undertakings"] = frozenset({YEAR})
    assert attend_at(house.file, house.ground) == house.file.at


def test_an_award_that_becomes_final_brings_the_clearance() -> None:
    """Who paid what a board had said would wait for a payment that is not owed."""
    house = hub(*FIXING, kit.final(kit.facts(18_000_000)), CONFIRM, Objected(TODAY), Tabled(TODAY))
    house.tell(Awarded(Board.PRIMARY, Rials(1_000_000), TODAY))
    house.tell(kit.sheet(1_000_000), kit.money(1_000_000))
    assert against(house) == ["not-paid", "objection-open"]
    assert attend_at(house.file, house.ground) == datetime(2026, 12, 12, 20, 30, tzinfo=UTC)
    house.pass_days(21)
    assert given(house).amount == 1_000_000
    house.pass_days(-1)
    house.tell(Appealed(Party.ORGANIZATION, house.today))
    house.pass_days(60)
    assert against(house) == ["not-paid", "objection-open"]
    assert attend_at(house.file, house.ground) is None


def test_paying_the_whole_claim_clears_in_spite_of_an_objection() -> None:
    """Who objects would be kept from his money until two boards have spoken."""
    house = hub(*PAYING, Objected(TODAY))
    assert given(house).amount == DUE
    house.keep(kit.issued())
    house.tell(Tabled(TODAY), Awarded(Board.PRIMARY, Rials(DUE - 1), TODAY))
    assert house.file.status == "16"
    assert house.file.cleared == DUE


def test_fiscal_periods_of_a_leap_year_are_taken() -> None:
    """A contractor's year of 366 days would be refused."""
    leap = FiscalPeriod(date(2024, 3, 20), date(2024, 3, 20) + timedelta(days=365))
    house = hub(*FIXING, kit.final(kit.uninspected_facts(), uninspected=(leap,)), CONFIRM)
    assert undertakings_missing(house.file, house.ground) == (leap,)
