"""Lists, the fine, sub-contractors and civil main contracts: what is added and taken off."""

from typing import Any

import pytest

from hub.usecases.article38.assessment import Assessment, assess
from hub.usecases.article38.errors import FactMissing, FactsContradict
from hub.usecases.article38.reckon import Kind
from schemas.canonical.assessment import Facts, Form
from tests.unit.hub.usecases.article38 import facts as kit
from tests.unit.hub.usecases.article38.facts import NO_LISTS, lists, subcontract, table

MANUAL = kit.work("services", machinery_by=kit.NONE)
"""15 % and a ninth: 1,350,000 and 150,000."""
CIVIL = kit.contract(price_list=True, type_terms=True, capital_funds=True)
EXECUTIVE = kit.work("works", materials_by=kit.CONTRACTOR)
"""Under `CIVIL`: 540,000 and 54,000, of which the assigner bears 450,000."""
CENTRAL = {"within": NO_LISTS, "central": True}


def of(facts: Facts, **chosen: str) -> Assessment:
    return assess(facts, table(**chosen), kit.TODAY)


def line(assessed: Assessment, kind: Kind) -> int:
    return sum(one.amount.total for one in assessed.lines if one.exact.kind is kind)


@pytest.mark.parametrize(
    ("premium", "unemployment", "total", "excess"),
    [
        (1_350_000, 150_000, 1_500_000, 0),
        (1_349_999, 150_000, 1_500_000, 0),
        (1_350_001, 150_000, 1_500_001, 1),
        (1_500_000, 0, 1_500_000, 0),
        (2_700_000, 300_000, 3_000_000, 1_500_000),
    ],
)
def test_the_larger_of_coefficient_and_lists_is_due(
    premium: int, unemployment: int, total: int, excess: int
) -> None:
    """A contractor with many workers would pay less for them than his own lists say."""
    assessed = of(kit.facts(MANUAL, within=lists(premium, unemployment)))
    assert (assessed.total.total, line(assessed, Kind.LIST_EXCESS)) == (total, excess)
    if excess:
        assert (assessed.total.premium, assessed.total.unemployment) == (premium, unemployment)


def test_lists_alone_are_due_where_there_is_no_coefficient() -> None:
    """Exempt work would pay nothing for workers who are on its lists."""
    contractor = kit.contractor(person="natural", **kit.FIXED)
    facts = kit.facts(kit.work("workshop-production"), contractor=contractor, within=lists(270, 30))
    assert of(facts).total.total == 300


def test_lists_of_other_months_are_added() -> None:
    """Months worked outside the period would go unpaid, or be paid for within it."""
    facts = kit.facts(MANUAL, within=lists(2_700_000, 300_000), outside=lists(90, 10))
    assert of(facts).total.total == 3_000_100
    assert of(kit.facts(MANUAL, outside=lists(90, 10))).total.total == 1_500_100


def test_a_missing_list_costs_a_tenth_once() -> None:
    """Article 100 would not be applied, or more than once."""
    assessed = of(kit.facts(MANUAL, within=NO_LISTS))
    assert (assessed.total.fine, assessed.total.total) == (150_000, 1_650_000)
    assert assessed.total.contractor == 1_650_000
    assert of(kit.facts(MANUAL)).total.fine == 0


def test_the_fine_of_civil_works_is_the_contractors() -> None:
    """The assigner would be fined for lists that are not his to file."""
    total = of(kit.facts(EXECUTIVE, contract=CIVIL, within=NO_LISTS)).total
    assert (total.fine, total.assigner, total.contractor) == (59_400, 450_000, 203_400)


@pytest.mark.parametrize("subject", ["surveying", "geotechnics", "supervision", "consultancy"])
def test_a_consultant_who_filed_centrally_is_not_fined(subject: str) -> None:
    """A consultant would be fined for lists that the head office filed."""
    assert of(kit.facts(kit.work(subject), **CENTRAL)).total.fine == 0
    fined = kit.facts(kit.work(subject), within=NO_LISTS, central=False)
    assert of(fined).total.fine > 0


def test_the_civil_consultant_is_waived_the_fine_and_the_contractor_is_not() -> None:
    """The waiver of consultants would be everybody's, or nobody's in civil works."""
    consultant = kit.facts(kit.work("supervision"), contract=CIVIL, **CENTRAL)
    assert of(consultant).total.fine == 0
    assert of(kit.facts(EXECUTIVE, contract=CIVIL, **CENTRAL)).total.fine == 59_400
    assert of(kit.facts(MANUAL, **CENTRAL)).total.fine == 150_000


def subs(*found: Any) -> Assessment:
    return of(kit.facts(MANUAL, subcontracts=found))


def test_premium_that_subcontractors_paid_is_taken_off() -> None:
    """The same work would be charged twice (Article 41)."""
    assessed = subs(subcontract(Form.ARTICLE41, 3_000_000, 500_000))
    assert assessed.total.total == 1_000_000
    assert (assessed.total.premium, assessed.total.unemployment) == (900_000, 100_000)


def test_turnover_of_subcontractors_is_taken_off_the_gross_first() -> None:
    """A sub-contractor known by his books would be charged by coefficient (Article 47)."""
    assert subs(subcontract(Form.ARTICLE47, 3_000_000, 500_000)).total.total == 1_000_000
    assert subs(subcontract(Form.ARTICLE47, 9_000_000)).total.total == 0


def test_turnover_comes_off_before_paid_premium() -> None:
    """Mixed sub-contracts would be taken off in another order, or one of them not at all."""
    both = (
        subcontract(Form.ARTICLE47, 3_000_000),
        subcontract(Form.ARTICLE41, 1_000_000, 400_000),
        subcontract(Form.ARTICLE41, 1_000_000, 100_000),
    )
    assert subs(*both).total.total == 500_000


def test_no_more_is_taken_off_than_is_due() -> None:
    """The Organization would owe the contractor what others paid."""
    assert subs(subcontract(Form.ARTICLE41, 9_000_000, 2_000_000)).total.total == 0


@pytest.mark.parametrize("lacking", ["matches", "confirmed", "cleared"])
def test_a_subcontract_counts_only_when_all_is_proven(lacking: str) -> None:
    """Premium would be taken off that nobody has paid, or for another work."""
    one = subcontract(Form.ARTICLE41, 3_000_000, 500_000, **{lacking: False})
    assert subs(one).total.total == 1_500_000
    with pytest.raises(FactMissing) as caught:
        subs(subcontract(Form.ARTICLE41, 3_000_000, 500_000, **{lacking: None}))
    assert caught.value.facts == (f"subcontracts.{lacking}",)


def test_lists_are_held_against_what_is_left_of_the_coefficient() -> None:
    """Non-civil: the main contractor's lists would vanish behind the sub-contractors' premium."""
    one = subcontract(Form.ARTICLE41, 9_000_000, 1_400_000)
    facts = kit.facts(MANUAL, within=lists(270_000, 30_000), subcontracts=(one,))
    assert of(facts).total.total == 300_000


@pytest.mark.parametrize(
    ("main", "others", "total"),
    [(200_000, 100_000, 494_000), (500_000, 94_000, 494_000), (600_000, 100_000, 600_000)],
)
def test_in_civil_works_the_lists_of_all_are_summed(main: int, others: int, total: int) -> None:
    """The sub-contractors' lists would not count where they must."""
    facts = kit.facts(
        EXECUTIVE,
        contract=CIVIL,
        within=lists(main),
        others=lists(others),
        subcontracts=(subcontract(Form.ARTICLE41, 1_000_000, 100_000),),
    )
    assert of(facts).total.total == total


def test_a_deduction_keeps_the_shares_of_civil_works() -> None:
    """The assigner would gain all that sub-contractors paid, or nothing of it."""
    facts = kit.facts(
        EXECUTIVE,
        contract=CIVIL,
        others=NO_LISTS,
        subcontracts=(subcontract(Form.ARTICLE41, 1_000_000, 297_000),),
    )
    total = of(facts).total
    assert (total.total, total.assigner, total.contractor) == (297_000, 225_000, 72_000)


@pytest.mark.parametrize(
    ("main", "coefficient"),
    [("civil-executive", 594_000), ("civil-consultant", 1_404_000), ("civil-wage-only", 1_404_000)],
)
def test_a_subcontract_of_civil_works_pays_only_what_its_lists_exceed(
    main: str, coefficient: int
) -> None:
    """The same civil work would be collected for twice, or its workers not at all."""
    contract = kit.contract(main=main)
    within = of(kit.facts(MANUAL, contract=contract, within=lists(coefficient)))
    assert (within.total.total, within.parts[0].row) == (0, f"{main}-sub")
    assert line(within, Kind.COVERED) == -coefficient
    more = kit.facts(MANUAL, contract=contract, within=lists(coefficient + 7), outside=lists(5))
    assert of(more).total.total == 12
    none = kit.facts(EXECUTIVE, contract=contract, within=NO_LISTS)
    assert of(none).total.total == 0


def test_parts_of_several_kinds_are_summed() -> None:
    """N18: a consultant with separate amounts would be charged by one rate for all."""
    facts = kit.facts(
        kit.work("design", code="design"),
        kit.work("supervision", code="supervision"),
        kit.work("consultancy", code="operation"),
    )
    assessed = of(facts)
    assert [one.row for one in assessed.parts] == ["N15", "N16", "N17"]
    assert assessed.total.total == 1_020_000 + 1_340_000 + 1_500_000


def test_a_fixed_workshops_contract_by_its_parts() -> None:
    """Production, transport and work outside would all have one rate."""
    contractor = kit.contractor(person="natural", **kit.FIXED)
    outside = kit.work(
        "workshop-outside", code="c", by_workshop_staff=False, materials_by="assigner"
    )
    parts = (kit.work("workshop-production"), kit.work("workshop-transport", code="b"), outside)
    assessed = of(kit.facts(*parts, contractor=contractor))
    rows = ["fixed-workshop-natural", "fixed-workshop-transport", "N2"]
    assert [one.row for one in assessed.parts] == rows
    assert assessed.total.total == 700_000 + 1_500_000


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (kit.facts(MANUAL, subcontracts=(subcontract(Form.ARTICLE47, 9_000_001),)), "turnover"),
        (kit.facts(MANUAL, subcontracts=(subcontract(Form.ARTICLE41, 1, part="z"),)), "part"),
    ],
    ids=["more-than-the-gross", "no-such-part"],
)
def test_a_subcontract_that_cannot_be_is_named(facts: Facts, field: str) -> None:
    """A slip in a sub-contract would make the premium less than nothing, or be lost."""
    with pytest.raises(FactsContradict, match=f"subcontracts.{field}"):
        of(facts)


def test_a_part_that_is_not_subject_costs_the_others_nothing() -> None:
    """One part outside Article 38 would free the whole contract, or be charged itself."""
    hire = kit.work("vehicle-hire", code="b", manpower_by="assigner", manpower_recorded=True)
    assessed = of(kit.facts(MANUAL, hire))
    assert assessed.total.total == 1_500_000
    assert [one.exact.part for one in assessed.lines] == ["a"]


def test_a_subcontractor_takes_off_from_his_own_part_only() -> None:
    """What was paid for one part would be taken off another."""
    parts = (MANUAL, kit.work("services", code="b", machinery_by=kit.NONE))
    one = subcontract(Form.ARTICLE41, 1_000_000, 2_000_000, part="b")
    assert of(kit.facts(*parts, subcontracts=(one,))).total.total == 1_500_000


def test_where_nothing_is_left_there_is_no_fine() -> None:
    """A fine of nothing would stand in an assessment."""
    whole = subcontract(Form.ARTICLE47, 9_000_000)
    assessed = of(kit.facts(MANUAL, within=NO_LISTS, subcontracts=(whole,)))
    assert Kind.FINE not in [one.exact.kind for one in assessed.lines]


def test_nothing_comes_off_what_the_books_list_beyond_the_gross() -> None:
    """Premium paid for the gross would be taken off what is no part of it."""
    central = kit.contractor(performance="central", state_body=True, other_fund=True)
    books = kit.books(
        status="inspected", contract_listed=True, continuing=False, listed_amount=10_000_000
    )
    one = subcontract(Form.ARTICLE41, 1_000_000, 100_000)
    facts = kit.facts(MANUAL, contractor=central, books=books, subcontracts=(one,))
    assert of(facts).total.total == 166_667


def test_the_worked_example_of_the_documentation() -> None:
    """Who learns from the page would come to other numbers than the hub."""
    hall = kit.work(
        "works",
        48_000_000_000,
        code="hall",
        materials_by=kit.CONTRACTOR,
        contractor_materials=17_000_000_000,
    )
    subs_ = (
        subcontract(Form.ARTICLE47, 4_000_000_000, part="hall"),
        subcontract(Form.ARTICLE41, 3_000_000_000, 300_000_000, part="hall"),
    )
    within, outside = lists(1_800_000_000, 200_000_000), lists(27_000_000, 3_000_000)
    total = of(kit.facts(hall, within=within, outside=outside, subcontracts=subs_)).total
    assert (total.premium, total.unemployment) == (3_863_666_667, 429_296_296)
    assert (total.total, total.contractor) == (4_292_962_963, 4_292_962_963)
