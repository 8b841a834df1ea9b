"""Octets become lines, however they are cut on their way, and no line is held beyond its bound."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.contract_lines import Cutter, RawLine, ahead, batches
from hub.contracts.check import LONGEST_LINE

PIECES = st.lists(st.binary(max_size=12).map(lambda one: one.replace(b"\r", b"\n")), max_size=12)


def naive(octets: bytes) -> list[RawLine]:
    """Return the lines of octets that are all there."""
    parts = enumerate(octets.split(b"\n"), 1)
    return [RawLine(number, part) for number, part in parts if part.strip()]


@given(PIECES)
def test_how_octets_are_cut_changes_nothing(pieces: list[bytes]) -> None:
    """A line would be lost, doubled or misnumbered where a packet ends."""
    cutter = Cutter()
    found = [line for piece in pieces for line in cutter.feed(piece)] + cutter.end()
    assert found == naive(b"".join(pieces))


@given(PIECES, st.integers(1, 4))
def test_batches_are_the_lines_in_order(pieces: list[bytes], most: int) -> None:
    """A line would be lost between two batches, or a batch be larger than the store takes."""

    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    async def gathered() -> list[list[RawLine]]:
        return [one async for one in batches(stream(), most, pause=60)]

    found = asyncio.run(gathered())
    assert [line for batch in found for line in batch] == naive(b"".join(pieces))
    assert all(0 < len(batch) <= most for batch in found)
    assert all(len(batch) == most for batch in found[:-1])


def test_a_line_without_an_end_is_not_held() -> None:
    """Whoever sends no end of line would fill the memory."""
    cutter = Cutter()
    for _ in range(100):
        assert cutter.feed(b"x" * 65_536) == []
        assert len(cutter._open) == LONGEST_LINE + 1
    assert [(one.number, len(one.octets)) for one in cutter.feed(b"x\n")] == [(1, LONGEST_LINE + 1)]


async def test_one_is_made_while_another_is_worked_on() -> None:
    """Reading would wait for the store, or a caller who reads no results be read to his end."""
    made: list[int] = []

    async def source() -> AsyncIterator[int]:
        for number in range(4):
            made.append(number)
            yield number

    seen = []
    async for one in ahead(source()):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        seen.append((one, len(made)))
    assert seen == [(0, 2), (1, 3), (2, 4), (3, 4)]


async def test_what_came_before_a_break_is_worked_on() -> None:
    """Lines that are whole would be lost with those that are not."""

    async def source() -> AsyncIterator[int]:
        yield 0
        yield 1
        raise ConnectionError

    found = ahead(source())
    assert [await anext(found), await anext(found)] == [0, 1]
    with pytest.raises(ConnectionError):
        await anext(found)
