"""The worked examples of the demonstration, held against the hub's own table of coefficients."""

from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.usecases.article38.assessment import assess
from hub.usecases.article38.file.acts import BasesFiled
from hub.usecases.article38.file.form import read_told
from simulators.demo import worked
from tests.unit.hub.usecases.article38.facts import table

ALL = [
    worked.CIVIL,
    worked.MECHANICAL,
    worked.MANUAL,
    worked.UNDERTAKEN,
    worked.ALONE,
    *worked.OTHERS,
]
TODAY = date(2026, 11, 22)


def _bases(told: dict[str, Any]) -> BasesFiled:
    return cast("BasesFiled", read_told("bases-filed", {"stage": "initial", "facts": told}))


@pytest.mark.parametrize("one", ALL, ids=[one.row for one in ALL])
@settings(max_examples=5)
@given(gross=st.integers(1_000, 10**12).map(lambda millions: millions * 45))
def test_an_example_comes_to_its_rate(one: worked.Worked, gross: int) -> None:
    """The demonstration would show a rate by hand that the law's table does not have."""
    found = assess(_bases(one.facts(gross)).facts, table(), TODAY)
    assert abs(found.total.total - one.due(gross)) <= 1


def test_the_numbers_that_people_know() -> None:
    """The rates that every contractor knows would not stand in the demonstration's table."""
    shown = {one.row: f"{float(one.rate * 100):.2f}" for one in ALL}
    known = {
        "civil-executive": "6.60",
        "civil-consultant": "15.60",
        "N1": "7.78",
        "N2": "16.67",
        "N10": "1.33",
        "N13": "4.44",
        "N25": "4.78",
        "N28": "5.78",
        "health-post-own": "13.11",
    }
    assert shown.items() >= known.items()
    assert len(ALL) == len(shown) == 23


def test_a_half_of_a_rial_goes_up() -> None:
    """The demonstration would find a rial too few where the hub rounds once, a half upward."""
    assert worked.MANUAL.due(3) == 1
    assert worked.MANUAL.due(2) == 0
    assert worked.CIVIL.due(1_000) == 66
