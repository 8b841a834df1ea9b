"""What is kept of a reconciliation proves it alone; whatever is changed in it shows."""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.reconcile import Difference, Part, Settling, walk
from hub.contracts.reconciled import (
    Both,
    Exchange,
    Reconciliation,
    Settled,
    differences_again,
    read_document,
    slips_of,
    write_document,
    write_walk,
)
from hub.contracts.tree_words import read_answers, read_roots, write_answers, write_roots
from schemas.canonical.hash_tree import Leaf
from tests.kit.hash_tree import Tree
from tests.unit.hub.contracts.made import NOON


def leaf(number: int, revision: int = 1, content: str = "") -> Leaf:
    return Leaf(str(number), revision, sha256(f"{number}/{revision}/{content}".encode()).digest())


LEAVES = st.lists(
    st.builds(leaf, st.integers(0, 40), st.integers(1, 3), st.sampled_from("ab")), max_size=30
)


def walked(mine: Tree, theirs: Tree, part: Part) -> tuple[list[Difference], list[Exchange]]:
    """Return what a walk finds, and all that was said."""
    steps = walk(mine.roots, theirs.roots, part)
    exchanges: list[Exchange] = []
    try:
        asked = next(steps)
        while True:
            exchanges.append((mine.answers(asked), theirs.answers(asked)))
            asked = steps.send(exchanges[-1])
    except StopIteration as end:
        return end.value, exchanges


def kept(mine: Tree, theirs: Tree, part: Part) -> tuple[Reconciliation, bytes]:
    """Return a reconciliation as it is kept, with its walk; nothing came of it but the lists."""
    found, exchanges = walked(mine, theirs, part)

    def ids(way: Settling) -> tuple[str, ...]:
        return tuple(one.source_id for one in found if one.settling is way)

    told = write_walk(exchanges)
    before = Both(mine.roots, theirs.roots)
    settled = Settled(ids(Settling.TAKE), ids(Settling.GIVE), ids(Settling.ASK))
    digest = sha256(told).hexdigest()
    done = Reconciliation(
        "tax_authority", "hub", NOON, NOON, before, before, settled, len(exchanges), part, digest
    )
    return done, told


@given(LEAVES, LEAVES, st.integers(1, 4), st.sampled_from([None, 2, 5]))
def test_a_kept_walk_finds_the_same_again(
    ones: list[Leaf], others: list[Leaf], levels: int, most: int | None
) -> None:
    """The proof would be good only for who was there."""
    mine, theirs = Tree(ones, levels), Tree(others, levels)
    done, told = kept(mine, theirs, Part(most=most))
    document = write_document(done)
    assert read_document(document) == done
    assert write_document(read_document(document)) == document
    assert not [*slips_of(document, told)]
    assert len(differences_again(done, told)) == len(done.settled)


@given(LEAVES, LEAVES, st.integers(1, 4), st.integers(2, 6))
def test_the_parts_are_the_whole(
    ones: list[Leaf], others: list[Leaf], levels: int, most: int
) -> None:
    """A contract between two parts would never be settled; or a run would not come to an end."""
    mine, theirs = Tree(ones, levels), Tree(others, levels)
    found: list[Difference] = []
    part: Part | None = Part(most=most)
    while part is not None:
        some, exchanges = walked(mine, theirs, part)
        assert not {one.source_id for one in some} & {one.source_id for one in found}
        found += some
        asked = tuple(exchanges[-1][0]) if exchanges else ()
        part = part.next(asked, some)
    whole, _ = walked(mine, theirs, Part())
    assert sorted(found, key=lambda one: one.source_id) == whole


@given(LEAVES)
def test_hashes_are_told_as_they_are(leaves: list[Leaf]) -> None:
    """The other side would be answered with what is not in the tree."""
    tree = Tree(leaves, 2)
    told = json.loads(json.dumps(write_roots(tree.roots)))
    assert read_roots(told) == tree.roots
    answers = tree.answers([*"0123456789abcdef", "00", "7f", tree.levels * "a"])
    assert read_answers(json.loads(json.dumps(write_answers(answers)))) == answers


MINE, THEIRS = Tree([leaf(1), leaf(2)], 2), Tree([leaf(2), leaf(3), leaf(1, 2)], 2)
DONE, WALK = kept(MINE, THEIRS, Part())


def _changed(**changes: Any) -> bytes:
    return write_document(replace(DONE, **changes))


def _rewalked(change: Callable[[list[Any]], None]) -> tuple[bytes, bytes]:
    """Return a document and a walk that fit each other, with other answers."""
    told = json.loads(zlib.decompress(WALK))
    change(told)
    other = zlib.compress(json.dumps(told).encode())
    return _changed(walk=sha256(other).hexdigest()), other


def _hash_of_nothing(told: list[Any]) -> None:
    node = next(iter(told[0]["register"].values()))
    node["hashes"][0] = "00" * 32


def _digest(told: list[Any]) -> None:
    bucket = next(one for one in told[-1]["register"].values() if one["contracts"])
    bucket["contracts"][0]["digest"] = "00" * 32


def _node_left_out(told: list[Any]) -> None:
    told[0]["hub"].popitem()


@pytest.mark.parametrize(
    ("document", "told", "slips"),
    [
        (write_document(DONE), WALK, []),
        (_changed(walk=None), None, []),
        (b"{}", WALK, ["document.unreadable"]),
        (b"no", WALK, ["document.unreadable"]),
        (write_document(DONE), None, ["walk.missing"]),
        (write_document(DONE), WALK + b"x", ["walk.digest"]),
        (_changed(settled=Settled(taken=("1",))), WALK, ["walk.differences"]),
        (_changed(settled=Settled(given=("1", "3"))), WALK, ["walk.differences"]),
        (_changed(before=Both(MINE.roots, MINE.roots), walk=None), None, ["document.differences"]),
        (_changed(before=Both(THEIRS.roots, MINE.roots)), WALK, ["walk.root"]),
        (*_rewalked(_hash_of_nothing), ["walk.root"]),
        (*_rewalked(_digest), ["walk.root"]),
        (*_rewalked(_node_left_out), ["walk.root"]),
        (*_rewalked(lambda told: told.pop()), ["walk.unreadable"]),
        (*_rewalked(lambda told: told.__setitem__(0, {})), ["walk.unreadable"]),
        (_changed(walk=sha256(b"no zlib").hexdigest()), b"no zlib", ["walk.unreadable"]),
    ],
    ids=[
        "sound",
        "walk-of-another",
        "empty",
        "no-json",
        "lost",
        "other-octets",
        "one-not-told",
        "other-way",
        "were-one",
        "other-roots",
        "other-hash",
        "other-digest",
        "node-left-out",
        "broken-off",
        "no-answers",
        "no-zlib",
    ],
)
def test_whatever_was_changed_shows(document: bytes, told: bytes | None, slips: list[str]) -> None:
    """Who keeps the proof could have it say what he likes."""
    assert [*slips_of(document, told)] == slips
