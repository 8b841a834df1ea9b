"""Every row of the shipped table comes to what the sources say, worked by hand."""

from collections import Counter

import pytest

from hub.usecases.article38.model import Outcome
from tests.unit.hub.usecases.article38.examples import Example, examples, found, told
from tests.unit.hub.usecases.article38.facts import table

ALL = examples()


@pytest.mark.parametrize("number", range(len(ALL)), ids=lambda one: f"{one}-{ALL[one].row}")
def test_an_example_comes_out(number: int) -> None:
    """A contractor would be charged by another rate than that of his kind of work."""
    one = ALL[number]
    assessed = found(one)
    total, assigner = assessed.total, one.facts.get("assigner", 0)
    assert assessed.parts[0].row == one.row
    assert (total.premium, total.unemployment) == (one.premium, one.unemployment)
    assert (total.fine, total.assigner) == (0, assigner)
    assert total.contractor == one.premium + one.unemployment - assigner


def test_every_row_is_met_at_least_twice() -> None:
    """A row would be shipped that nobody has ever worked through."""
    met = Counter(code for one in ALL for code in found(one).parts[0].path)
    open_ = {one.code for one in table().rows if one.outcome is Outcome.UNDECIDED}
    subs = {one.code for one in table().rows if one.outcome is Outcome.COVERED}
    codes = {one.code for one in table().rows} - open_ - subs
    assert {code: met[code] for code in codes if met[code] < 2} == {}
    assert len(ALL) >= 200


def test_no_example_stands_twice() -> None:
    """A number of examples would be claimed that are the same one."""
    seen = Counter(repr((one, told(one))) for one in map(_plain, ALL))
    assert [one for one, times in seen.items() if times > 1] == []


def _plain(one: Example) -> Example:
    return one._replace(facts=dict(sorted(one.facts.items())))
