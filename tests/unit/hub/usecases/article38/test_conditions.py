"""Conditions: three values, and alternatives that say what every fact may be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.usecases.article38.conditions import (
    Atom,
    Condition,
    Every,
    Some,
    alternatives,
    evaluate,
    meeting,
)
from hub.usecases.article38.ranges import Allowed, Interval

BOUNDS = st.none() | st.fractions(0, 1, max_denominator=4)
INTERVALS = st.builds(Interval, BOUNDS, st.booleans(), BOUNDS, st.booleans())
NUMBERS = st.fractions(-1, 2, max_denominator=8)
SETS = st.frozensets(st.sampled_from(["x", "y", "z"]))


@given(INTERVALS, INTERVALS, NUMBERS)
def test_what_two_intervals_share_is_what_both_have(
    one: Interval, other: Interval, number: Fraction
) -> None:
    """Two rows would be held apart that meet, or the reverse."""
    assert (one & other).has(number) == (one.has(number) and other.has(number))
    assert one or not one.has(number)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Interval(high=Fraction(1, 2)), Interval(low=Fraction(1, 2), low_in=True), False),
        (Interval(high=Fraction(1, 2), high_in=True), Interval(low=Fraction(1, 2)), False),
        (
            Interval(high=Fraction(1, 2), high_in=True),
            Interval(low=Fraction(1, 2), low_in=True),
            True,
        ),
        (Interval(high=Fraction(1, 3)), Interval(low=Fraction(1, 2)), False),
        (Interval(), Interval(low=Fraction(1, 2)), True),
    ],
)
def test_a_boundary_belongs_to_one_side(one: Interval, other: Interval, meet: bool) -> None:
    """Materials of exactly a half would be of two rows, or of none."""
    assert bool(one & other) is meet


def atom(fact: str, allowed: Allowed) -> Atom:
    return Atom(fact, "in", "", allowed)


def several(one: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(one, min_size=1, max_size=3).map(tuple)
    return st.builds(Every, parts) | st.builds(Some, parts)


ATOMS = st.builds(atom, st.sampled_from(["a", "b"]), SETS)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(ATOMS, several, max_leaves=6)
FACTS = st.fixed_dictionaries(dict.fromkeys("ab", st.sampled_from(["x", "y", "z"])))
OPEN = st.fixed_dictionaries(dict.fromkeys("ab", st.sampled_from(["x", "y", "z", None])))


def verdict(condition: Condition, facts: dict[str, str | None]) -> bool | None:
    return evaluate(condition, facts, lambda *_: None)


@given(CONDITIONS, FACTS)
def test_alternatives_say_the_same_as_the_condition(
    condition: Condition, facts: dict[str, str | None]
) -> None:
    """The proof would be about other conditions than those that are evaluated."""
    ways = alternatives(condition)
    found = any(all(facts[name] in allowed for name, allowed in way.items()) for way in ways)  # type: ignore[operator]  # words only
    assert verdict(condition, facts) is found


@given(CONDITIONS, CONDITIONS, FACTS)
def test_conditions_that_hold_together_are_shown_to_meet(
    one: Condition, other: Condition, facts: dict[str, str | None]
) -> None:
    """Two rows that both apply would be taken for disjoint."""
    if verdict(one, facts) and verdict(other, facts):
        assert meeting(alternatives(one), alternatives(other)) is not None


@given(CONDITIONS, OPEN, FACTS)
def test_what_is_decided_early_is_decided_alike_when_all_is_told(
    condition: Condition, known: dict[str, str | None], rest: dict[str, str]
) -> None:
    """A missing fact would be taken for one of the things it can be."""
    early = verdict(condition, known)
    told = {name: known[name] or rest[name] for name in known}
    if early is not None:
        assert verdict(condition, told) is early


@given(CONDITIONS, OPEN)
def test_the_order_of_parts_does_not_matter(
    condition: Condition, known: dict[str, str | None]
) -> None:
    """A fact would be asked for, or not, by how a row is written."""
    assert verdict(_mirrored(condition), known) is verdict(condition, known)


def _mirrored(condition: Condition) -> Condition:
    if isinstance(condition, Atom):
        return condition
    return type(condition)(tuple(_mirrored(one) for one in reversed(condition.parts)))
