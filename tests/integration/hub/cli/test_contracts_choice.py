"""``peyvand contracts waiting`` and ``assign``: an operator says which contract is meant."""

import asyncio
import json
from hashlib import sha256
from typing import Any

import pytest

from hub.evidence.leaf import leaf_of
from hub.store.database import Database
from schemas.canonical.evidence import LeafKind
from tests.integration.hub.cli.conftest import Peyvand
from tests.integration.hub.conftest import Look
from tests.integration.hub.sharing.conftest import intake_on
from tests.kit.contracts import BUDGET, TAX, lines, unlike

ONE, TWO, NEW = "ocds-peyvnd-1", "ocds-peyvnd-2", "ocds-peyvnd-3"
TORN = unlike(9, crn="1", budget_code="B-2")
"""It has the tax authority's key of one contract and the budget's of another."""
WORDS = ("--by", "A. Officer", "--reason", "by letter 12/34")


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database in which nothing waits."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    return database_url


@pytest.fixture
def torn(house: str) -> str:
    """Give a database in which the budget organization's entry waits between two contracts."""

    async def tell() -> None:
        async with Database(house, min_size=1, max_size=2) as database:
            intake = intake_on(database)
            await intake.take(TAX, lines(unlike(1, crn="1"), unlike(2, crn="2")))
            await intake.take(BUDGET, lines(unlike(2, crn="2", budget_code="B-2")))
            await intake.take(BUDGET, lines(TORN))

    asyncio.run(tell())
    return house


def test_nothing_waits(house: str, peyvand: Peyvand) -> None:
    """An operator could not tell that all is done from a command that failed."""
    ran = peyvand("contracts", "waiting")
    assert (ran.code, ran.out) == (0, "Nothing waits for an operator.\n")
    assert json.loads(peyvand("contracts", "waiting", "--json").out) == []


def test_what_waits_and_what_speaks_for_each(torn: str, peyvand: Peyvand) -> None:
    """An operator would have to choose between names of which nothing is told."""
    (one,) = json.loads(peyvand("contracts", "waiting", "--json").out)
    assert (one["source"], one["source_id"], one["revision"]) == (BUDGET, TORN.source_id, 1)
    assert one["counts_in"] is None
    assert {found["ocid"] for found in one["candidates"]} == {ONE, TWO}
    assert all(found["doubt"] == "keys-apart" for found in one["candidates"])
    assert len(one["en"]) == len(one["fa"]) == 3
    ran = peyvand("contracts", "waiting")
    assert f"{BUDGET} {TORN.source_id} revision 1" in ran.out
    assert "an operator decides between 2 and a new contract" in ran.out
    assert f"  {ONE}: keys of the statement belong to different contracts" in ran.out
    assert TORN.number not in ran.out


@pytest.mark.parametrize(
    ("chosen", "ocid", "result"), [(ONE, ONE, "changed"), ("--new", NEW, "created")]
)
def test_a_choice_is_followed_and_kept(
    torn: str, peyvand: Peyvand, look: Look, chosen: str, ocid: str, result: str
) -> None:
    """A contract would be joined, and nobody could say who had it so, and why."""
    ran = peyvand("contracts", "assign", BUDGET, TORN.source_id, chosen, *WORDS, "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert (told["result"], told["ocid"]) == (result, ocid)
    assert json.loads(peyvand("contracts", "waiting", "--json").out) == []
    ((id_, is_new, by, reason),) = look(
        "SELECT id, is_new, chosen_by, reason FROM contract_choices WHERE ocid = %s", ocid
    )
    assert (is_new, by, reason) == (chosen == "--new", "A. Officer", "by letter 12/34")
    ((kind, case, entry, salt, document),) = look(
        "SELECT kind, case_id, entry, salt, document FROM evidence WHERE document_id = %s", id_
    )
    assert (kind, case) == ("choice", None)
    assert leaf_of(LeafKind.CHOICE, id_, document, salt).entry == entry
    kept: Any = json.loads(document)
    assert (kept["ocid"], kept["new"], kept["by"]) == (ocid, is_new, "A. Officer")
    assert {one["ocid"] for one in kept["candidates"]} == {ONE, TWO}
    ((body,),) = look("SELECT body FROM contract_statements WHERE source_id = %s", TORN.source_id)
    assert kept["digest"] == sha256(body.encode()).hexdigest()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((BUDGET, TORN.source_id, "ocds-peyvnd-99", *WORDS), "ocid: contract.unknown"),
        ((BUDGET, "7", ONE, *WORDS), "source_id: contract.not-waiting"),
        ((TAX, TORN.source_id, ONE, *WORDS), "source_id: contract.not-waiting"),
        ((BUDGET, TORN.source_id, *WORDS), "OCID or --new: give one of them"),
        ((BUDGET, TORN.source_id, ONE, "--new", *WORDS), "OCID or --new: give one of them"),
        ((BUDGET, TORN.source_id, ONE, "--by", " ", "--reason", "x"), "--by: a choice has"),
        ((BUDGET, TORN.source_id, ONE, "--by", "x", "--reason", ""), "--reason: a choice has"),
    ],
    ids=["unknown", "no entry", "other register", "neither", "both", "nobody", "no reason"],
)
def test_what_cannot_be_chosen(
    torn: str, peyvand: Peyvand, look: Look, words: tuple[str, ...], said: str
) -> None:
    """A slip of the operator would join contracts, or leave a choice without evidence."""
    ran = peyvand("contracts", "assign", *words)
    assert (ran.code, said in " ".join(ran.err.split())) == (2, True), ran.err
    assert look("SELECT count(*) FROM contract_choices") == [(0,)]
    assert len(json.loads(peyvand("contracts", "waiting", "--json").out)) == 1


def test_a_choice_is_made_once(torn: str, peyvand: Peyvand) -> None:
    """Two operators would choose against each other, the later one unseen."""
    assert peyvand("contracts", "assign", BUDGET, TORN.source_id, ONE, *WORDS).code == 0
    ran = peyvand("contracts", "assign", BUDGET, TORN.source_id, TWO, *WORDS)
    assert (ran.code, "contract.not-waiting" in ran.err) == (2, True)


def test_help_has_an_example(peyvand: Peyvand) -> None:
    """An operator would have to guess how the commands are written."""
    for name in ("waiting", "assign", "export", "import"):
        ran = peyvand("contracts", name, "--help")
        assert ran.code == 0
        assert f"Example: peyvand contracts {name}" in " ".join(ran.out.split())
