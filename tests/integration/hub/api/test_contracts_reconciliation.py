"""A register reconciles at the hub's doors: it walks, takes and gives, and says what came of it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from psycopg.errors import RestrictViolation

from hub.contracts.digest import digest
from hub.contracts.reconcile import Settling, walk
from hub.contracts.reconciled import read_document
from hub.contracts.tree_words import read_answers, read_roots, write_roots
from hub.sharing.filing import kept_slips
from hub.store.database import Database
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.hash_tree import Leaf, Roots
from tests.integration.hub.conftest import Look
from tests.kit.contract_doors import ASSIGNER, BUDGET, SERVICES, TAX, Office, lines, opened
from tests.kit.contracts import unlike
from tests.kit.hash_tree import Tree

PATH = "/v1/contracts/reconciliation"


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy, where the tax authority has told three contracts."""
    async for one in opened(pool):
        await one.batch(lines(unlike(serial) for serial in (1, 2, 3)))
        yield one


async def asked(office: Office, name: str, body: Any = None, who: str = TAX) -> httpx.Response:
    """Return the answer to a signed question."""
    method = "GET" if body is None else "POST"
    return await office.clients[who].request(method, f"{PATH}/{name}", json=body, signed=True)


def leaf(contract: RegisteredContract) -> Leaf:
    """Return the leaf of a contract as a register makes it."""
    return Leaf(contract.source_id, contract.revision, digest(contract))


def outcome(hub: Any, before: Roots, after: Roots, **settled: list[str]) -> dict[str, Any]:
    """Return what a register says came of its reconciliation."""
    lists: dict[str, list[str]] = {"taken": [], "given": [], "asked": [], "left": []}
    return {
        "started_at": "2026-11-22T07:00:00Z",
        "exchanges": 4,
        "before": {"hub": hub, "register": write_roots(before)},
        "after": write_roots(after),
        "settled": lists | settled,
    }


async def test_a_register_finds_what_differs_and_settles_it(office: Office) -> None:
    """The tax authority could not find what the hub or it has lost, though either may start."""
    own = Tree([leaf(unlike(1)), leaf(unlike(2, revision=2, amount=9)), leaf(unlike(4))])
    told = (await asked(office, "roots")).json()
    assert told.pop("source") == "tax_authority"
    steps = walk(own.roots, read_roots(told))
    prefixes = next(steps)
    exchanges = 0
    found = []
    try:
        while True:
            answer = await asked(office, "nodes", {"prefixes": prefixes})
            exchanges += 1
            prefixes = steps.send((own.answers(prefixes), read_answers(answer.json()["nodes"])))
    except StopIteration as end:
        found = end.value
    assert exchanges == 4
    ways = {one.source_id: one.settling for one in found}
    assert ways == {
        "900000002": Settling.GIVE,
        "900000003": Settling.TAKE,
        "900000004": Settling.GIVE,
    }
    lost = await asked(office, "contracts", {"source_ids": ["900000003", "900000099"]})
    assert lost.json()["withheld"] == []
    (body,) = lost.json()["contracts"]
    assert body["source_id"] == "900000003"
    assert lost.headers["receipt"].startswith("/v1/receipts/")
    await office.batch(lines([unlike(2, revision=2, amount=9), unlike(4)]))
    whole = Tree([*own, leaf(unlike(3))])
    said = outcome(
        told,
        own.roots,
        whole.roots,
        taken=["900000002", "900000004"],
        given=["900000003"],
    )
    filed = await asked(office, "outcomes", said)
    assert (filed.status_code, filed.json()["agreed"]) == (201, True), filed.text
    assert read_roots(filed.json()["hub"]) == whole.roots
    (kept,) = await office.behind.filing.last(10)
    assert str(kept.leaf.document_id) == filed.json()["id"]
    done = read_document(kept.leaf.document)
    assert (done.started_by, done.source, done.after.agree) == (TAX, "tax_authority", True)
    assert done.settled.taken == ("900000002", "900000004")
    assert not [*kept_slips(kept)]


async def test_a_tree_stands_until_its_roots_are_asked_for(office: Office) -> None:
    """Whoever walks while contracts come in would be told nodes of two sets."""
    roots = (await asked(office, "roots")).json()
    every = {"prefixes": list("0123456789abcdef")}
    before = (await asked(office, "nodes", every)).json()
    await office.batch(lines(unlike(serial) for serial in range(5, 30)))
    assert (await asked(office, "nodes", every)).json() == before
    assert (await asked(office, "roots")).json() != roots
    assert (await asked(office, "nodes", every)).json() != before


async def test_nobody_else_is_told(office: Office) -> None:
    """One register could read how many contracts another one has, and which."""
    for who in (BUDGET, ASSIGNER, SERVICES):
        for door in ("roots", "nodes", "contracts", "outcomes"):
            body: Any = None if door == "roots" else {}
            answer = await asked(office, door, body, who)
            assert (answer.status_code, answer.json()["code"]) == (403, "agreement.none")


async def test_a_register_is_told_of_its_own_alone(office: Office) -> None:
    """A contract of another register would stand among its own."""
    await office.put(unlike(7), ASSIGNER)
    await asked(office, "roots")
    told = await asked(office, "contracts", {"source_ids": [unlike(7).source_id]})
    assert told.json() == {"contracts": [], "withheld": []}


WRONG: tuple[tuple[Any, str, str], ...] = (
    ({}, "prefixes", "json.missing"),
    ({"prefixes": []}, "prefixes", "json.length"),
    ({"prefixes": ["0", "G"]}, "prefixes.1", "json.pattern"),
    ({"prefixes": ["0", "0", "abcde"]}, "prefixes.2", "json.pattern"),
    ({"prefixes": ["0", ""]}, "prefixes.1", "json.pattern"),
    ({"prefixes": [7]}, "prefixes.0", "json.type"),
    ({"prefixes": ["0"] * 1001}, "prefixes", "json.length"),
    ({"prefixes": ["0"], "source": "assigner"}, "body", "json.unknown"),
)


async def test_a_wrong_prefix_is_named(office: Office) -> None:
    """Whoever asks for what is no node would be told that nothing is there."""
    for body, field, rule in WRONG:
        answer = await asked(office, "nodes", body)
        problem = answer.json()
        assert (answer.status_code, problem["field"], problem["rule"]) == (400, field, rule)


NOWHERE = write_roots(Tree([]).roots)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"before": {"hub": NOWHERE, "register": NOWHERE}}, "before.hub", "roots-unknown"),
        ({"started_at": "2030-01-01T00:00:00Z"}, "started_at", "started-later"),
        ({"settled": {"taken": ["1"], "given": ["1"]}}, "settled", "repeated"),
        ({"settled": {"taken": ["1"]}, "before": None}, "settled", "agreed-before"),
    ],
    ids=["roots", "time", "twice", "one"],
)
async def test_an_outcome_that_cannot_be_is_refused(
    office: Office, look: Look, changes: dict[str, Any], field: str, rule: str
) -> None:
    """What is kept for good would say what never was."""
    hub = (await asked(office, "roots")).json()
    del hub["source"]
    said = outcome(hub, Tree([]).roots, Tree([]).roots)
    if "settled" in changes:
        changes = changes | {"settled": said["settled"] | changes["settled"]}
    if changes.get("before", 1) is None:
        changes = changes | {"before": {"hub": hub, "register": hub}}
    answer = await asked(office, "outcomes", said | changes)
    problem = answer.json()
    assert (answer.status_code, problem["field"]) == (400, field), answer.text
    assert problem["rule"] == f"reconciliation.{rule}"
    assert look("SELECT count(*) FROM contract_reconciliations") == [(0,)]


async def test_what_is_kept_is_never_changed(office: Office, look: Look) -> None:
    """A proof could be taken back."""
    hub = (await asked(office, "roots")).json()
    del hub["source"]
    await asked(office, "outcomes", outcome(hub, Tree([]).roots, Tree([]).roots))
    for statement in (
        "DELETE FROM contract_reconciliations RETURNING 1",
        "UPDATE contract_roots SET told_at = now() RETURNING 1",
    ):
        with pytest.raises(RestrictViolation, match="append-only"):
            look(statement)
