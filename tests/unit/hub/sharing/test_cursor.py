"""Cursors: a word back and forth, and nobody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import InvalidRequest
from hub.sharing.cursor import Cursor

CONSUMERS = st.text(min_size=1, max_size=20)
POSITIONS = st.integers(0, 2**63 - 1)


def _rule(text: str, consumer: str, head: int) -> str | None:
    with pytest.raises(InvalidRequest) as refused:
        Cursor.read(text, consumer).check(head)
    assert refused.value.field == "after"
    return refused.value.rule


@given(CONSUMERS, POSITIONS)
def test_read_back(consumer: str, position: int) -> None:
    """A consumer would go on at another place than where he stopped."""
    text = Cursor(consumer, position).write()
    assert len(text) == 28
    assert Cursor.read(text, consumer) == Cursor(consumer, position)


@given(CONSUMERS, CONSUMERS, POSITIONS)
def test_that_of_another_is_refused(consumer: str, other: str, position: int) -> None:
    """A consumer would follow where another one stands, and skip what lies between."""
    if consumer != other:
        text = Cursor(consumer, position).write()
        assert _rule(text, other, position) == "cursor.consumer"


@given(st.integers(2**63, 2**64 - 1))
def test_one_that_no_feed_comes_to(position: int) -> None:
    """A number that the store has no room for would have it read all versions."""
    text = Cursor("tax", position).write()
    assert _rule(text, "tax", 2**64) == "cursor.ahead"


@given(st.integers(1, 2**63 - 1))
def test_one_of_the_future_is_refused(position: int) -> None:
    """After a database was set back, versions made since would never be read."""
    text = Cursor("tax", position).write()
    assert _rule(text, "tax", position - 1) == "cursor.ahead"


@given(POSITIONS, st.integers(0, 27), st.text(min_size=1, max_size=1))
def test_a_changed_one_is_refused(position: int, index: int, letter: str) -> None:
    """A letter lost on the way would move a consumer to any place."""
    text = Cursor("tax", position).write()
    changed = text[:index] + letter + text[index + 1 :]
    if changed != text:
        assert _rule(changed, "tax", position) == "cursor.form"


@pytest.mark.parametrize("text", ["", "0", "AAAA", "ق" * 28, "A" * 28, "A" * 27, " " * 28])
def test_what_is_none_is_refused(text: str) -> None:
    """An error of the decoder would come out as a fault of the hub."""
    assert _rule(text, "tax", 9) == "cursor.form"
