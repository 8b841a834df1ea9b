"""What two sets of contracts differ in, found by asking for hashes alone; pure.

From the partitions that differ, each exchange asks for the parts of all nodes that differ, a digit
further down; the last one asks for the contracts of the buckets. With buckets of ``levels`` digits,
the base-16 logarithm of their number, that is ``levels`` exchanges after the roots were told, how
many contracts ever differ.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from hub.contracts.merkle import bucket_hash
from schemas.canonical.hash_tree import (
    DIGITS,
    EMPTY,
    Answers,
    Bucket,
    Children,
    Leaf,
    Roots,
    node_hash,
    place_of,
)

Prefixes = tuple[str, ...]
_Apart = dict[str, tuple[bytes, bytes]]
"""Nodes of which two sides have two hashes: mine and theirs, by prefix in order."""


class NotTheRoot(ValueError):
    """An answer is not what the hash above it was made of: the set has moved on, or it is false.

    The walk begins again with the roots of now. ``side`` is ``mine`` or ``theirs``.
    """

    def __init__(self, side: str, prefix: str) -> None:
        super().__init__(f"{side}: what was answered for node {prefix} is not what its hash is of")
        self.side = side
        self.prefix = prefix


class OtherLevels(ValueError):
    """The two sides cut their sets into buckets of another size."""


class Settling(StrEnum):
    """What makes two sides one again on a contract."""

    TAKE = "take"
    """Theirs is later, or is all there is: it is fetched and stored like any that comes."""
    GIVE = "give"
    """Mine is later, or is all there is: they lost it, and are told."""
    ASK = "ask"
    """The same revision has two contents: the register that it is of says which it is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A contract on which two sets differ; None on the side that has none."""

    source_id: str
    mine: Leaf | None
    theirs: Leaf | None

    @property
    def settling(self) -> Settling:
        """What settles it."""
        mine = 0 if self.mine is None else self.mine.revision
        theirs = 0 if self.theirs is None else self.theirs.revision
        if mine == theirs:
            return Settling.ASK
        return Settling.TAKE if mine < theirs else Settling.GIVE


@dataclass(frozen=True, slots=True)
class Part:
    """A part of all differences: those in the first ``most`` buckets behind the bucket ``beyond``.

    ``most`` is two at least. So what differs in everything is settled piece by piece, none of them
    too long to be sent.
    """

    beyond: str = ""
    most: int | None = None

    def of(self, nodes: _Apart) -> _Apart:
        """Return those of the nodes of one length that are to be followed."""
        behind = ((one, both) for one, both in nodes.items() if self._is_behind(one))
        return dict(islice(behind, self.most))

    def next(self, asked: Prefixes, found: Sequence["Difference"]) -> "Part | None":
        """Return the part behind this one, which ``asked`` last and ``found``; None for no more.

        A node before ``beyond`` may be followed in vain: one bucket less is full too.
        """
        if self.most is None or not found or len(asked) < self.most - 1:
            return None
        return replace(self, beyond=asked[-1])

    def _is_behind(self, prefix: str) -> bool:
        """Tell whether a node holds a bucket behind ``beyond``."""
        return prefix > self.beyond or (
            self.beyond.startswith(prefix) and len(prefix) < len(self.beyond)
        )


WHOLE: Final = Part()
"""All differences at once."""


def walk(
    mine: Roots, theirs: Roots, part: Part = WHOLE
) -> Generator[Prefixes, tuple[Answers, Answers], list[Difference]]:
    """Find the differences between two sets that are elsewhere, by steps of a generator.

    It yields the nodes that are to be asked about, in order, and is sent what both sides answer,
    mine first; at its end it returns the differences in order of id. Each answer is held against
    the hash that stood above it. Raises `OtherLevels` and `NotTheRoot`.
    """
    if mine.levels != theirs.levels:
        raise OtherLevels(f"buckets of {mine.levels} and of {theirs.levels} digits")
    open_ones = part.of(_apart("", mine.hashes, theirs.hashes))
    for _ in range(1, mine.levels):
        if not open_ones:
            return []
        ours, others = yield tuple(open_ones)
        below: _Apart = {}
        for prefix, (one, other) in open_ones.items():
            below |= _apart(
                prefix,
                _parts("mine", prefix, ours, one),
                _parts("theirs", prefix, others, other),
            )
        open_ones = part.of(below)
    if not open_ones:
        return []
    ours, others = yield tuple(open_ones)
    found: list[Difference] = []
    for prefix, (one, other) in open_ones.items():
        found += _differing(
            _leaves("mine", prefix, ours, one), _leaves("theirs", prefix, others, other)
        )
    return sorted(found, key=lambda difference: difference.source_id)


def _apart(prefix: str, ones: tuple[bytes, ...], others: tuple[bytes, ...]) -> _Apart:
    """Return the parts of a node whose hashes differ, with both hashes."""
    if len(ones) != len(DIGITS) or len(others) != len(DIGITS):
        raise NotTheRoot("mine" if len(ones) != len(DIGITS) else "theirs", prefix)
    return {
        prefix + digit: (one, other)
        for digit, one, other in zip(DIGITS, ones, others, strict=True)
        if one != other
    }


def _parts(side: str, prefix: str, answers: Answers, expected: bytes) -> tuple[bytes, ...]:
    """Return the hashes of a node's parts, held against its own hash."""
    found = answers.get(prefix)
    if not isinstance(found, Children) or len(found.hashes) != len(DIGITS):
        raise NotTheRoot(side, prefix)
    if any(len(one) != len(EMPTY) for one in found.hashes) or node_hash(found.hashes) != expected:
        raise NotTheRoot(side, prefix)
    return found.hashes


def _leaves(side: str, prefix: str, answers: Answers, expected: bytes) -> dict[str, Leaf]:
    """Return the contracts of a bucket by id, held against its hash and in their place."""
    found = answers.get(prefix)
    if not isinstance(found, Bucket):
        raise NotTheRoot(side, prefix)
    leaves = {one.source_id: one for one in found.leaves}
    misplaced = any(not place_of(one).startswith(prefix) for one in leaves)
    if misplaced or list(leaves) != sorted(leaves) or len(leaves) != len(found.leaves):
        raise NotTheRoot(side, prefix)
    if bucket_hash(found.leaves) != expected:
        raise NotTheRoot(side, prefix)
    return leaves


def _differing(mine: Mapping[str, Leaf], theirs: Mapping[str, Leaf]) -> list[Difference]:
    """Return the contracts of a bucket that are not the same on both sides."""
    return [
        Difference(one, mine.get(one), theirs.get(one))
        for one in mine.keys() | theirs.keys()
        if mine.get(one) != theirs.get(one)
    ]
