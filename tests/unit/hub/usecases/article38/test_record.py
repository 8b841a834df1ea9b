"""What was fixed is kept as JSON and read again, exactly."""

import json

import pytest

from hub.usecases.article38.assessment import calculate, fix
from hub.usecases.article38.record import read_fixed, write_fixed
from tests.unit.hub.usecases.article38 import facts as kit
from tests.unit.hub.usecases.article38.facts import TODAY, table, work

CONTRACTS = [
    kit.facts(work("works", materials_by=kit.CONTRACTOR, contractor_materials=2_700_000)),
    kit.facts(work("goods-transport", drivers="owners", drivers_insured=True)),
    kit.facts(work("design"), work("vehicle-hire", code="b", manpower_by=kit.CONTRACTOR)),
    kit.facts(
        work("advertising-space", space_owner="municipality", rent=3_000_000),
    ),
]


@pytest.mark.parametrize("number", range(len(CONTRACTS)))
def test_what_was_fixed_is_read_as_it_was_written(number: int) -> None:
    """A contract would end by other rates than it began with."""
    facts = CONTRACTS[number]
    fixed, estimate = fix(facts, table(), TODAY)
    again = read_fixed(json.loads(json.dumps(write_fixed(fixed))))
    assert again == fixed
    assert again.estimate == estimate.total
    assert calculate(again, facts, table()) == calculate(fixed, facts, table())


def test_rates_stand_in_the_record_as_people_write_them() -> None:
    """Who reads the database would see a rate that is not the table's."""
    fixed, _ = fix(CONTRACTS[1], table(), TODAY)
    (rate,) = write_fixed(fixed)["parts"][0]["rates"]
    assert (rate["premium"], rate["unemployment"]) == ("1/25", "7/900")


@pytest.mark.parametrize("record", [{}, {"record": 2}, {"record": "1"}])
def test_a_record_of_another_form_is_refused(record: dict[str, object]) -> None:
    """An old reader would misread what a later release wrote."""
    with pytest.raises(ValueError, match="not a fixed coefficient"):
        read_fixed(record)
