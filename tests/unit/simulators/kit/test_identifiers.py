"""The kit's ids are valid by the product's rules, which were written apart from them."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical.identifiers import parse_legal_id, parse_national_id, parse_postal_code
from simulators.kit import identifiers as ids

PEOPLE = st.integers(0, ids.PEOPLE - 1)
FIRMS = st.integers(0, ids.FIRMS - 1)


@given(PEOPLE)
def test_national_ids(number: int) -> None:
    """An id that the hub refuses would fail for the wrong reason; one of an office, be real."""
    made = ids.national_id(number)
    assert parse_national_id(made) == made
    assert made.startswith("9")


@given(st.integers(0, 999_998))
def test_short_national_ids(number: int) -> None:
    """The ids that lose zeros are valid too."""
    made = ids.short_national_id(number)
    assert parse_national_id(made) == made
    assert made.startswith("000")


@given(FIRMS)
def test_legal_ids(number: int) -> None:
    """Firms' ids pass their own check digit."""
    made = ids.legal_id(number)
    assert parse_legal_id(made) == made
    assert made.startswith("99")


@given(st.integers(0, 10**10))
def test_postal_codes(number: int) -> None:
    """Postal codes follow the postal company's pattern, whatever the number."""
    made = ids.postal_code(number)
    assert parse_postal_code(made) == made


@given(PEOPLE, PEOPLE)
def test_people_are_told_apart(one: int, other: int) -> None:
    """Two people with one id would be one record."""
    assert (ids.national_id(one) == ids.national_id(other)) == (one == other)


@given(FIRMS, FIRMS)
def test_firms_are_told_apart(one: int, other: int) -> None:
    """Two firms with one id would be one record."""
    assert (ids.legal_id(one) == ids.legal_id(other)) == (one == other)
