"""Files of OCDS read piece by piece: a document a file, or one on each line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hub.errors import InvalidRequest

LONGEST: Final = 64 * 1024**2
"""Octets of a document: it is held whole, and then as values."""
_LINES: Final = (".jsonl", ".ndjson")


def pieces_of(path: Path) -> int:
    """Return how many documents a file has, blank lines among them; ``OSError``."""
    if path.suffix not in _LINES:
        return 1
    with path.open("rb") as file:
        return sum(1 for _ in file)


def documents(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield each document of a file with the number of its line, which counts from 1.

    Blank lines are none. Raises `InvalidRequest` (``file.too-long``) for a document that is too
    long to be held, ``OSError`` for a file that cannot be read.
    """
    with path.open("rb") as file:
        if path.suffix not in _LINES:
            yield 1, _bounded(file.read(LONGEST + 1))
            return
        for number, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1):
            if line.strip():
                yield number, _bounded(line)


def _bounded(octets: bytes) -> bytes:
    if len(octets) > LONGEST:
        raise InvalidRequest("file.too-long", field="file")
    return octets
