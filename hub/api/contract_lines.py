"""A stream of octets as batches of lines, as they come; one batch and one line are held."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import NamedTuple, TypeVar

from starlette.requests import ClientDisconnect

from hub.contracts.check import LONGEST_LINE

T = TypeVar("T")


class RawLine(NamedTuple):
    """A line and its number, from 1; one that is too long is cut one octet beyond the longest."""

    number: int
    octets: bytes


class Cutter:
    """Cuts octets into lines, blank ones left out; holds what is not a whole line yet."""

    def __init__(self) -> None:
        self._number = 0
        self._open = bytearray()

    def feed(self, octets: bytes) -> list[RawLine]:
        """Return the lines that end in ``octets``."""
        *ended, rest = octets.split(b"\n")
        found = []
        for part in ended:
            self._hold(part)
            found += self.end()
        self._hold(rest)
        return found

    def end(self) -> list[RawLine]:
        """Return the line that is open, as one that has ended."""
        self._number += 1
        line = RawLine(self._number, bytes(self._open))
        self._open.clear()
        return [line] if line.octets.strip() else []

    def _hold(self, part: bytes) -> None:
        self._open += part[: LONGEST_LINE + 1 - len(self._open)]


async def batches(
    stream: AsyncIterator[bytes], most: int, pause: float
) -> AsyncIterator[list[RawLine]]:
    """Yield the lines of ``stream``, up to ``most`` at once, sooner when nothing comes for a while.

    ``pause`` is that while in seconds. The next octets are asked for when a batch is taken. Of a
    stream that breaks off every whole line is yielded; what is left of the last one is not.
    """
    cutter, held = Cutter(), list[RawLine]()
    coming = _next(stream)
    try:
        while True:
            come, _ = await asyncio.wait([coming], timeout=pause if held else None)
            if come:
                octets = coming.result()
                if octets is None:
                    break
                held += cutter.feed(octets)
            while len(held) >= (most if come else 1):
                yield held[:most]
                held = held[most:]
            if come:
                coming = _next(stream)
        held += cutter.end()
    except ClientDisconnect:
        pass
    finally:
        coming.cancel()
    for at in range(0, len(held), most):
        yield held[at : at + most]


async def ahead(source: AsyncIterator[T]) -> AsyncIterator[T]:
    """Yield what ``source`` yields, and have the next one made while one is worked on."""
    coming = _next(source)
    try:
        while (one := await coming) is not None:
            coming = _next(source)
            yield one
    finally:
        coming.cancel()


def _next(stream: AsyncIterator[T]) -> asyncio.Task[T | None]:
    """Return the next of a stream on its way; None at the end."""

    async def read() -> T | None:
        awaited: Awaitable[T | None] = anext(stream, None)
        return await awaited

    return asyncio.create_task(read())
