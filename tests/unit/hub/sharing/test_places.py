"""Where contracts are looked for in the store: nowhere too little."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.join import join
from hub.contracts.precedence import shipped_precedence
from hub.contracts.resolve import Known, New, resolve
from hub.contracts.scale import Points, shipped_scale
from hub.sharing.places import found_by, is_sought
from schemas.canonical.contract import Statement
from schemas.canonical.identifiers import BranchCode, ContractRow
from tests.unit.hub.contracts.made import contract, said, statements

SCALE = shipped_scale()


@given(statements(), statements())
def test_whatever_is_not_new_is_found(one: Statement, other: Statement) -> None:
    """A contract that is known would be made once more, since nobody looked where it is."""
    found = resolve(other, [join("x", [one], shipped_precedence())], SCALE)
    same = (one.source, one.contract.source_id) == (other.source, other.contract.source_id)
    shared = zip(found_by(one.contract), found_by(other.contract), strict=True)
    if not isinstance(found, New) and not same:
        assert any(mine == theirs for mine, theirs in shared if mine is not None)
    else:
        assert isinstance(found, New | Known) or same


@given(st.sampled_from(["1405/12", "12-1405", "۱۴۰۵/۰۱۲", "1405 / 12"]))
def test_numbers_that_are_near_have_one_place(number: str) -> None:
    """A number that another office writes the other way round would not be looked up."""
    assert found_by(contract(number=number)) == found_by(contract(number="1405/12"))
    assert found_by(contract(number=number)) != found_by(contract(number="1405/13"))


def test_a_row_is_one_of_its_branch() -> None:
    """Rows of two branches would be taken for one."""
    row = said("assigner", row=ContractRow("00000012"), branch=BranchCode("0021"))
    assert found_by(row.contract).contract_row == "0021/00000012"
    assert found_by(replace(row.contract, branch=None)).contract_row is None


def test_a_scale_that_asks_for_more_is_seen() -> None:
    """What is alike under a deployment's own table would not be looked for where it is."""
    assert is_sought(SCALE)
    assert not is_sought(replace(SCALE, ambiguous=60))
    points = {**SCALE.points, "number": Points(20, 10), "signed_on": Points(34, 7)}
    assert not is_sought(replace(SCALE, points=points))
