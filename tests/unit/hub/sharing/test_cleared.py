"""What was cleared of a contract stays, in whatever order registers speak."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.contracts.withholding import total_of
from hub.sharing.batch import Batch, Rules, read_line_of
from hub.sharing.cleared import BELOW_CLEARED, CLEARED, against
from hub.sharing.ground import Ground
from hub.sharing.results import Line, Outcome
from schemas.canonical.contract import JoinedContract, RegisteredContract
from schemas.canonical.money import Rials
from tests.kit.article37 import NOW
from tests.kit.contracts import BUDGET, OWN, TAX, lived, registered
from tests.unit.hub.contracts.made_parts import LATER

_RULES = Rules(shipped_precedence(), shipped_scale(), "ocds-peyvnd")
_NAME = "ocds-peyvnd-1"
GROSS = 10
_said = st.builds(
    registered,
    st.sampled_from(["1", "2"]),
    revision=st.integers(1, 6),
    amount=st.integers(1, 20).map(Rials),
    withdrawn=st.booleans(),
    crn=st.just("100200300"),
)


def _joined(ground: Ground) -> JoinedContract:
    return ground.joined(_NAME, _RULES.precedence)


@given(st.lists(st.tuples(st.sampled_from([TAX, BUDGET, OWN]), _said), max_size=12))
def test_no_words_of_registers_lower_what_was_cleared(
    told: list[tuple[str, RegisteredContract]],
) -> None:
    """Two registers together, or one that leaves, would do what one alone is refused."""
    ground = Ground()
    entries: dict[str, dict[str, object]] = {one: {} for one in (TAX, BUDGET, OWN)}
    first = registered("1", amount=Rials(12), crn="100200300")
    for number, (source, contract) in enumerate([(TAX, first), *told]):
        ground.entries = entries[source]  # type: ignore[assignment]
        ground.digests = {}
        batch = Batch(source, _RULES, ground, number, 0 if number == 0 else 9 + number)
        before = _joined(ground) if number else None
        result = batch.take(read_line_of(Line(1, contract), source, NOW))
        ground.cleared = {_NAME: GROSS}
        after = _joined(ground)
        assert not after.withdrawn
        was = total_of(before) if before else 12
        assert (total_of(after) or 0) >= min(GROSS, was or 0)
        if result.outcome is Outcome.REFUSED:
            assert after == before


def test_amendments_count() -> None:
    """A contract would be lowered by an amendment, or held to what it was before one."""
    ground = Ground()
    batch = Batch(TAX, _RULES, ground, 0, 0)
    batch.take(read_line_of(Line(1, lived("1")), TAX, NOW))
    total = total_of(_joined(ground)) or 0
    ground.cleared = {_NAME: total}
    change = LATER["amendments"]
    lower = (replace(change[0], amount_change=change[0].amount_change - 1), *change[1:])
    less = lived("1", revision=2, amendments=lower)
    assert batch.take(read_line_of(Line(2, less), TAX, NOW)).code == BELOW_CLEARED
    assert batch.take(read_line_of(Line(3, lived("1", revision=2)), TAX, NOW)).code is None


def test_nobody_is_a_withdrawal() -> None:
    """A contract that nobody states any more would keep a clearance of nothing."""
    ground = Ground()
    batch = Batch(TAX, _RULES, ground, 0, 0)
    batch.take(read_line_of(Line(1, registered("1")), TAX, NOW))
    assert against(_joined(ground), None, 1) == CLEARED
    assert against(_joined(ground), _joined(ground), 10**15) is None
