"""One rounding at the end, a half upward, and nothing lost between the parts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.usecases.article38.assessment import assess
from hub.usecases.article38.rounding import apportioned, to_rials
from tests.unit.hub.usecases.article38 import facts as kit
from tests.unit.hub.usecases.article38.facts import TODAY, table, work

AMOUNTS = st.lists(st.fractions(-1000, 1000, max_denominator=90), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("exact", "rials"),
    [("1/2", 1), ("49/100", 0), ("51/100", 1), ("3/2", 2), ("5/2", 3), ("-1/2", 0), ("7", 7)],
)
def test_a_half_is_rounded_up(exact: str, rials: int) -> None:
    """The same premium would be a rial more or less by the parity of its amount."""
    assert to_rials(Fraction(exact)) == rials


@given(AMOUNTS)
def test_parts_make_up_the_rounded_sum(exact: list[Fraction]) -> None:
    """A rial would be lost or made."""
    total = to_rials(sum(exact))
    found = apportioned(total, exact)
    assert sum(found) == total
    assert all(abs(one - true) < 1 for one, true in zip(found, exact, strict=True))


def test_the_earlier_takes_the_rial_where_two_lost_the_same() -> None:
    """The same contract would be split otherwise on another day."""
    assert apportioned(1, [Fraction(1, 2), Fraction(1, 2)]) == [1, 0]


@pytest.mark.parametrize(
    ("gross", "total"),
    [(1, 0), (3, 1), (6, 1), (7, 1), (9, 2), (100, 17), (1_000_000_007, 166_666_668)],
)
def test_the_whole_is_rounded_once(gross: int, total: int) -> None:
    """One sixth of the turnover would be rounded as premium and again as unemployment insurance."""
    found = assess(kit.facts(work("services", gross, machinery_by=kit.NONE)), table(), TODAY)
    assert found.total.total == total


def test_many_parts_are_rounded_as_one() -> None:
    """A hundred parts of a third of a rial would come to nothing, or to a hundred rials."""
    parts = [work("services", 2, code=f"p{n}", machinery_by=kit.NONE) for n in range(100)]
    found = assess(kit.facts(*parts), table(), TODAY)
    assert found.total.total == 33
    assert sum(one.amount.total for one in found.lines) == 33
