"""A set of contracts that a register holds in memory: what the hub reconciles its own with."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from hub.contracts.merkle import LEVELS, bucket_hash, children_of
from hub.contracts.reconcile import Difference, Prefixes, walk
from schemas.canonical.hash_tree import (
    EMPTY,
    Answer,
    Answers,
    Bucket,
    Children,
    Leaf,
    Roots,
    node_hash,
)

Ask = Callable[[Prefixes], Answers]


class Tree:
    """A set in memory, each id once under its highest revision; it answers for any node.

    The hub's store answers the same from its own rows.
    """

    def __init__(self, leaves: Iterable[Leaf], levels: int = LEVELS) -> None:
        """Build the tree; of an id that comes again the greater (revision, digest) stands."""
        self.levels = levels
        self._buckets = _buckets(leaves, levels)
        hashes = {prefix: bucket_hash(held) for prefix, held in self._buckets.items()}
        self._nodes = nodes_of(hashes, levels)

    def __iter__(self) -> Iterator[Leaf]:
        """Yield the contracts, by bucket and id."""
        for prefix in sorted(self._buckets):
            yield from self._buckets[prefix]

    @property
    def roots(self) -> Roots:
        """The hashes of the partitions."""
        return Roots(self.levels, children_of(self._nodes, ""))

    def answers(self, prefixes: Sequence[str]) -> dict[str, Answer]:
        """Return what stands below each prefix: its parts, or the contracts of a bucket."""
        return {
            one: Bucket(self._buckets.get(one, ()))
            if len(one) == self.levels
            else Children(children_of(self._nodes, one))
            for one in prefixes
        }


def differences(mine: Tree, theirs: Roots, ask: Ask) -> list[Difference]:
    """Return what my set and theirs differ in; ``ask`` puts nodes to them, once each exchange.

    Raises `OtherLevels` and `NotTheRoot`.
    """
    steps = walk(mine.roots, theirs)
    try:
        prefixes = next(steps)
        while True:
            prefixes = steps.send((mine.answers(prefixes), ask(prefixes)))
    except StopIteration as end:
        found: list[Difference] = end.value
        return found


def _buckets(leaves: Iterable[Leaf], levels: int) -> dict[str, tuple[Leaf, ...]]:
    """Return the contracts by bucket, each id once, in order of id."""
    found: dict[str, dict[str, Leaf]] = {}
    for leaf in leaves:
        bucket = found.setdefault(leaf.place[:levels], {})
        before = bucket.get(leaf.source_id)
        if before is None or before < leaf:
            bucket[leaf.source_id] = leaf
    return {
        prefix: tuple(bucket[key] for key in sorted(bucket)) for prefix, bucket in found.items()
    }


def nodes_of(buckets: Mapping[str, bytes], levels: int) -> dict[str, bytes]:
    """Return the hash of every node that holds a contract, from those of its buckets by prefix."""
    row = {prefix: one for prefix, one in buckets.items() if one != EMPTY}
    found = dict(row)
    for length in range(levels - 1, 0, -1):
        above = {prefix[:length] for prefix in row}
        row = {one: node_hash(children_of(row, one)) for one in above}
        found |= row
    return found
