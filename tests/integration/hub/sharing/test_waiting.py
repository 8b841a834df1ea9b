"""What a register says of one of several contracts waits for an operator, and is assigned."""

import pytest

from hub.contracts.resolve import Doubt
from hub.errors import InvalidRequest
from hub.sharing.feed import Feed
from hub.sharing.intake import Intake
from hub.sharing.results import Outcome, read_candidates
from hub.sharing.written import read_joined
from hub.store.contracts import Contracts
from hub.store.database import Database
from tests.integration.hub.sharing.conftest import Ticking
from tests.kit.contracts import BUDGET, TAX, lines, unlike

ONE, TWO, THREE = "ocds-peyvnd-1", "ocds-peyvnd-2", "ocds-peyvnd-3"
TORN = unlike(9, crn="1", budget_code="B-2")
"""It has the tax authority's key of one contract and the budget's of another."""


@pytest.fixture
async def torn(database: Database, intake: Intake) -> Intake:
    """Give an intake in which the budget organization's entry waits between two contracts."""
    await intake.take(TAX, lines(unlike(1, crn="1"), unlike(2, crn="2")))
    await intake.take(BUDGET, lines(unlike(2, crn="2", budget_code="B-2")))
    (result,) = await intake.take(BUDGET, lines(TORN))
    assert result.outcome is Outcome.WAITING
    assert {one.ocid for one in result.candidates} == {ONE, TWO}
    assert {one.doubt for one in result.candidates} == {Doubt.KEYS_APART}
    return intake


async def test_waits_and_changes_nothing(database: Database, torn: Intake) -> None:
    """Keys that contradict each other would merge two contracts, or be lost."""
    assert await Feed(database, Ticking()).head() == 3
    (waiting,) = await Contracts(database).waiting(10)
    assert (waiting.source, waiting.source_id, waiting.ocid) == (BUDGET, TORN.source_id, None)
    (again,) = await torn.take(BUDGET, lines(TORN))
    assert again.outcome is Outcome.WAITING
    assert again.candidates == read_candidates(waiting.candidates)


async def test_assigned_to_one_of_them(database: Database, torn: Intake) -> None:
    """An operator's choice would not be followed, or be asked for again."""
    result = await torn.assign(BUDGET, TORN.source_id, ONE)
    assert (result.outcome, result.ocid, result.version) == (Outcome.CHANGED, ONE, 2)
    assert await Contracts(database).waiting(10) == []
    (after,) = await torn.take(BUDGET, lines(unlike(9, crn="1", budget_code="B-2", revision=2)))
    assert (after.outcome, after.ocid, after.version) == (Outcome.CHANGED, ONE, 3)
    with pytest.raises(InvalidRequest, match=r"contract\.not-waiting"):
        await torn.assign(BUDGET, TORN.source_id, ONE)


async def test_assigned_to_a_new_one(torn: Intake) -> None:
    """A contract of its own could not be told from those that it is like."""
    result = await torn.assign(BUDGET, TORN.source_id, None)
    assert (result.outcome, result.ocid, result.version) == (Outcome.CREATED, THREE, 1)


async def test_cannot_be_assigned_to_nothing(torn: Intake) -> None:
    """A slip of the operator would make a contract that nobody knows."""
    with pytest.raises(InvalidRequest, match=r"contract\.unknown"):
        await torn.assign(BUDGET, TORN.source_id, "ocds-peyvnd-99")
    with pytest.raises(InvalidRequest, match=r"contract\.not-waiting"):
        await torn.assign(TAX, TORN.source_id, ONE)


async def test_what_counted_before_goes_on_to_count(database: Database, intake: Intake) -> None:
    """A contract would lose what was said of it while somebody thinks about a later word."""
    await intake.take(TAX, lines(unlike(1, crn="1")))
    await intake.take(BUDGET, lines(unlike(2, amount=8)))
    (result,) = await intake.take(BUDGET, lines(unlike(2, revision=2, amount=9, crn="1")))
    assert (result.outcome, result.ocid, result.version) == (Outcome.WAITING, TWO, 1)
    feed = Feed(database, Ticking())
    assert await feed.head() == 2
    moved = await intake.assign(BUDGET, "900000002", ONE)
    assert (moved.ocid, moved.version) == (ONE, 2)
    left = read_joined(TWO, (await feed.history(TWO))[-1].body)
    assert (left.withdrawn, left.sources, dict(left.fields)) == (True, {}, {})
    assert [(one.ocid, one.version) for one in await feed.after(2, 9)] == [(TWO, 2), (ONE, 2)]


async def test_a_clear_word_ends_the_waiting(torn: Intake) -> None:
    """An operator would be asked though the register has mended its slip by itself."""
    mended = unlike(9, revision=2, crn="9", budget_code="B-9")
    (result,) = await torn.take(BUDGET, lines(mended))
    assert (result.outcome, result.ocid) == (Outcome.CREATED, THREE)
