"""A set of contracts as a tree of hashes: the hashes of RFC 6962, whatever the order it came in."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.merkle import bucket_hash, children_of
from schemas.canonical.hash_tree import (
    DIGITS,
    EMPTY,
    Bucket,
    Children,
    Leaf,
    Roots,
    list_hash,
    node_hash,
    place_of,
)
from tests.kit.hash_tree import Tree, nodes_of


def leaf(number: int, revision: int = 1, content: str = "") -> Leaf:
    return Leaf(str(number), revision, sha256(f"{number}/{revision}/{content}".encode()).digest())


LEAVES = st.builds(leaf, st.integers(0, 40), st.integers(1, 3), st.sampled_from("ab"))


def by_the_book(hashes: list[bytes]) -> bytes:
    """Return the Merkle tree hash as RFC 6962 defines it, by the largest power of two."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\1" + by_the_book(hashes[:split]) + by_the_book(hashes[split:])).digest()


@pytest.mark.parametrize("length", range(18))
def test_a_list_has_the_hash_of_the_standard(length: int) -> None:
    """The other side, written by the standard, would never agree."""
    hashes = [sha256(bytes([n])).digest() for n in range(length)]
    assert list_hash(hashes) == by_the_book(hashes)


def test_the_published_vector_comes_out() -> None:
    """Our reading of the standard would be ours alone; these are the eight leaves of every log."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    inputs.append("606162636465666768696a6b6c6d6e6f")
    hashes = [sha256(b"\0" + bytes.fromhex(one)).digest() for one in inputs]
    expected = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert list_hash(hashes).hex() == expected


def test_the_leaf_is_known_octet_by_octet() -> None:
    """The other side could not make the same leaf from the same contract."""
    one = Leaf("100200300", 2, bytes(32))
    entry = b"peyvand-contract/1\n100200300\n2\n" + b"00" * 32 + b"\n"
    assert one.hash == sha256(b"\0" + entry).digest()
    assert one.place == sha256(b"100200300").hexdigest()


@given(st.lists(LEAVES, max_size=30), st.integers(1, 4), st.randoms())
def test_order_and_repetition_change_nothing(
    leaves: list[Leaf], levels: int, random: object
) -> None:
    """Two stores of the same contracts would differ by the way these came."""
    mixed = [*leaves, *leaves[::2]]
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert Tree(mixed, levels).roots == Tree(leaves, levels).roots


@given(st.lists(LEAVES, max_size=30), st.lists(LEAVES, max_size=30), st.integers(1, 4))
def test_sets_have_the_same_roots_when_they_are_the_same(
    ones: list[Leaf], others: list[Leaf], levels: int
) -> None:
    """A lost contract would hide behind equal roots."""
    one, other = Tree(ones, levels), Tree(others, levels)
    assert (one.roots == other.roots) == (set(one) == set(other))
    assert (one.roots.whole == other.roots.whole) == (set(one) == set(other))


@given(st.lists(LEAVES, max_size=30))
def test_the_highest_revision_of_each_stands(leaves: list[Leaf]) -> None:
    """An earlier revision that came late would be what is compared."""
    kept = {one.source_id: one for one in sorted(leaves)}
    assert sorted(Tree(leaves)) == sorted(kept.values())


@given(st.lists(LEAVES, max_size=30), st.integers(2, 4))
def test_every_node_is_the_hash_of_its_parts(leaves: list[Leaf], levels: int) -> None:
    """A walk would stop at a node whose answer does not fit its hash."""
    tree = Tree(leaves, levels)
    open_ones = {"": tree.roots.whole}
    while open_ones:
        below: dict[str, bytes] = {}
        for prefix, answer in tree.answers(tuple(open_ones)).items():
            if isinstance(answer, Children):
                assert node_hash(answer.hashes) == open_ones[prefix]
                below |= {
                    prefix + digit: one
                    for digit, one in zip(DIGITS, answer.hashes, strict=True)
                    if one != EMPTY
                }
            else:
                assert bucket_hash(answer.leaves) == open_ones[prefix]
                assert all(one.place.startswith(prefix) for one in answer.leaves)
        open_ones = below


@given(st.lists(LEAVES, max_size=30), st.integers(1, 4))
def test_roots_come_of_the_buckets_hashes_alone(leaves: list[Leaf], levels: int) -> None:
    """A store would have to read all its contracts to say whether they are another's."""
    tree = Tree(leaves, levels)
    held: dict[str, list[Leaf]] = {"0" * levels: []}
    for one in sorted(tree):
        held.setdefault(one.place[:levels], []).append(one)
    nodes = nodes_of({prefix: bucket_hash(found) for prefix, found in held.items()}, levels)
    assert children_of(nodes, "") == tree.roots.hashes
    assert EMPTY not in nodes.values()


def test_an_empty_set_is_empty_at_every_node() -> None:
    """Nothing would be something, and be asked for."""
    assert Tree([]).roots == Roots(4, (EMPTY,) * 16)
    assert Tree([]).roots.whole == EMPTY == sha256(b"").digest()
    assert Tree([]).answers(["", "a", "abcd"]) == {
        "": Children((EMPTY,) * 16),
        "a": Children((EMPTY,) * 16),
        "abcd": Bucket(()),
    }


def test_contracts_are_spread_over_the_partitions() -> None:
    """Ids that count up would all stand in one partition."""
    held = [place_of(str(number))[0] for number in range(3200)]
    assert all(150 < held.count(digit) < 250 for digit in DIGITS)
