"""No register's word of a contract reaches anybody but who is granted it, nor stands elsewhere."""

import asyncio
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from hub.store.database import Database
from tests.kit import policy
from tests.taint import contracts, house, world
from tests.taint.contracts import (
    ASSIGNER,
    BUDGET,
    FEED,
    MARKED,
    MARKS,
    OTHERWISE,
    PERSONS,
    PUT,
    RECONCILIATION,
    SAID,
    TAX,
    Reader,
    as_shipped,
    leaks,
    leaks_of_tables,
    mutated,
    say,
)
from tests.taint.hearing import Heard
from tests.taint.house import NOTARIES, SERVICES, Hub

OCID: Final = "ocds-peyvnd-1"
PATH: Final = f"/v1/contracts/{OCID}"
NDJSON: Final = "application/x-ndjson"
REGISTERS: Final = (TAX, ASSIGNER, BUDGET, SERVICES, NOTARIES)
PUBLISHED: Final = frozenset(
    {
        "contract.number",
        "contract.subject",
        "contract.amount",
        "contract.signed_on",
        "contract.payments",
        "contract.amendments",
    }
)
"""Some of what the words of OCDS tell, where it is granted."""


@pytest.fixture(scope="module")
def url(shared_database_url: str) -> str:
    """Give a database under the shipped agreements and, beside them, every mutant's."""
    readers = [*mutated(SERVICES), *mutated(BUDGET)]
    house.admit(shared_database_url, *REGISTERS, *(one.consumer for one in readers))
    asyncio.run(load(shared_database_url, readers))
    return shared_database_url


async def load(url: str, readers: Iterable[Reader]) -> None:
    """Put the agreements of readers in force."""
    async with Database(url, min_size=1, max_size=1) as database:
        await policy.load(database, {name: one for r in readers for name, one in r.texts.items()})


async def told_by_two(hub: Hub) -> None:
    """Have both registers say the contract, if they have not yet."""
    for who in (TAX, ASSIGNER):
        heard = await say(hub, who)
        assert heard.status in {200, 201}, heard.body
        assert leaks(heard, contracts.OWN_NAMES) == []
        assert heard.json["ocid"] == OCID


async def _read(hub: Hub, one: Reader) -> None:
    """Hold what a reader is told, in each of the three ways, to what he is granted."""
    plain = await hub.read(PATH, one.consumer)
    page = await hub.read(FEED, one.consumer)
    for heard in (plain, page):
        assert (heard.status, leaks(heard, one.whole)) == (200, []), one.change
        assert MARKS.find(heard.body) == one.whole, one.change
    said = [plain.json, *(event["data"] for event in page.json)]
    for version in said:
        granted = {name.removeprefix("contract.") for name in one.forms}
        assert {*version["fields"]} | {*version["disagreements"]} <= granted, one.change
    ocds = await hub.read(f"{PATH}?format=ocds", one.consumer)
    assert (ocds.status, leaks(ocds, one.whole)) == (200, []), one.change
    assert MARKS.find(ocds.body) >= one.whole & PUBLISHED, one.change
    assert PERSONS.find(ocds.body) == set(), one.change
    for heard in (plain, page, ocds):
        await _receipt(hub, heard, one)


async def _receipt(hub: Hub, heard: Heard, one: Reader) -> None:
    """Hold a receipt to say nothing of the contract, and to be its consumer's own."""
    (place,) = re.findall("/v1/receipts/[0-9a-f-]+", heard.headers)
    receipt = await hub.read(place, one.consumer)
    assert (receipt.status, leaks(receipt)) == (200, [])
    stranger = await hub.read(place, NOTARIES)
    assert (stranger.status, leaks(stranger)) == (404, [])


async def test_every_reader_is_told_what_was_agreed_and_nothing_else(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader would see of a contract what nobody agreed to, in its words or in its receipt."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        await told_by_two(hub)
        readers = as_shipped()
        assert {one.consumer for one in readers} >= {SERVICES, BUDGET}
        for one in readers:
            await _read(hub, one)
    assert leaks_of_tables(url) == []


@pytest.mark.parametrize("consumer", [SERVICES, BUDGET])
async def test_every_mutant_is_told_what_it_grants_and_nothing_else(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, consumer: str
) -> None:
    """A field struck from an agreement would be told all the same, or in its former form."""
    readers = [*mutated(consumer)]
    assert {field for one in readers for field in MARKED - one.whole} == MARKED
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        await told_by_two(hub)
        for one in readers:
            await _read(hub, one)
    assert leaks_of_tables(url) == []


async def test_what_registers_say_comes_back_to_nobody(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The results of a batch, or its receipt, would repeat what stood in its lines."""
    lines = [SAID, {**SAID, "amount": "x"}, {**SAID, world.INSURED: 1}]
    content = "\n".join(json.dumps(one) for one in lines) + f"\n{world.INSURED}\n"
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        await told_by_two(hub)
        heard = await hub.send(
            "POST", "/v1/contracts/batch", content, TAX, signed=False, content_type=NDJSON
        )
        results = [json.loads(one) for one in heard.body.splitlines()]
        assert [one.get("result") for one in results] == ["unchanged", *["refused"] * 3, None]
        assert (leaks(heard, contracts.OWN_NAMES), "receipt" in results[-1]) == ([], True)
    assert leaks_of_tables(url) == []


async def test_a_register_that_reconciles_hears_its_own_words_alone(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the assigner says would come to the tax authority, or hashes would hold more."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        await told_by_two(hub)
        for heard in (
            await hub.send("GET", f"{RECONCILIATION}/roots", "", TAX),
            await hub.post(f"{RECONCILIATION}/nodes", {"prefixes": ["0", "f"]}, TAX),
        ):
            assert (heard.status, leaks(heard)) == (200, []), heard.body
        both = [one["source_id"] for one in (SAID, OTHERWISE)]
        heard = await own_words(hub, *both)
        assert [one["source_id"] for one in heard.json["contracts"]] == both[:1]
        assert leaks(heard, MARKED) == []
        assert OTHERWISE["subject"] not in heard.body.decode()
        assert OTHERWISE["amount"] not in [one["amount"] for one in heard.json["contracts"]]
    assert leaks_of_tables(url) == []


async def own_words(hub: Hub, *source_ids: str) -> Heard:
    """Return what the tax authority is told of its own contracts."""
    return await hub.post(f"{RECONCILIATION}/contracts", {"source_ids": [*source_ids]}, TAX)


def _changed(**changes: Any) -> str:
    return json.dumps({**SAID, **changes})


REFUSED: Final[list[tuple[str, str, str, str, dict[str, Any], int]]] = [
    ("PUT", PUT[TAX], _changed(contractor=[world.INSURED]), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(contractor=SAID["crn"]), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(amount=str(SAID["amount"])), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(number=SAID["number"] * 40), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(starts_on=SAID["ends_on"], ends_on=SAID["starts_on"]), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(payments=SAID["payments"] * 2), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(**{world.INSURED: SAID["subject"]}), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(source_id=SAID["crn"]), TAX, {}, 422),
    ("PUT", PUT[TAX], _changed(subject=OTHERWISE["subject"]), TAX, {}, 409),
    ("PUT", PUT[TAX], json.dumps(SAID)[:-9], TAX, {}, 422),
    ("PUT", PUT[TAX], json.dumps(SAID), TAX, {"if_match": str(SAID["crn"])}, 400),
    ("PUT", PUT[ASSIGNER], json.dumps(SAID), TAX, {}, 403),
    ("PUT", PUT[ASSIGNER], json.dumps({**OTHERWISE, "project": "PX-7719366"}), ASSIGNER, {}, 422),
    ("PUT", PUT[TAX], json.dumps(SAID), SERVICES, {}, 403),
    ("POST", f"{FEED}/acknowledgement", json.dumps({"cursor": world.INSURED}), SERVICES, {}, 400),
    ("POST", f"{RECONCILIATION}/nodes", json.dumps({"prefixes": [world.INSURED]}), TAX, {}, 400),
    ("POST", f"{RECONCILIATION}/outcomes", json.dumps(SAID), TAX, {}, 400),
    ("POST", f"{RECONCILIATION}/contracts", json.dumps(SAID), SERVICES, {}, 403),
    ("GET", PATH, "", NOTARIES, {}, 403),
    ("GET", FEED, "", NOTARIES, {}, 403),
]


async def test_no_refusal_repeats_a_value(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error would hand on what the contract says, to its reader and to whoever's log."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        await told_by_two(hub)
        for method, path, content, who, headers, status in REFUSED:
            heard = await hub.send(method, path, content, who, **headers)
            said = f"{method} {path} {who} {content[:60]}"
            assert (heard.status, leaks(heard)) == (status, []), (said, heard.body)
        for path in (
            f"/v1/contracts/{world.INSURED}",
            f"{FEED}?after={world.INSURED}",
            f"{PATH}?format={world.INSURED}",
        ):  # the test's own client logs the address
            heard = await hub.read(path, SERVICES)
            assert heard.status >= 400
            assert (MARKS.find(heard.body), MARKS.find(heard.headers)) == (set(), set()), path
    assert leaks_of_tables(url) == []
