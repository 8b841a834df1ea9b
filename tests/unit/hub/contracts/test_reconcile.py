"""What two sets differ in: found in few exchanges, settled into one, and no answer believed."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.merkle import bucket_hash
from hub.contracts.reconcile import (
    Difference,
    NotTheRoot,
    OtherLevels,
    Prefixes,
    Settling,
    walk,
)
from schemas.canonical.hash_tree import (
    EMPTY,
    Answer,
    Bucket,
    Children,
    Leaf,
    Roots,
    node_hash,
)
from tests.kit.hash_tree import Tree, differences


def leaf(number: int, revision: int = 1, content: str = "") -> Leaf:
    return Leaf(str(number), revision, sha256(f"{number}/{revision}/{content}".encode()).digest())


LEAVES = st.lists(
    st.builds(leaf, st.integers(0, 60), st.integers(1, 3), st.sampled_from("ab")), max_size=40
)


class Other:
    """The other side of a reconciliation, which counts what it is asked."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.asked: list[Prefixes] = []

    def __call__(self, prefixes: Prefixes) -> dict[str, Answer]:
        self.asked.append(prefixes)
        return self.tree.answers(prefixes)


def naive(mine: Tree, theirs: Tree) -> list[Difference]:
    """Return the differences of two sets by sending both whole."""
    ones, others = ({one.source_id: one for one in tree} for tree in (mine, theirs))
    return [
        Difference(key, ones.get(key), others.get(key))
        for key in sorted(ones.keys() | others.keys())
        if ones.get(key) != others.get(key)
    ]


@given(LEAVES, LEAVES, st.integers(1, 4))
def test_the_differences_are_those_of_the_whole_sets(
    ones: list[Leaf], others: list[Leaf], levels: int
) -> None:
    """A contract that one side lost would not be found; or an equal one be sent again."""
    mine, theirs = Tree(ones, levels), Tree(others, levels)
    assert differences(mine, theirs.roots, Other(theirs)) == naive(mine, theirs)


@pytest.mark.parametrize("count", [16, 256, 4096, 5_000])
@pytest.mark.parametrize("changed", [1, 9])
def test_the_exchanges_are_the_logarithm_of_the_buckets(count: int, changed: int) -> None:
    """Reconciling a million contracts would take as many questions as contracts."""
    levels = {16: 1, 256: 2, 4096: 3, 5_000: 4}[count]
    whole = [leaf(number) for number in range(count)]
    lost = {(7 + 1237 * n) % count for n in range(changed)}
    theirs = Other(Tree([one for n, one in enumerate(whole) if n not in lost], levels))
    found = differences(Tree(whole, levels), theirs.tree.roots, theirs)
    assert {int(one.source_id) for one in found} == lost
    assert len(theirs.asked) == levels
    assert sum(map(len, theirs.asked)) <= levels * changed


def test_equal_sets_are_not_asked_at_all() -> None:
    """Two sets that agree would be walked through every day."""
    theirs = Other(Tree([leaf(number) for number in range(100)]))
    assert differences(Tree(theirs.tree), theirs.tree.roots, theirs) == []
    assert theirs.asked == []


@pytest.mark.parametrize(
    ("mine", "theirs", "settling"),
    [
        (None, leaf(1), Settling.TAKE),
        (leaf(1), leaf(1, 2), Settling.TAKE),
        (leaf(1), None, Settling.GIVE),
        (leaf(1, 2), leaf(1), Settling.GIVE),
        (leaf(1), leaf(1, 1, "x"), Settling.ASK),
    ],
    ids=["lost", "older", "theirs-lost", "newer", "rewritten"],
)
def test_what_settles_a_difference(
    mine: Leaf | None, theirs: Leaf | None, settling: Settling
) -> None:
    """A later revision would be overwritten; or a rewritten one be taken without a word."""
    assert Difference("1", mine, theirs).settling is settling


def arrived(history: list[Leaf], data: st.DataObject, levels: int) -> Tree:
    """Return a store after some of what was said was lost, came twice, and came in any order."""
    came = data.draw(st.lists(st.sampled_from(history), max_size=2 * len(history)))
    return Tree(data.draw(st.permutations(came)), levels)


def resynced(mine: Tree, theirs: Tree, lost: set[int]) -> tuple[Tree, Tree]:
    """Return both stores after one round, of which the messages of these places were lost."""
    found = differences(mine, theirs.roots, theirs.answers)
    kept = [one for place, one in enumerate(found) if place not in lost]
    take = [one.theirs for one in kept if one.settling is Settling.TAKE and one.theirs]
    give = [one.mine for one in kept if one.settling is Settling.GIVE and one.mine]
    return Tree([*mine, *take, *take], mine.levels), Tree([*give, *theirs], theirs.levels)


@given(
    st.dictionaries(st.integers(0, 200), st.integers(1, 4), min_size=1, max_size=25),
    st.integers(1, 4),
    st.data(),
)
def test_whatever_was_lost_they_become_one(
    revisions: dict[int, int], levels: int, data: st.DataObject
) -> None:
    """A register and its copy would stay apart for ever after a bad night on the line."""
    history = [leaf(n, r) for n, last in revisions.items() for r in range(1, last + 1)]
    mine, theirs = arrived(history, data, levels), arrived(history, data, levels)
    for _ in range(data.draw(st.integers(0, 3))):
        mine, theirs = resynced(mine, theirs, data.draw(st.sets(st.integers(0, 9))))
    mine, theirs = resynced(mine, theirs, set())
    assert mine.roots == theirs.roots
    assert set(mine) == set(theirs)
    assert resynced(mine, theirs, set())[0].roots == mine.roots


def test_a_set_that_is_elsewhere_is_walked_by_steps() -> None:
    """A store that answers from a database could not take part without its set in memory."""
    mine, theirs = Tree([leaf(1), leaf(2)]), Tree([leaf(1), leaf(3)])
    steps = walk(mine.roots, theirs.roots)
    asked = next(steps)
    for _ in range(mine.levels - 1):
        asked = steps.send((mine.answers(asked), theirs.answers(asked)))
    with pytest.raises(StopIteration) as end:
        steps.send((mine.answers(asked), theirs.answers(asked)))
    assert [one.source_id for one in end.value.value] == ["2", "3"]


def test_other_buckets_cannot_be_compared() -> None:
    """Every contract would seem to differ."""
    with pytest.raises(OtherLevels, match="4 and of 3"):
        differences(Tree([leaf(1)]), Tree([leaf(1)], 3).roots, Tree([leaf(1)], 3).answers)


MINE, THEIRS = Tree([leaf(n) for n in range(9)], 2), Tree([leaf(n) for n in range(3, 12)], 2)


def changed(kind: type, change: Any) -> Any:
    """Return the other side, that changes its answers of one kind."""

    def ask(prefixes: Prefixes) -> dict[str, Answer]:
        answers: dict[str, Any] = THEIRS.answers(prefixes)
        return {
            prefix: change(one) if isinstance(one, kind) else one for prefix, one in answers.items()
        }

    return ask


def _with(answer: Any, **changes: Any) -> Any:
    return replace(answer, **changes)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Children, lambda one: Children(one.hashes[::-1])),
        (Children, lambda one: Children(one.hashes[1:])),
        (Children, lambda one: Children((b"", *one.hashes[1:]))),
        (Children, lambda one: Bucket(())),
        (Children, lambda one: None),
        (Bucket, lambda one: Children(())),
        (Bucket, lambda one: Bucket((*one.leaves, leaf(99)))),
        (Bucket, lambda one: Bucket(tuple(_with(x, revision=9) for x in one.leaves) or (leaf(1),))),
        (Bucket, lambda one: Bucket(one.leaves * 2 or (leaf(1),))),
        (Bucket, lambda one: None),
    ],
    ids=range(10),
)
def test_an_answer_that_is_not_of_its_hash_is_not_believed(kind: type, change: Any) -> None:
    """A set that moves while it is walked, or lies, would give differences that are none."""
    with pytest.raises(NotTheRoot) as wrong:
        differences(MINE, THEIRS.roots, changed(kind, change))
    assert wrong.value.side == "theirs"


FIRST, SECOND = sorted(leaf(n) for n in range(40) if leaf(n).place[0] == "7")[:2]


@pytest.mark.parametrize(
    ("digit", "leaves"),
    [("8", (FIRST,)), ("7", (SECOND, FIRST)), ("7", (FIRST, FIRST))],
    ids=["out-of-place", "out-of-order", "twice"],
)
def test_a_false_set_is_not_believed_though_its_hashes_fit(
    digit: str, leaves: tuple[Leaf, ...]
) -> None:
    """A set could be hashed in a form of its maker's choice, and differ from its equal."""
    at = int(digit, 16)
    hashes = (EMPTY,) * at + (bucket_hash(leaves),) + (EMPTY,) * (15 - at)
    with pytest.raises(NotTheRoot, match="theirs"):
        differences(Tree([], 1), Roots(1, hashes), lambda _: {digit: Bucket(leaves)})


def test_a_leaf_that_is_not_of_its_hash_is_not_believed() -> None:
    """A contract could be said to be of any revision."""
    false = {"7": Bucket((replace(FIRST, revision=9),))}
    with pytest.raises(NotTheRoot, match="theirs"):
        differences(Tree([], 1), Tree([FIRST], 1).roots, lambda _: false)


def test_hashes_of_another_length_are_not_believed_though_they_fit() -> None:
    """One row of octets could be cut into hashes in two ways, both under the same hash."""
    parts = [bytes([n]) * 32 for n in range(16)]
    roots = Roots(2, (node_hash(parts), *(EMPTY,) * 15))
    parts[:2] = [parts[0] + parts[1][:1], parts[1][1:]]
    assert node_hash(parts) == roots.hashes[0]
    with pytest.raises(NotTheRoot, match=r"theirs: .* node 0 is"):
        differences(Tree([], 2), roots, lambda _: {"0": Children(tuple(parts))})


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_roots_of_another_length_are_told_by_their_side(side: str) -> None:
    """Half of the partitions would never be compared."""
    roots = {"mine": MINE.roots, "theirs": THEIRS.roots}
    roots[side] = replace(roots[side], hashes=roots[side].hashes[:8])
    with pytest.raises(NotTheRoot, match=side):
        next(walk(roots["mine"], roots["theirs"]))


def test_my_own_moving_set_is_told_too() -> None:
    """A store that is written to while it is walked would blame the other side."""
    steps = walk(MINE.roots, THEIRS.roots)
    asked = next(steps)
    moved = Tree([*MINE, leaf(500)], 2)
    answers = {prefix: Children((moved.roots.hashes[0],) * 16) for prefix in asked}
    with pytest.raises(NotTheRoot, match="mine"):
        steps.send((answers, THEIRS.answers(asked)))
