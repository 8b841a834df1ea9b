"""Civil works: what sub-contractors paid for their own lists is claimed of nobody once more."""

import pytest

from hub.usecases.article38.assessment import assess
from schemas.canonical.assessment import Form
from tests.unit.hub.usecases.article38 import facts as kit
from tests.unit.hub.usecases.article38.facts import lists, subcontract, table
from tests.unit.hub.usecases.article38.test_settled import CIVIL, EXECUTIVE, MANUAL


@pytest.mark.parametrize(
    ("main", "paid", "total"),
    [
        (0, 700_000, 0),
        (0, 800_000, 0),
        (300_000, 700_000, 300_000),
        (300_000, 594_000, 406_000),
        (0, 500_000, 200_000),
    ],
)
def test_in_civil_works_no_list_is_paid_twice(main: int, paid: int, total: int) -> None:
    """Lists of a sub-contractor would be claimed of the main contractor after they were paid.

    The sub-contractor's lists are of 700,000, the coefficient is 594,000: what is due in all is
    the larger of it and of both lists, less what was paid.
    """
    one = subcontract(Form.ARTICLE41, 1_000_000, paid)
    within, others = lists(main), lists(700_000)
    facts = kit.facts(EXECUTIVE, contract=CIVIL, within=within, others=others, subcontracts=(one,))
    assert assess(facts, table(), kit.TODAY).total.total == total


def test_a_covered_contract_pays_no_list_of_its_own_subcontractor_twice() -> None:
    """Below a civil main contract the third in the chain would be paid for by the second, too."""
    one = subcontract(Form.ARTICLE41, 1_000_000, 100_000)
    covered = kit.contract(main="civil-executive")
    within, others = lists(500_000), lists(200_000)
    facts = kit.facts(MANUAL, contract=covered, within=within, others=others, subcontracts=(one,))
    assert assess(facts, table(), kit.TODAY).total.total == 500_000 + 200_000 - 594_000 - 100_000
