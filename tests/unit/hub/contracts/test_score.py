"""How alike two descriptions are: the same either way round, highest for the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.join import join
from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import ALL, shipped_scale
from hub.contracts.score import Likeness, face_joined, face_of, score
from schemas.canonical.contract import RegisteredContract
from tests.unit.hub.contracts.made import (
    ASSIGNER,
    BUDGET,
    CONTRACT,
    CONTRACTOR,
    OTHER_ASSIGNER,
    PERSON,
    TAX,
    contract,
    said,
)

SCALE = shipped_scale()
DAYS = st.sampled_from([date(2026, 4, 1) + timedelta(days=n) for n in (0, 3, 7, 8, 400)])


@st.composite
def contracts(draw: st.DrawFn) -> RegisteredContract:
    return contract(
        number=draw(st.sampled_from(("1405/12", "۱۲-۱۴۰۵", "1405/012", "7", "الف-۷", "-"))),
        assigner=draw(st.sampled_from((ASSIGNER, OTHER_ASSIGNER))),
        contractor=draw(st.sampled_from((CONTRACTOR, PERSON))),
        signed_on=draw(DAYS),
        starts_on=draw(DAYS),
        ends_on=draw(DAYS),
    )


def points(one: RegisteredContract, other: RegisteredContract) -> int:
    return score(face_of(one), face_of(other), SCALE).points


@given(contracts(), contracts())
def test_either_way_round_it_is_the_same(
    one: RegisteredContract, other: RegisteredContract
) -> None:
    """Which register spoke first would decide whether two contracts are one."""
    mine, theirs = face_of(one), face_of(other)
    assert score(mine, theirs, SCALE) == score(theirs, mine, SCALE)


@given(contracts(), contracts())
def test_nothing_is_more_alike_than_the_same(
    one: RegisteredContract, other: RegisteredContract
) -> None:
    """Another contract would be taken before the very one."""
    assert points(one, one) == ALL >= points(one, other)


@given(contracts(), contracts(), contracts())
def test_a_joined_contract_is_as_alike_as_any_that_tells_it(
    one: RegisteredContract, other: RegisteredContract, asked: RegisteredContract
) -> None:
    """A register's own words would count for less because another register disagrees."""
    told = (said(TAX), said(BUDGET))
    told = tuple(replace(x, contract=c) for x, c in zip(told, (one, other), strict=True))
    both = join("o", told, shipped_precedence())
    found = score(face_of(asked), face_joined(both), SCALE).points
    assert found >= max(points(asked, one), points(asked, other))


@pytest.mark.parametrize(
    ("number", "likeness"),
    [
        ("1405/12", Likeness.SAME),
        ("۱۴۰۵ / ۱۲", Likeness.SAME),
        ("12-1405", Likeness.NEAR),
        ("1405/0012", Likeness.NEAR),
        ("1405/13", Likeness.OTHER),
        ("140512", Likeness.OTHER),
        ("", Likeness.OTHER),
    ],
)
def test_a_number_in_another_writing_is_near(number: str, likeness: Likeness) -> None:
    """Offices that write the year last would never be recognized; or any digits would do."""
    found = score(face_of(CONTRACT), face_of(contract(number=number)), SCALE)
    assert found.fields["number"] is likeness


def test_two_numbers_without_letters_or_digits_are_not_near() -> None:
    """A dash and a slash in place of a number would make two contracts one."""
    found = score(face_of(contract(number="-")), face_of(contract(number="/")), SCALE)
    assert found.fields["number"] is Likeness.OTHER


@pytest.mark.parametrize(
    ("days", "likeness"), [(0, Likeness.SAME), (7, Likeness.NEAR), (8, Likeness.OTHER)]
)
def test_days_are_near_within_a_week(days: int, likeness: Likeness) -> None:
    """A day of signing and one of notification would count as another contract."""
    moved = contract(signed_on=CONTRACT.signed_on - timedelta(days=days))
    assert score(face_of(CONTRACT), face_of(moved), SCALE).fields["signed_on"] is likeness
