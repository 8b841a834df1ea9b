"""What holds of every assessment, whatever the contract."""

import tomllib
from dataclasses import replace
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.usecases.article38.assessment import Assessment, assess, calculate, fix
from hub.usecases.article38.conditions import alternatives, evaluate, meeting
from hub.usecases.article38.errors import FactsContradict, LeftOpen, OtherVersion
from hub.usecases.article38.facts import Known
from hub.usecases.article38.model import Outcome, Row, Table
from hub.usecases.article38.rounding import to_rials
from hub.usecases.article38.table_parse import table_of
from schemas.canonical.assessment import Facts
from schemas.canonical.money import Rials
from tests.unit.hub.usecases.article38.facts import TODAY, shipped_text, table
from tests.unit.hub.usecases.article38.strategies import CONTRACTS

FEW = settings(max_examples=40, deadline=None)
"""A contract has a hundred facts to draw, and the rules are many."""


def assessed(facts: Facts, **chosen: str) -> Assessment:
    """Return the assessment; a contract left open, or told in contradictions, is another's test."""
    try:
        return assess(facts, table(**chosen), TODAY)
    except (LeftOpen, FactsContradict):
        assume(False)
        raise


@FEW
@given(CONTRACTS)
def test_every_contract_that_is_all_told_has_one_answer(facts: Facts) -> None:
    """A kind of contract would have no row, or ask for a fact that cannot be told."""
    try:
        found = assess(facts, table(), TODAY)
    except (LeftOpen, FactsContradict):
        return
    assert len(found.parts) == 1


def _equals() -> list[tuple[Row, Row]]:
    """Return every two rows that are asked side by side."""
    pairs = combinations(table().rows, 2)
    return [
        (one, other) for one, other in pairs if (one.stage, one.rank) == (other.stage, other.rank)
    ]


def test_no_two_rows_of_equal_rank_can_meet() -> None:
    """Which of two rows applies would be left to the order of the file."""
    assert len(_equals()) > 1000
    ways = {one.code: alternatives(one.when) for one in table().rows}
    met = [(a.code, b.code) for a, b in _equals() if meeting(ways[a.code], ways[b.code])]
    assert met == []


@FEW
@given(CONTRACTS)
def test_no_contract_meets_two_rows_of_equal_rank(facts: Facts) -> None:
    """The proof that rows are disjoint would itself be wrong."""
    known = Known(facts, facts.work[0], table().chosen)
    met = [one for one in table().rows if evaluate(one.when, known, lambda *_: None)]
    ranks = [(one.stage, one.rank) for one in met]
    assert len(set(ranks)) == len(ranks)


@FEW
@given(CONTRACTS)
def test_everything_adds_up_to_the_rial(facts: Facts) -> None:
    """A rial would be lost or made between lines, kinds of premium, and those who bear it."""
    found = assessed(facts)
    total = found.total
    assert total.total == sum(one.amount.total for one in found.lines)
    assert total.total == total.contractor + total.assigner
    assert total.total == to_rials(sum((one.exact.total for one in found.lines), Fraction(0)))
    for one in found.lines:
        assert one.amount.total == one.amount.contractor + one.amount.assigner
        assert abs(one.amount.total - one.exact.total) < 1
        assert abs(one.amount.premium - one.exact.premium) < 2
        assert abs(one.amount.assigner - one.exact.assigner) < 2


@FEW
@given(CONTRACTS)
def test_nobody_is_owed_by_the_organization(facts: Facts) -> None:
    """Deductions would be more than what they are taken off."""
    found = assessed(facts)
    total = found.total
    assert min(total.premium, total.unemployment, total.fine, total.contractor, total.assigner) >= 0


def _grown(facts: Facts, more: int) -> Facts:
    (work,) = facts.work
    return replace(facts, work=(replace(work, gross=Rials(work.gross + more)),))


@FEW
@given(CONTRACTS, st.integers(1, 10**9))
def test_more_turnover_is_never_less_premium(facts: Facts, more: int) -> None:
    """A contractor would pay less by earning more under the same row.

    What the books list beyond the gross, and what lists exceed a main contract by, do shrink.
    """
    less = assessed(facts)
    assume("books-difference" not in less.parts[0].path)
    assume(less.parts[0].outcome is not Outcome.COVERED)
    greater = assessed(_grown(facts, more))
    assume(less.parts[0].path == greater.parts[0].path)
    assert less.total.total <= greater.total.total


@FEW
@given(CONTRACTS, st.integers(1, 10**6))
def test_more_premium_on_the_lists_is_never_less_due(facts: Facts, more: int) -> None:
    """A contractor would pay less by listing more."""
    within = facts.lists.within
    assume(within is not None and within.number > 0)
    assert within is not None
    raised = replace(within, premium=Rials(within.premium + more))
    listed = replace(facts, lists=replace(facts.lists, within=raised))
    assert assessed(facts).total.total <= assessed(listed).total.total


@cache
def shuffled(seed: int) -> Table:
    """Return the shipped table with its rows in another order."""
    found = tomllib.loads(shipped_text())
    found["row"].sort(key=lambda row: sha256(f"{seed}{row['code']}".encode()).digest())
    return table_of("shuffled.toml", found)


@FEW
@given(CONTRACTS, st.integers(0, 4))
def test_the_order_of_rows_in_the_file_does_not_matter(facts: Facts, seed: int) -> None:
    """Two files that say the same would assess differently, or have two versions."""
    other = shuffled(seed)
    assert other.version == table().version
    before, after = assessed(facts), assess(facts, other, TODAY)
    assert (after.total, after.parts, after.looks) == (before.total, before.parts, before.looks)


@cache
def changed(fine: str) -> Table:
    """Return the shipped table with another fine."""
    return table_of("other.toml", {**tomllib.loads(shipped_text()), "fine": fine})


@FEW
@given(CONTRACTS, st.sampled_from(["1/8", "1/20", "0"]))
def test_another_table_never_touches_what_is_fixed(facts: Facts, fine: str) -> None:
    """A contract would be charged by rules that came after its coefficient was fixed."""
    before = assessed(facts)
    fixed, _ = fix(facts, table(), TODAY)
    kept = repr(fixed)
    with pytest.raises(OtherVersion):
        calculate(fixed, facts, changed(fine))
    found, moved = calculate(fixed, facts, table())
    assert repr(fixed) == kept
    assert (found, moved) == (before, ())
    assert [one.rates for one in found.parts] == [one.rates for one in fixed.parts]
