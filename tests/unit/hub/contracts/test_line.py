"""A line as a whole: what is none, what is there twice, everything told at once, and no noise."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.check import LONGEST_LINE, read_line
from hub.contracts.digest import canonical
from hub.contracts.readers import OPTIONAL, READERS
from schemas.canonical.contract import RegisteredContract
from tests.unit.hub.contracts.made import TODAY
from tests.unit.hub.contracts.made_lines import FULL, LINE, slips, wrong


@pytest.mark.parametrize(
    ("octets", "rule"),
    [
        (b"", "json.malformed"),
        (b"{", "json.malformed"),
        (b"{} {}", "json.malformed"),
        (b'{"amount": NaN}', "json.malformed"),
        (b'{"amount": ' + b"9" * 5000 + b"}", "json.malformed"),
        (b'{"subject": "\xff"}', "json.malformed"),
        (b'{"subject": "a\tb"}', "json.malformed"),
        (b"\xef\xbb\xbf{}", "json.malformed"),
        ("{}".encode("utf-16"), "json.malformed"),
        (b"[" * 16_000, "json.malformed"),
        (b"[]", "json.object"),
        (b"null", "json.object"),
        (b'[["source_id", "1"]]', "json.object"),
        (b" " * LONGEST_LINE + b"{", "line.too-long"),
    ],
    ids=range(14),
)
def test_what_is_no_line_is_told_as_a_whole(octets: bytes, rule: str) -> None:
    """A broken line would stop the batch, or be read as something else."""
    assert slips(octets) == [("", rule)]


def test_a_line_of_the_longest_length_is_read() -> None:
    """The longest texts there may be, every character escaped, would be cut off."""
    line = canonical(FULL)
    padded = line + b" " * (LONGEST_LINE - len(line))
    assert read_line(padded, TODAY) == FULL
    escaped = json.dumps({**LINE, "subject": "😀" * 500, "number": "😀" * 100}).encode()
    assert isinstance(read_line(escaped, TODAY), RegisteredContract)


def test_a_member_that_is_there_twice_is_named() -> None:
    """The later of two amounts would count, and the earlier be lost."""
    line = canonical(FULL)
    assert slips(line[:-1] + b',"amount":1}') == [("amount", "json.duplicate")]
    assert slips(line[:-1] + b',"amount":1,"amount":-1,"x y":1,"x y":2}') == [
        ("amount", "json.duplicate"),
        ("", "json.duplicate"),
        ("amount", "contract.amount"),
        ("", "json.unknown"),
    ]


def test_everything_is_told_at_once() -> None:
    """A batch would come back once for every slip."""
    found = wrong(amount=0, currency="USD", ends_on="2020-01-01", assigner="", colour=1)
    assert found == [
        ("assigner", "contract.no-party"),
        ("amount", "contract.amount"),
        ("currency", "contract.currency"),
        ("ends_on", "contract.dates-reversed"),
        ("colour", "json.unknown"),
    ]
    assert {field for field, _ in slips(b"{}")} == set(READERS) - OPTIONAL


def test_a_line_of_slips_alone_has_a_bounded_answer() -> None:
    """An answer could be made a hundred times larger than its line."""
    many = json.dumps({f"{a}{b}": 1 for a in "abcdefgh" for b in "abcdefgh"}).encode()
    assert len(slips(many)) == 50


@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: json.dumps(text).encode()))
def test_no_octets_raise(octets: bytes) -> None:
    """One line of noise would end the stream."""
    assert isinstance(read_line(octets, TODAY), tuple)


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)


@given(
    st.dictionaries(
        st.sampled_from(sorted(READERS)),
        VALUES | st.lists(VALUES, max_size=1) | st.dictionaries(st.text(max_size=2), VALUES),
        min_size=1,
    )
)
def test_no_value_raises_and_none_is_told(changes: dict[str, Any]) -> None:
    """A value of a strange kind would stop the batch; or stand in its answer."""
    found = read_line(json.dumps({**LINE, **changes}).encode(), TODAY)
    if isinstance(found, tuple):
        allowed = {*READERS, ""}
        assert {one.field for one in found} <= allowed
        assert all(one.rule.replace(".", "").replace("-", "").isalpha() for one in found)
