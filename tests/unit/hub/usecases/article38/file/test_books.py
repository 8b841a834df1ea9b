"""What the inspection of the books means for a file: interim while the contract goes on."""

import pytest

from hub.usecases.article38.errors import FactsContradict
from hub.usecases.article38.file.acts import FiscalPeriod
from schemas.canonical.assessment import Facts
from tests.unit.hub.usecases.article38 import facts as assessed
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import ALLOCATED, CONFIRM, TODAY, YEAR, Hub

PERIODS: tuple[FiscalPeriod, ...] = (YEAR,)
CENTRAL = assessed.contractor(articles_match=True, **assessed.FIXED)


def inspected(*, continuing: bool, listed: int = 9_000_000) -> Facts:
    """Return the facts of a firm's fixed workshop; its books list the contract with an amount."""
    return assessed.facts(
        assessed.work("workshop-production", materials_by="assigner"),
        contractor=CENTRAL,
        books=assessed.books(
            status="inspected", contract_listed=True, continuing=continuing, listed_amount=listed
        ),
    )


def begun() -> Hub:
    house = Hub()
    house.tell(ALLOCATED, kit.initial(inspected(continuing=True)), CONFIRM)
    return house


def test_final_bases_are_of_no_contract_that_goes_on() -> None:
    """By saying that it goes on a contractor would get a final clearance without the difference.

    What the books list beyond the gross has a coefficient of its own.
    """
    house = begun()
    with pytest.raises(FactsContradict) as caught:
        house.tell(kit.final(inspected(continuing=True, listed=18_000_000), uninspected=PERIODS))
    assert caught.value.field == "books.continuing"
    file = house.tell(kit.final(inspected(continuing=False, listed=18_000_000)), CONFIRM)
    assert file.claim == kit.DUE


def test_interim_bases_of_a_contract_that_goes_on_are_taken() -> None:
    """A contract of several years could not be cleared on the way."""
    part = kit.interim(TODAY, inspected(continuing=True))
    house = begun()
    file = house.tell(type(part)(part.stage, part.facts, part.until, PERIODS), CONFIRM)
    assert file.claim == 0
    assert file.calculated is not None
    assert file.calculated.undertake == PERIODS
