"""The written forms of statements and contracts: read back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.digest import canonical, members_of
from hub.contracts.join import join
from hub.contracts.precedence import shipped_precedence
from hub.sharing.written import read_joined, read_statement, write_alone, write_joined, write_nobody
from schemas.canonical.contract import Statement
from tests.unit.hub.contracts.made import statements

ORDER = shipped_precedence()


def _distinct(told: list[Statement]) -> list[Statement]:
    """Return one statement of each registration, as the store has them."""
    return [*{(one.source, one.contract.source_id): one for one in told}.values()]


@given(statements())
def test_a_statement_is_read_back(one: Statement) -> None:
    """What a register said would be joined as something else after it was kept."""
    assert read_statement(canonical(one.contract).decode()) == one.contract


@given(st.lists(statements(), min_size=1, max_size=6).map(_distinct))
def test_a_contract_is_read_back(told: list[Statement]) -> None:
    """An old version would be shown as it never was."""
    contract = join("ocds-peyvnd-1", told, ORDER)
    assert read_joined("ocds-peyvnd-1", write_joined(contract, told)) == contract


@given(statements())
def test_the_short_way_writes_the_same(one: Statement) -> None:
    """A contract of one register would look otherwise when a second one comes and goes."""
    members = members_of(one.contract)
    assert write_alone(one, members) == write_joined(join("x", [one], ORDER), [one])


def test_nobody_states_anything() -> None:
    """A contract whose last statement went to another could not be read."""
    contract = read_joined("x", write_nobody())
    assert (contract.withdrawn, contract.sources, contract.disagreements) == (True, {}, ())
