"""Which contract a register speaks of: keys first, then the description, else an operator."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.join import join
from hub.contracts.keys import Key, keys_of
from hub.contracts.precedence import shipped_precedence
from hub.contracts.resolve import Ambiguous, Doubt, Known, New, Resolution, resolve
from hub.contracts.scale import shipped_scale
from hub.contracts.score import Score, face_joined, face_of, score
from schemas.canonical.contract import JoinedContract, Statement
from tests.unit.hub.contracts.made import (
    BUDGET,
    ELSE,
    OTHER_ASSIGNER,
    OWN,
    TAX,
    contract,
    said,
    statements,
)

SCALE = shipped_scale()


def one(ocid: str, *told: Statement) -> JoinedContract:
    return join(ocid, told, shipped_precedence())


def found(told: Statement, *known: JoinedContract) -> Resolution:
    return resolve(told, known, SCALE)


def doubts(resolution: Resolution) -> list[tuple[str, Doubt]]:
    assert isinstance(resolution, Ambiguous)
    return [(x.ocid, x.doubt) for x in resolution.candidates]


def test_a_register_s_own_id_finds_it_whatever_else_it_says() -> None:
    """A corrected registration would become a second contract."""
    known = one("o1", said(TAX, source_id="5", crn="5"))
    assert found(said(TAX, source_id="5", crn="5", revision=2, **ELSE), known) == Known(
        "o1", ("crn", "id:tax_authority"), found_score(said(TAX, **ELSE), known)
    )


def found_score(told: Statement, known: JoinedContract) -> Score:
    return score(face_of(told.contract), face_joined(known), SCALE)


def test_the_same_id_at_another_register_is_another_contract() -> None:
    """Registers that count from 1 would share their contracts."""
    assert found(said(BUDGET, source_id="5", **ELSE), one("o1", said(TAX, source_id="5"))) == New()


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ({"crn": "5"}, "crn"),
        ({"budget_code": "B-1"}, "budget_code"),
        ({"row": "00100001", "branch": "0010"}, "row"),
    ],
)
def test_a_key_that_registers_share_finds_it(keys: dict[str, str], kind: str) -> None:
    """A contract whose number is written otherwise would be there twice."""
    known = one("o1", said(TAX, source_id="1", **keys))
    days = {name: ELSE[name] for name in ("signed_on", "starts_on", "ends_on")}
    answer = found(said(BUDGET, source_id="2", number="99", **days, **keys), known)
    assert isinstance(answer, Known)
    assert (answer.ocid, answer.by) == ("o1", (kind,))


def test_a_row_without_its_branch_is_no_key() -> None:
    """Rows of two branches would be one contract."""
    known = one("o1", said(TAX, source_id="1", row="00100001", branch="0010"))
    for branch in (None, "0011"):
        told = said(OWN, source_id="2", row="00100001", branch=branch, **ELSE)
        assert found(told, known) == New()
    assert keys_of(OWN, contract(source_id="2", row="00100001")) == {Key("id:assigner", "2")}


def test_keys_of_two_contracts_are_ambiguous() -> None:
    """Two contracts would be merged for good by one wrong code."""
    tax = one("o1", said(TAX, source_id="5", crn="5"))
    budget = one("o2", said(BUDGET, source_id="B", budget_code="B", **ELSE))
    told = said(OWN, source_id="1", crn="5", budget_code="B")
    assert doubts(found(told, tax, budget)) == [("o1", Doubt.KEYS_APART), ("o2", Doubt.KEYS_APART)]


def test_an_own_id_against_a_new_key_of_another_is_ambiguous() -> None:
    """A register's slip in a further key would pull two contracts together."""
    mine = one("o1", said(BUDGET, source_id="B", budget_code="B"))
    other = one("o2", said(TAX, source_id="5", crn="5", **ELSE))
    told = said(BUDGET, source_id="B", budget_code="B", revision=2, crn="5")
    assert doubts(found(told, mine, other)) == [("o1", Doubt.KEYS_APART), ("o2", Doubt.KEYS_APART)]


def test_what_an_operator_kept_apart_stays_apart() -> None:
    """Every further revision with the same slip would wait for the operator again."""
    mine = one("o1", said(BUDGET, source_id="B", budget_code="B", crn="5"))
    other = one("o2", said(TAX, source_id="5", crn="5", **ELSE))
    told = said(BUDGET, source_id="B", budget_code="B", revision=2, crn="5")
    answer = found(told, mine, other)
    assert isinstance(answer, Known)
    assert answer.ocid == "o1"


def test_one_key_for_and_one_against_is_ambiguous() -> None:
    """A budget code typed wrong would join the contract of another crn."""
    known = one("o1", said(BUDGET, source_id="B", budget_code="B", crn="6"))
    told = said(TAX, source_id="5", crn="5", budget_code="B")
    (candidate,) = ambiguous(found(told, known)).candidates
    assert candidate.doubt is Doubt.KEY_CONTRADICTED
    assert (candidate.keys_same, candidate.keys_other) == (("budget_code",), ("crn",))


def test_a_key_alone_is_ambiguous() -> None:
    """A crn typed wrong would join two contracts of other people, number and year."""
    known = one("o1", said(TAX, source_id="5", crn="5"))
    told = said(BUDGET, source_id="B", budget_code="B", crn="5", **ELSE)
    assert doubts(found(told, known)) == [("o1", Doubt.KEY_ALONE)]


def ambiguous(resolution: Resolution) -> Ambiguous:
    assert isinstance(resolution, Ambiguous)
    return resolution


def test_number_parties_and_days_find_it() -> None:
    """Registers that know no key of each other would each have their own contract."""
    known = one("o1", said(TAX, source_id="5", crn="5"))
    told = said(BUDGET, source_id="B", budget_code="B", number="1405/12", ends_on=date(2027, 4, 12))
    answer = found(told, known)
    assert isinstance(answer, Known)
    assert (answer.ocid, answer.by, answer.score.points) == ("o1", (), 96)


def test_a_withdrawn_contract_is_still_found() -> None:
    """What is said of a cancelled contract would begin a second one."""
    known = one("o1", said(TAX, source_id="5", crn="5", withdrawn=True))
    assert isinstance(found(said(TAX, source_id="5", crn="5", revision=2), known), Known)
    assert isinstance(found(said(BUDGET, source_id="B"), known), Known)


@given(
    st.sampled_from((TAX, BUDGET, OWN)),
    st.integers(0, 364),
    st.integers(0, 364),
    st.integers(1, 900),
)
def test_parties_alone_merge_nothing(source: str, signed: int, began: int, number: int) -> None:
    """A contractor's second contract of the year would vanish in the first."""
    first = said(TAX, source_id="1", number="A/1")
    year = date(2026, 3, 21).toordinal()
    told = said(
        source,
        source_id="2",
        number=f"B-{number}",
        signed_on=date.fromordinal(year + signed),
        starts_on=date.fromordinal(year + began),
        ends_on=date.fromordinal(year + began + 365),
    )
    assert found(told, one("o1", first)) == New()


def test_lots_of_one_day_are_apart() -> None:
    """Contracts signed together would wait for an operator one by one."""
    known = one("o1", said(TAX, source_id="1", number="1405/12"))
    assert found(said(BUDGET, source_id="2", number="1405/13"), known) == New()


def test_a_number_that_begins_anew_each_year_is_no_match() -> None:
    """The first contract of every year between two parties would be one."""
    known = one("o1", said(TAX, source_id="1", number="1"))
    days = {name: ELSE[name] for name in ("signed_on", "starts_on", "ends_on")}
    assert found(said(BUDGET, source_id="2", number="1", **days), known) == New()


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "12/1405"},
        {"assigner": OTHER_ASSIGNER, "signed_on": date(2026, 4, 9)},
        {"starts_on": date(2020, 1, 1), "signed_on": date(2020, 1, 1)},
    ],
    ids=["number", "assigner", "days"],
)
def test_what_is_nearly_the_same_waits_for_an_operator(changes: dict[str, Any]) -> None:
    """A slip of the pen would make two contracts, or join what is not one."""
    known = one("o1", said(TAX, source_id="5"))
    assert doubts(found(said(BUDGET, source_id="B", **changes), known)) == [("o1", Doubt.ALIKE)]


def test_two_that_are_the_same_wait_for_an_operator() -> None:
    """The first of two equal ones would be taken, by chance."""
    known = [one("o2", said(TAX, source_id="2")), one("o1", said(TAX, source_id="1"))]
    told = said(BUDGET, source_id="B")
    assert doubts(found(told, *known)) == [("o1", Doubt.SEVERAL), ("o2", Doubt.SEVERAL)]


def test_a_key_that_differs_leaves_the_other() -> None:
    """Two lots that keys tell apart would wait for an operator all the same."""
    lots = [one("o1", said(TAX, source_id="1", crn="1")), one("o2", said(TAX, source_id="2"))]
    answer = found(said(BUDGET, source_id="B", crn="3"), *lots)
    assert isinstance(answer, Known)
    assert answer.ocid == "o2"


def test_what_a_register_tells_apart_is_not_merged() -> None:
    """A register's two contracts of one description would be one, or a like one be asked about."""
    known = one("o1", said(TAX, source_id="1"))
    assert doubts(found(said(TAX, source_id="2"), known)) == [("o1", Doubt.TWICE_THERE)]
    assert found(said(TAX, source_id="2", number="12/1405"), known) == New()
    keyed = one("o1", said(TAX, source_id="1", budget_code="B"))
    told = said(TAX, source_id="2", budget_code="B")
    assert doubts(found(told, keyed)) == [("o1", Doubt.TWICE_THERE)]


def test_what_was_taken_back_and_registered_anew_is_the_same() -> None:
    """A registration that was made again would leave two contracts, one of them dead."""
    told = said(TAX, source_id="2", crn="2")
    back = said(TAX, source_id="1", crn="1", withdrawn=True)
    for known in (one("o1", back), one("o1", back, said(BUDGET, source_id="B"))):
        assert isinstance(found(told, known), Known)
    held = one("o1", back, said(BUDGET, source_id="B", crn="1"))
    assert doubts(found(told, held)) == [("o1", Doubt.KEY_CONTRADICTED)]


@given(st.lists(statements(), min_size=1, max_size=4), statements(), st.randoms())
def test_the_order_of_what_is_known_changes_nothing(
    told: list[Statement], asked: Statement, random: Any
) -> None:
    """The order in which a database gives rows would decide whose contract it is."""
    known = [one(f"o{n}", x) for n, x in enumerate(told)]
    mixed = list(known)
    random.shuffle(mixed)
    assert found(asked, *mixed) == found(asked, *known)


@given(st.lists(statements(), min_size=2, max_size=4), statements())
def test_contradicting_keys_never_merge(told: list[Statement], asked: Statement) -> None:
    """A statement with the crn of one and the code of another would pull both together."""
    known = [one(f"o{n}", x) for n, x in enumerate(told)]
    holders = {
        x.ocid
        for x, y in zip(known, told, strict=True)
        if (asked.contract.crn is not None and asked.contract.crn == y.contract.crn)
        or (
            asked.contract.budget_code is not None
            and asked.contract.budget_code == y.contract.budget_code
        )
    }
    own = any(
        (asked.source, asked.contract.source_id) == (y.source, y.contract.source_id) for y in told
    )
    if len(holders) > 1 and not own:
        assert {ocid for ocid, _ in doubts(found(asked, *known))} == holders


def test_the_made_contract_is_sound() -> None:
    """The tests of this room would rest on a contract that the rules refuse."""
    assert contract().signed_on <= contract().starts_on <= contract().ends_on
