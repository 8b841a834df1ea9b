"""The small CBOR reader: everything in its one spelling, and nothing else."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.verify.cbor import NotDeterministic, read_item

LEAVES = st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=300)
ITEMS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.integers(-99999, 99999) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def ordered(item: object) -> object:
    """Return ``item`` with its maps in the order of RFC 8949, section 4.2.1."""
    if isinstance(item, list):
        return [ordered(one) for one in item]
    if isinstance(item, dict):
        keys = sorted(item, key=cbor2.dumps)
        return {key: ordered(item[key]) for key in keys}
    return item


def deep(item: object) -> int:
    """Return how many containers lie around the innermost item."""
    inner = (
        list(item.values()) if isinstance(item, dict) else item if isinstance(item, list) else []
    )
    return 1 + max(map(deep, inner), default=0) if isinstance(item, dict | list) else 0


@given(ITEMS)
def test_what_another_writer_writes_is_read(item: object) -> None:
    """A seal of another implementation could not be read."""
    written = cbor2.dumps(ordered(item))
    if deep(item) > 4:
        with pytest.raises(NotDeterministic):
            read_item(written)
    else:
        assert read_item(written) == item


@given(st.binary(max_size=60))
def test_what_is_read_has_one_spelling(data: bytes) -> None:
    """Octets could be changed without a change of meaning."""
    try:
        item = read_item(data)
    except NotDeterministic:
        return
    assert cbor2.dumps(item) == data


@pytest.mark.parametrize(
    "spelled",
    [
        "",
        "1800",  # 0 in two octets
        "190001",
        "1a0000ffff",
        "1b00000000ffffffff",
        "19",  # cut off
        "4261",
        "61ff",  # not UTF-8
        "5f4100ff",  # indefinite
        "9fff",
        "bfff",
        "0000",  # something behind
        "f4",  # false
        "f6",
        "fb3ff0000000000000",
        "c100",  # a tag
        "a201000100",  # a key twice
        "a202000100",  # keys out of order
        "a1410000",  # a key of octets
        "818181818100",  # nested too deep
        "9bffffffffffffffff",  # more items than there are octets
        "bb7fffffffffffffff",
        "5bffffffffffffffff",
    ],
)
def test_every_other_spelling_is_refused(spelled: str) -> None:
    """A crafted message would be read in two ways, or cost memory by a length of its own saying."""
    with pytest.raises(NotDeterministic):
        read_item(bytes.fromhex(spelled))
