"""The authority's tree of contracts: its arithmetic and ours come to one, no word is bent."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.base.errors import AgencyBrokeContract, AgencyError
from adapters.tax_authority import tree_words, wire
from hub.contracts.digest import digest
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.hash_tree import DIGITS, Leaf
from simulators.kit.population import Population
from tests.contract.conftest import Agency
from tests.contract.tax_authority.test_gateway import _all
from tests.contract.tax_authority.test_simulator import Client, _check, _code
from tests.kit.hash_tree import Tree

TREE = "/contract-tree"


def tree_of(contracts: list[RegisteredContract]) -> Tree:
    """Return the tree of contracts as the hub makes it."""
    return Tree(Leaf(one.source_id, one.revision, digest(one)) for one in contracts)


async def test_both_come_to_the_same_tree(agency: Agency) -> None:
    """Two sides that hold the same would differ in everything, for ever."""
    gateway = agency.open()
    ours = tree_of(await _all(gateway))
    assert (await gateway.tree_roots()).value == ours.roots
    for length in (1, 2, 3, 4):
        asked = sorted({one.place[:length] for one in ours})
        assert (await gateway.tree_nodes(asked)).value == ours.answers(asked)


async def test_what_was_lost_is_given_back(agency: Agency) -> None:
    """A contract that is restored would be another one than was lost."""
    gateway = agency.open()
    before = await _all(gateway)
    some = before[:3]
    lost = json.dumps({"lose": [one.source_id for one in some]}).encode()
    agency.simulator._orders["alter"](lost)
    assert (await gateway.contracts_by_id([one.source_id for one in some])).value == ()
    assert (await gateway.tree_roots()).value == tree_of(before[3:]).roots
    held = (await gateway.restore(some)).value
    assert set(held) == {one.source_id for one in some}
    assert (await gateway.tree_roots()).value == tree_of(before).roots
    assert {*await _all(gateway)} == {*before}


async def test_a_later_revision_is_not_overwritten(agency: Agency) -> None:
    """To give back what is old would undo what was said since."""
    gateway = agency.open()
    newest = max(await _all(gateway), key=lambda one: one.revision)
    old = replace(newest, revision=newest.revision - 1)
    assert (await gateway.restore([old])).value == ()
    assert (await gateway.contracts_by_id([newest.source_id])).value == (newest,)


async def test_what_cannot_be_told_whole_is_not_given(agency: Agency) -> None:
    """The authority would hold half a statement under its revision."""
    gateway = agency.open()
    one = (await _all(gateway))[0]
    beyond = [
        replace(one, source_id="900-1"),
        replace(one, crn=None),
        replace(one, project="P-7"),
        replace(one, budget_code="B-7"),
    ]
    assert (await gateway.restore(beyond)).value == ()


@pytest.fixture
def client(people: Population) -> Client:
    """Give a client of a stand-in of its own."""
    return Client(people)


def test_every_answer_is_valid(client: Client) -> None:
    """The stand-in would teach us another tree than the contract has."""
    _check(client.ask(f"{TREE}/roots"), "TreeRoots")
    every = _ask(client, "nodes", {"prefixes": [*DIGITS, "0000"]})
    told = _check(every, "TreeNodes")
    assert [one["contracts"] for one in told["nodes"]] == [None] * 16 + [[]]
    assert _check(_ask(client, "contracts", {"crns": ["1"]}), "Contracts") == {"contracts": []}
    assert _check(_ask(client, "restore", {"contracts": []}), "Restored") == {"restored": []}


def _ask(client: Client, door: str, question: Any) -> Any:
    return client.ask(f"{TREE}/{door}", body=json.dumps(question).encode())


@pytest.mark.parametrize(
    ("door", "question"),
    [
        ("nodes", {}),
        ("nodes", {"prefixes": ["g"]}),
        ("nodes", {"prefixes": ["00000"]}),
        ("nodes", {"prefixes": [0]}),
        ("nodes", {"prefixes": ["0"] * 1001}),
        ("nodes", ["0"]),
        ("contracts", {"crns": ["1"] * 201}),
        ("contracts", {"crns": ["1234567890123"]}),
        ("contracts", {"crns": [], "more": 1}),
        ("restore", {"contracts": [{}]}),
        ("restore", {"contracts": [7]}),
        ("elsewhere", {}),
    ],
)
def test_what_is_no_question_is_refused(client: Client, door: str, question: Any) -> None:
    """A stand-in that takes everything would let our mistakes pass."""
    assert _code(_ask(client, door, question)) == (400, "4001")


HASHES = ("00" * 32,) * 16
LEAVES = ({"crn": "1", "revision": 1, "digest": "00" * 32},)


def nodes(*told: dict[str, Any]) -> wire.TreeNodes:
    """Return an answer about nodes."""
    return wire.parse(wire.TreeNodes, json.dumps({"nodes": told}).encode())


def node(prefix: str, hashes: Any = HASHES, contracts: Any = None) -> dict[str, Any]:
    """Return one node as it is told."""
    return {"prefix": prefix, "hashes": hashes, "contracts": contracts}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ([], "other-nodes"),
        ([node("1")], "other-nodes"),
        ([node("0"), node("0")], "other-nodes"),
        ([node("0", HASHES, LEAVES)], "node"),
        ([node("0", None)], "node"),
    ],
    ids=["none", "other", "twice", "both", "neither"],
)
def test_an_answer_about_other_nodes_is_refused(told: list[dict[str, Any]], code: str) -> None:
    """What was not asked for would be held against the wrong hash."""
    with pytest.raises(AgencyBrokeContract) as caught:
        tree_words.answers_of(nodes(*told), ["0"])
    assert caught.value.code == code


def test_a_hash_of_another_length_is_no_hash() -> None:
    """A shorter hash would be compared, and never fit."""
    with pytest.raises(AgencyError):
        nodes(node("0", ("00",) * 16))
    with pytest.raises(AgencyError):
        nodes(node("0", HASHES[1:]))


async def test_other_contracts_are_refused(agency: Agency) -> None:
    """A contract that nobody asked for would come in, or one twice."""
    one, other = (await _all(agency.open()))[:2]
    both = [tree_words.told(one), tree_words.told(other)]
    told = wire.parse(wire.Contracts, json.dumps({"contracts": both}).encode())
    assert tree_words.contracts_of(told, [one.source_id, other.source_id]) == (one, other)
    with pytest.raises(AgencyBrokeContract, match="other-contracts"):
        tree_words.contracts_of(told, [one.source_id])
    twice = wire.parse(wire.Contracts, json.dumps({"contracts": both[:1] * 2}).encode())
    with pytest.raises(AgencyBrokeContract, match="contract-repeated"):
        tree_words.contracts_of(twice, [one.source_id])
    with pytest.raises(AgencyBrokeContract, match="other-contracts"):
        tree_words.restored_of(wire.Restored(restored=("7",)), {"8": None})
