"""What is needed and not told stops the reckoning and is named; what cannot be is refused."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.usecases.article38.assessment import assess, fix
from hub.usecases.article38.errors import (
    AssessmentRefused,
    FactMissing,
    FactsContradict,
    LeftOpen,
    NoRow,
)
from schemas.canonical.assessment import Contract, Contractor, Facts, Work
from tests.unit.hub.usecases.article38 import facts as kit
from tests.unit.hub.usecases.article38.facts import NO_LISTS, TODAY, lists, table, work
from tests.unit.hub.usecases.article38.strategies import CONTRACTS

MANUAL = work("services", machinery_by=kit.NONE)


def refused(facts: Facts, kind: type[AssessmentRefused], **chosen: str) -> Any:
    with pytest.raises(kind) as caught:
        assess(facts, table(**chosen), TODAY)
    return caught.value


@pytest.mark.parametrize(
    ("facts", "missing", "row"),
    [
        (kit.facts(MANUAL, contractor=Contractor()), "contractor.person", "natural-alone"),
        (
            kit.facts(MANUAL, contractor=kit.contractor(iranian=None)),
            "contractor.iranian",
            "expatriate-open",
        ),
        (
            kit.facts(MANUAL, contractor=kit.contractor(iranian=False)),
            "contractor.expatriate_staff",
            "expatriate-open",
        ),
        (
            kit.facts(MANUAL, contract=kit.contract(main=None)),
            "contract.main",
            "civil-executive-sub",
        ),
        (
            kit.facts(
                work("works", materials_by=kit.CONTRACTOR),
                contract=kit.contract(price_list=True, capital_funds=None),
            ),
            "contract.capital_funds",
            "civil-executive",
        ),
        (
            kit.facts(MANUAL, contractor=kit.contractor(state_body=None, other_fund=None)),
            "contractor.state_body",
            "special-regime",
        ),
        (kit.facts(work("services")), "work.machinery_by", "N2"),
        (kit.facts(work("works", materials_by=kit.CONTRACTOR)), "work.contractor_materials", "N4"),
        (kit.facts(work("works")), "work.materials_by", "N1"),
        (kit.facts(work("services", machinery_by=kit.BOTH)), "work.split_certified", "N3"),
        (
            kit.facts(work("services", machinery_by=kit.BOTH, split_certified=True)),
            "work.mechanical",
            "N3",
        ),
        (kit.facts(work("petrol-station")), "work.evaporation", "N36-petrol"),
        (kit.facts(work("rail-haulage", exemption_confirmed=True)), "work.exempt_share", "N32"),
        (
            kit.facts(
                work(
                    "equipment-abroad",
                    customs_papers="contractor",
                    customs_confirmed=True,
                    customs_base=1,
                )
            ),
            "work.domestic_equipment",
            "N8-manual",
        ),
        (
            kit.facts(work("turnkey", equipment_by_contractor=True, amounts_separated=True)),
            "work.initial_gross",
            "N13",
        ),
        (kit.facts(MANUAL, within=None), "lists.within", "N2"),
        (kit.facts(MANUAL, outside=None), "lists.outside", "N2"),
        (kit.facts(work("design"), within=NO_LISTS), "lists.central", "N15"),
        (kit.facts(MANUAL, subcontracts=None), "subcontracts", "every row"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_missing_fact_is_named_with_the_row_that_asks(
    facts: Facts, missing: str, row: str
) -> None:
    """Something would be taken for told that nobody told."""
    error = refused(facts, FactMissing)
    assert missing in error.facts
    assert row in error.rows
    assert missing in str(error)
    assert row in str(error)


def test_a_row_that_is_asked_first_is_settled_first() -> None:
    """The general rate would be taken where a fact of the special one is missing."""
    known = {"materials_by": kit.CONTRACTOR, "contractor_materials": 6_000_000}
    one = work("turnkey", equipment_by_contractor=True, amounts_separated=True, **known)
    error = refused(kit.facts(one), FactMissing)
    assert error.rows == ("N13",)
    assert "work.equipment" in error.facts


def test_what_does_not_matter_is_not_asked() -> None:
    """A clerk would be asked for facts of other kinds of work."""
    alone = kit.contractor(
        person="natural",
        performance="alone",
        sole_in_text=True,
        sole_certified=True,
        sole_inspected=True,
        iranian=None,
    )
    facts = kit.facts(
        work("works"), contract=Contract(), contractor=alone, within=None, outside=None
    )
    assert assess(facts, table(), TODAY).parts[0].row == "natural-alone"


@settings(max_examples=40, deadline=None)
@given(CONTRACTS, st.data())
def test_a_fact_less_never_changes_the_answer(facts: Facts, data: st.DataObject) -> None:
    """An absent fact would be taken for one of the things it can be."""
    try:
        before = assess(facts, table(), TODAY)
    except (LeftOpen, FactsContradict):
        assume(False)
        return
    (one,) = facts.work
    names = [f.name for f in fields(Work) if f.name not in {"code", "subject", "gross"}]
    less = replace(one, **dict.fromkeys(data.draw(st.sets(st.sampled_from(names))), None))
    try:
        after = assess(replace(facts, work=(less,)), table(), TODAY)
    except FactMissing:
        return
    assert (after.total, after.parts) == (before.total, before.parts)


@pytest.mark.parametrize(
    ("one", "chosen", "row"),
    [
        (
            kit.facts(MANUAL, contractor=kit.contractor(iranian=False, expatriate_staff=True)),
            {},
            "expatriate-open",
        ),
        (
            kit.facts(MANUAL, contract=kit.contract(place="abroad")),
            {"wholly_abroad": "officer"},
            "abroad-open",
        ),
        (
            kit.facts(work("mine"), contract=kit.contract(place="partly-abroad")),
            {},
            "iran-only-open",
        ),
        (
            kit.facts(work("broadcast-advertising", contractor_share=1)),
            {"broadcast_floor": "officer"},
            "N31-open",
        ),
        (kit.facts(work("rail-haulage", exemption_confirmed=True, exempt_share=0)), {}, "N32-open"),
        (kit.facts(work("rail-haulage", exemption_confirmed=True, exempt_share=1)), {}, "N32-open"),
        (
            kit.facts(work("advertising-space", space_owner="other")),
            {"advertising_space": "officer"},
            "N41-open",
        ),
    ],
    ids=["expatriate", "abroad", "iran-only", "broadcast", "rail-below", "rail-above", "space"],
)
def test_what_no_rule_decides_is_an_officers(one: Facts, chosen: dict[str, str], row: str) -> None:
    """The hub would invent a rule where the customer has none."""
    assert refused(one, LeftOpen, **chosen).row == row


@pytest.mark.parametrize("place", ["partly-abroad", "abroad"])
@pytest.mark.parametrize(
    "subject",
    [
        "mine",
        "broadcast-advertising",
        "rail-haulage",
        "number-plates",
        "housing-foundation-consultancy",
        "housing-foundation-works",
        "health-post",
        "advertising-space",
    ],
)
def test_a_kind_that_there_is_in_iran_only_is_not_done_abroad(subject: str, place: str) -> None:
    """A mine of Iran would be assessed in another country."""
    facts = kit.facts(work(subject), contract=kit.contract(place=place))
    assert refused(facts, LeftOpen).row == "iran-only-open"


def test_a_choice_opens_the_row_of_others() -> None:
    """A deployment's choice would change nothing."""
    foreign = kit.facts(MANUAL, contractor=kit.contractor(iranian=False, expatriate_staff=True))
    found = assess(foreign, table(expatriate_staff="as-others"), TODAY)
    assert found.parts[0].row == "N2"


CANNOT = [
    (kit.facts(), "work"),
    (kit.facts(MANUAL, MANUAL), "work.code"),
    (kit.facts(work("services", 0, machinery_by=kit.NONE)), "work.gross"),
    (kit.facts(work("services", -1, machinery_by=kit.NONE)), "work.gross"),
    (kit.facts(work("works", contractor_materials=9_000_001)), "work.contractor_materials"),
    (kit.facts(work("works", assigner_materials=-1)), "work.assigner_materials"),
    (kit.facts(work("petrol-station", evaporation=9_000_001)), "work.evaporation"),
    (kit.facts(work("rail-haulage", exempt_share=2)), "work.exempt_share"),
    (kit.facts(MANUAL, within=lists(-1)), "lists.within"),
    (kit.facts(MANUAL, outside=lists(1, number=0)), "lists.outside"),
    (kit.facts(MANUAL, books=kit.books(listed_amount=-1)), "books.listed_amount"),
    (kit.facts(MANUAL, subcontracts=(kit.subcontract(kit.Form.ARTICLE41, 1, -1),)), "subcontracts"),
    (
        kit.facts(
            work("services", machinery_by=kit.BOTH, split_certified=True, mechanical=1, manual=1)
        ),
        "work.manual, work.mechanical",
    ),
    (
        kit.facts(
            work(
                "services",
                machinery_by=kit.BOTH,
                split_certified=True,
                mechanical=9_000_000,
                manual=1,
            )
        ),
        "work.manual, work.mechanical",
    ),
]


@pytest.mark.parametrize("number", range(len(CANNOT)), ids=lambda one: f"{one}-{CANNOT[one][1]}")
def test_facts_that_cannot_be_are_refused_by_name(number: int) -> None:
    """A slip of the keyboard would become a premium."""
    facts, field = CANNOT[number]
    error = refused(facts, FactsContradict)
    assert error.field == field
    assert error.rule
    with pytest.raises(FactsContradict):
        fix(facts, table(), TODAY)


def test_no_amount_stands_in_an_error() -> None:
    """What a contract is worth would stand in a log line."""
    secret = 8_765_432
    one = work("services", machinery_by=kit.BOTH, split_certified=True, mechanical=secret, manual=1)
    assert str(secret) not in str(refused(kit.facts(one), FactsContradict))


def test_before_the_table_was_in_force_there_is_no_row() -> None:
    """A contract would be assessed by rules of another time."""
    with pytest.raises(NoRow, match="2021-03-09"):
        assess(kit.facts(MANUAL), table(), date(2021, 3, 9))
    assert assess(kit.facts(MANUAL), table(), date(2021, 3, 10)).parts[0].row == "N2"
