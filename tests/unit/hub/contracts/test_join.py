"""One contract of what several registers say, whatever the order in which it came."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.join import UnknownSource, join
from hub.contracts.precedence import JOINED, shipped_precedence
from schemas.canonical.contract import JoinedContract, Statement
from schemas.canonical.text import same_text
from tests.unit.hub.contracts.made import BUDGET, NOON, OWN, TAX, said, statements

ORDER = shipped_precedence()


def joined(*told: Statement) -> JoinedContract:
    return join("ocds-x-1", told, ORDER)


@given(st.lists(statements(), min_size=1, max_size=12), st.data())
def test_order_and_repetition_change_nothing(told: list[Statement], data: st.DataObject) -> None:
    """Two processes that heard the same in another order would hold two contracts."""
    again = data.draw(st.lists(st.sampled_from(told), max_size=6))
    shuffled = data.draw(st.permutations([*told, *again]))
    assert joined(*shuffled) == joined(*told)


@given(st.lists(statements(), min_size=1, max_size=6), st.data())
def test_what_is_older_changes_nothing(told: list[Statement], data: st.DataObject) -> None:
    """An earlier revision that comes late would overwrite what replaced it."""
    later = [replace(one, contract=replace(one.contract, revision=9)) for one in told]
    old = data.draw(st.lists(statements(), max_size=6))
    known = {(one.source, one.contract.source_id) for one in later}
    older = [one for one in old if (one.source, one.contract.source_id) in known]
    assert joined(*data.draw(st.permutations([*later, *older]))) == joined(*later)


@given(st.lists(statements(), min_size=1, max_size=9))
def test_nothing_of_the_last_word_is_lost(told: list[Statement]) -> None:
    """A value that a register holds to would be overwritten without a trace."""
    found = joined(*told)
    last: dict[tuple[str, str], int] = {}
    for one in told:
        key = one.source, one.contract.source_id
        last[key] = max(last.get(key, 0), one.contract.revision)
    differing = {one.field: one.others for one in found.disagreements}
    for one in told:
        if one.contract.revision < last[one.source, one.contract.source_id]:
            continue
        for name in JOINED:
            value: Any = getattr(one.contract, name)
            if value is None:
                continue
            heard = (found.fields[name], *differing.get(name, ()))
            assert any(
                x.value == value or (name == "number" and same_text(str(x.value), value))
                for x in heard
            )


@given(st.lists(statements(), min_size=1, max_size=9))
def test_a_disagreement_differs_and_counts_by_precedence(told: list[Statement]) -> None:
    """An operator would be shown differences that are none, or the wrong value would count."""
    found = joined(*told)
    for one in found.disagreements:
        assert one.counts == found.fields[one.field]
        assert all(other.value != one.counts.value for other in one.others)
        if not any(x.contract.withdrawn for x in told):
            rank = ORDER.order[one.field].index
            assert all(rank(one.counts.source) <= rank(other.source) for other in one.others)


def test_the_tax_register_counts_for_the_amount_and_the_budget_for_its_code() -> None:
    """A clearance would be reckoned on an estimate, or a contract be sought under a wrong code."""
    found = joined(said(BUDGET, amount=5, budget_code="B-1"), said(TAX, amount=7, budget_code="B1"))
    assert (found.fields["amount"].value, found.fields["amount"].source) == (7, TAX)
    assert (found.fields["budget_code"].value, found.fields["budget_code"].source) == (
        "B-1",
        BUDGET,
    )
    assert {one.field: [x.value for x in one.others] for one in found.disagreements} == {
        "amount": [5],
        "budget_code": ["B1"],
    }


def test_who_said_it_stands_at_every_value() -> None:
    """Nobody could tell which register to ask about a figure."""
    found = joined(said(TAX, 3, source_id="77", revision=4))
    amount = found.fields["amount"]
    assert (amount.source, amount.source_id, amount.revision) == (TAX, "77", 4)
    assert amount.said_at == NOON + timedelta(minutes=3)
    assert found.sources == {TAX: ("77",)}
    assert "crn" not in found.fields


def test_what_is_heard_twice_was_said_at_first() -> None:
    """A repeated batch would make every field look freshly told."""
    assert joined(said(TAX, 5), said(TAX, 2)).fields["amount"].said_at == said(TAX, 2).said_at


@pytest.mark.parametrize("number", ["1405/12", "۱۴۰۵/۱۲", "۱۴۰۵ / ۱۲", "1405/\u200c12"])
def test_one_number_in_two_alphabets_is_one(number: str) -> None:
    """Every contract would be listed for the digits its registers write."""
    assert not joined(said(TAX), said(BUDGET, number=number)).disagreements


def test_a_word_taken_back_counts_after_those_in_force() -> None:
    """A cancelled registration would still fix the amount; or hide that it ever differed."""
    found = joined(said(TAX, amount=9, withdrawn=True), said(BUDGET, amount=4))
    assert found.fields["amount"].source == BUDGET
    assert not found.withdrawn
    assert {one.field for one in found.disagreements} == {"amount", "withdrawn"}


def test_it_is_withdrawn_when_all_say_so() -> None:
    """A contract that nobody holds to any more would be cleared."""
    assert joined(said(TAX, withdrawn=True), said(BUDGET, withdrawn=True)).withdrawn
    assert not joined(said(TAX, withdrawn=True), said(OWN)).withdrawn


def test_registered_anew_keeps_both_ids() -> None:
    """What came under the earlier id would be sought in vain."""
    again = (said(TAX, source_id="1", withdrawn=True), said(TAX, source_id="2"))
    assert joined(*again).sources == {TAX: ("2", "1")}


def test_two_texts_under_one_revision_are_both_heard() -> None:
    """A register that rewrites what it said would do so silently."""
    found = joined(said(TAX, amount=1), said(TAX, 1, amount=2))
    (one,) = found.disagreements
    assert found.sources == {TAX: ("100200300",)}
    assert {one.counts.value, *(x.value for x in one.others)} == {1, 2}


def test_an_unknown_register_stops_the_join() -> None:
    """The word of a register without a place would count somewhere, by chance."""
    with pytest.raises(UnknownSource, match="stranger"):
        joined(said(TAX), said("stranger"))


def test_nothing_said_is_no_contract() -> None:
    """An empty contract would be stored."""
    with pytest.raises(ValueError, match="nobody"):
        joined()
