"""No question under an id that was given before, whatever the clock does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.mobile_ownership.requests import RequestIds

NOW = datetime(2026, 11, 22, 20, 45, 1, 42, tzinfo=UTC)


def test_form() -> None:
    """Four digits of the provider, the instant on Tehran's clocks, six of microseconds."""
    assert RequestIds().next("1234", NOW) == "1234" + "20261123001501" + "000042"


def test_same_microsecond() -> None:
    """Two questions in one microsecond are two questions; over a second's end too."""
    ids = RequestIds()
    late = NOW.replace(microsecond=999_999)
    assert ids.next("1234", late)[4:] == "20261123001501999999"
    assert ids.next("1234", late)[4:] == "20261123001502000000"


@given(st.lists(st.integers(-3_600_000_000, 3_600_000_000), min_size=1))
def test_never_twice(offsets: list[int]) -> None:
    """A clock that stands, jumps or is set back gives no id a second time."""
    ids = RequestIds()
    given_out = [ids.next("0001", NOW + timedelta(microseconds=one)) for one in offsets]
    assert sorted(set(given_out)) == given_out
    assert {len(one) for one in given_out} == {24}
    assert all(one.isdigit() for one in given_out)
