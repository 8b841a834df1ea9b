"""What was told and said of contracts is proven afterwards: receipts, the register, refusals."""

import asyncio
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import pytest
from psycopg import Connection

from hub.errors import HubUnavailable
from hub.evidence.register import differences
from hub.sharing.results import Line
from hub.store.database import Database, connect
from hub.store.disclosures import Disclosures
from hub.store.register import Entry, about, beside_receipts
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.disclosure import firm_subject, person_subject
from schemas.canonical.identifiers import LegalId, parse_national_id
from schemas.canonical.receipt import Receipt, ReceiptState
from simulators.kit import identifiers
from tests.kit.contract_doors import (
    ASSIGNER,
    BATCH,
    BUDGET,
    CHANGES,
    SERVICES,
    TAX,
    Office,
    line,
    lines,
    opened,
    results,
)
from tests.kit.contracts import registered, unlike
from tests.kit.lookups import proven
from tests.kit.policy import changed, load, shipped

SOMEBODY = parse_national_id(identifiers.national_id(98 * 999_999 + 4_101))
OTHER = parse_national_id(identifiers.national_id(98 * 999_999 + 4_202))
ONE = registered("100200300", crn="100200300", contractor=SOMEBODY)


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy."""
    async for one in opened(pool):
        yield one


async def receipt_of(office: Office, answer: httpx.Response, who: str = TAX) -> Receipt:
    """Return the receipt that an answer names, as its consumer reads it."""
    read = await office.get(answer.headers["receipt"], who)
    assert (read.status_code, read.headers["content-type"]) == (200, "application/xml")
    return proven(read.content)


def agree(url: str) -> None:
    """Fail unless register and receipts say the same."""
    with connect(url) as connection:
        each = [(one, [*differences(one.leaf, one.lines)]) for one in beside_receipts(connection)]
    assert each
    assert [found for _, found in each if found] == []


def told_of(url: str, subject: str) -> list[Entry]:
    """Return who was told of somebody."""
    with connect(url) as connection:
        return about(connection, subject)


def pages(found: list[Entry]) -> set[str]:
    """Return what lines are about, as they name it."""
    return {one.line.disclosed.asked.subject for one in found}


async def test_a_contract_that_was_read_leaves_its_receipt(
    office: Office, database_url: str
) -> None:
    """Nobody could prove who was told a person's contract, under what, and which version."""
    ocid = (await office.put(ONE)).json()["ocid"]
    other = registered("7", crn="100200300", contractor=OTHER)
    assert (await office.put(other, ASSIGNER)).status_code == 200
    read = await office.get(f"/v1/contracts/{ocid}", BUDGET)
    receipt = await receipt_of(office, read, BUDGET)
    assert receipt.consumer == BUDGET
    assert (receipt.operation, receipt.state) == ("contracts.read", ReceiptState.ANSWERED)
    assert receipt.answer_digest == sha256(read.content).digest()
    assert receipt.request_digest == sha256(f"GET /v1/contracts/{ocid}".encode()).digest()
    subjects = [one.asked.subject for one in receipt.disclosed]
    assert subjects[0] == f"contract:{ocid}/2"
    assert [one.startswith("sha256:") for one in subjects[1:]] == [True] * 3
    for one in receipt.disclosed:
        assert one.asked.purpose == "contract-feed"
        assert one.asked.basis is not None
        assert one.told["contract.contractor"] == "masked"
        assert one.withheld == tuple(read.json()["withheld"])
        assert {name.removeprefix("contract.") for name in one.told} >= read.json()["fields"].keys()
    for person in (SOMEBODY, OTHER):
        (entry,) = told_of(database_url, person_subject(person))
        assert (entry.line.consumer, entry.document_id) == (BUDGET, receipt.id)
    assert len(told_of(database_url, firm_subject(LegalId(ONE.assigner)))) == 1
    agree(database_url)


async def test_all_versions_told_at_once_name_all_parties(
    office: Office, database_url: str
) -> None:
    """Who was a party once would not learn that his part was told again with the rest."""
    ocid = (await office.put(ONE)).json()["ocid"]
    await office.put(replace(ONE, revision=2, contractor=OTHER))
    plain = await office.get(f"/v1/contracts/{ocid}")
    assert plain.status_code == 200
    assert told_of(database_url, person_subject(SOMEBODY)) == []
    record = await office.get(f"/v1/contracts/{ocid}?format=ocds")
    (entry,) = told_of(database_url, person_subject(SOMEBODY))
    assert record.headers["receipt"].endswith(str(entry.document_id))
    assert len(told_of(database_url, person_subject(OTHER))) == 2


async def test_a_page_leaves_one_receipt_and_names_nobody(
    office: Office, database_url: str
) -> None:
    """Whoever follows the feed would be told everything without a trace, or at a cost for each."""
    some = [unlike(one) for one in range(4)]
    await office.batch(lines([*some, ONE, *(unlike(one) for one in range(5, 8))]))
    page = await office.get(f"{CHANGES}?limit=3")
    receipt = await receipt_of(office, page)
    (one,) = receipt.disclosed
    assert (one.asked.subject, receipt.operation) == ("positions:1-3", "contracts.changes")
    assert receipt.answer_digest == sha256(page.content).digest()
    assert one.told["contract.contractor"] == "whole"
    cursor = page.headers["feed-cursor"]
    second = await office.get(f"{CHANGES}?limit=3&after={cursor}")
    (one,) = (await receipt_of(office, second)).disclosed
    assert one.asked.subject == "positions:4-6"
    await office.get(f"{CHANGES}?limit=100", BUDGET)
    found = told_of(database_url, person_subject(SOMEBODY))
    assert sorted(each.line.consumer for each in found) == [BUDGET, TAX]
    assert {each.line.disclosed.asked.subject for each in found} == {
        "positions:1-8",
        "positions:4-6",
    }
    assert told_of(database_url, person_subject(OTHER)) == []
    firm = told_of(database_url, firm_subject(LegalId(some[0].contractor)))
    assert {each.line.disclosed.asked.subject for each in firm} == {
        "positions:1-8",
        "positions:1-3",
    }
    agree(database_url)


async def test_an_empty_page_leaves_nothing(office: Office, database_url: str) -> None:
    """Whoever asks every second whether there is something would fill the evidence."""
    empty = await office.get(CHANGES)
    assert (empty.status_code, "receipt" in empty.headers) == (200, False)
    with connect(database_url) as connection:
        assert [*beside_receipts(connection)] == []


async def test_an_acknowledgement_is_kept_with_its_time(office: Office, database_url: str) -> None:
    """A consumer could deny that he had what he said he had."""
    await office.batch(lines([unlike(1), unlike(2)]))
    page = await office.get(CHANGES)
    said = await office.acknowledge(page.headers["feed-cursor"])
    receipt = await receipt_of(office, said)
    (one,) = receipt.disclosed
    assert (one.asked.subject, receipt.operation) == ("acknowledged:2", "contracts.acknowledge")
    assert receipt.received_at == office.clock.now
    assert receipt.request_digest == sha256(said.request.content).digest()
    agree(database_url)


async def test_a_register_can_prove_what_it_said(office: Office, database_url: str) -> None:
    """An assigner could not show that he registered a contract within its month."""
    good = [unlike(one) for one in range(3)]
    octets = b"".join([line(good[0]), line(good[1], amount=0), b"\n", line(good[2]), line(good[0])])
    answer = await office.batch(octets)
    *told, end = results(answer)
    assert [one["result"] for one in told] == ["created", "refused", "created", "unchanged"]
    receipt = proven(b64decode(end["receipt"]))
    (one,) = receipt.disclosed
    assert one.asked.subject == "lines:1-5;created=2;refused=1;unchanged=1"
    assert (one.asked.purpose, one.told) == ("contract-batch", {})
    assert receipt.request_digest == sha256(octets.replace(b"\n\n", b"\n")).digest()
    sent = answer.content[: answer.content.rindex(b'{"end"')]
    assert receipt.answer_digest == sha256(sent).digest()
    assert receipt.received_at == office.clock.now
    agree(database_url)


async def test_one_contract_said_is_a_line(office: Office, database_url: str) -> None:
    """What is put one by one could not be proven, and what comes by the batch could."""
    put = await office.put(ONE)
    receipt = await receipt_of(office, put)
    assert receipt.disclosed[0].asked.subject == "lines:1-1;created=1"
    assert receipt.request_digest == sha256(put.request.content).digest()
    assert receipt.answer_digest == sha256(put.content).digest()
    agree(database_url)


async def test_a_stream_of_nothing_leaves_nothing(office: Office, database_url: str) -> None:
    """Whoever opens and closes streams would fill the evidence."""
    assert results(await office.batch(b"\n\n")) == [{"end": {"lines": 0}}]
    with connect(database_url) as connection:
        assert [*beside_receipts(connection)] == []


async def test_lines_whose_receipt_cannot_be_kept_are_told_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register would believe that it can prove what nobody has."""
    monkeypatch.setattr(Disclosures, "record", _away)
    *_, end = results(await office.batch(lines([unlike(1)])))
    assert end["problem"]["code"] == "hub.unavailable"
    assert "receipt" not in end
    page = await office.get(CHANGES)
    assert page.status_code == 503
    assert "positions" not in page.text


@pytest.mark.parametrize(
    ("method", "path", "who", "code"),
    [
        ("GET", CHANGES, ASSIGNER, "agreement.none"),
        ("GET", "/v1/contracts/ocds-peyvnd-1", ASSIGNER, "agreement.none"),
        ("POST", BATCH, SERVICES, "agreement.none"),
        ("POST", f"{CHANGES}/acknowledgement", ASSIGNER, "agreement.none"),
        ("PUT", "/v1/contracts/assigner/100200300", TAX, "agreement.source"),
    ],
    ids=["feed", "read", "batch", "acknowledgement", "put"],
)
async def test_a_refusal_leaves_evidence_once(
    office: Office, database_url: str, method: str, path: str, who: str, code: str
) -> None:
    """Who tried what nobody agreed to could not be found afterwards; or a replay would be many."""
    refused = await _refused(office, method, path, who)
    assert (refused.status_code, refused.json()["code"]) == (403, code)
    receipt = proven(b64decode(refused.json()["receipt"]))
    (one,) = receipt.disclosed
    assert (receipt.state, one.reason) == (ReceiptState.REFUSED, code)
    assert (one.asked.subject, one.asked.basis) == ("shared-contracts", None)
    again = await office.again(refused.request)
    assert (again.status_code, again.json()["code"]) == (401, "message.replayed")
    with connect(database_url) as connection:
        assert len([*beside_receipts(connection)]) == 1
    agree(database_url)


async def test_a_record_of_which_nothing_may_be_told_leaves_evidence(
    office: Office, pool: Database, database_url: str
) -> None:
    """One door would refuse without a trace."""
    name = "contracts-budget-organization-feed.toml"
    masked = 'fields = [{ name = "contract.contractor", transform = "masked" }]'
    await load(pool, {name: re.sub(r"(?s)fields = \[.*?\n\]", masked, shipped("agreements")[name])})
    ocid = (await office.put(ONE)).json()["ocid"]
    refused = await office.get(f"/v1/contracts/{ocid}?format=ocds", BUDGET)
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement.field")
    assert proven(b64decode(refused.json()["receipt"])).state is ReceiptState.REFUSED
    agree(database_url)


async def test_a_spent_quota_leaves_one_refusal(
    office: Office, pool: Database, database_url: str
) -> None:
    """A flood of pages would be a flood of receipts."""
    name = "contracts-tax-authority-feed"
    await load(pool, changed(name, quota="{ per_minute = 1, per_day = 9 }"))
    assert (await office.get(CHANGES)).status_code == 200
    told = await asyncio.gather(*(office.get(CHANGES) for _ in range(5)))
    assert {one.status_code for one in told} == {429}
    assert sum("receipt" in one.json() for one in told) == 1
    with connect(database_url) as connection:
        (kept,) = beside_receipts(connection)
    assert kept.lines[0].disclosed.reason == "agreement.quota"


async def test_a_receipt_is_its_consumers_alone(office: Office) -> None:
    """What one agency asks would be read by another."""
    put = await office.put(ONE)
    path = put.headers["receipt"]
    first = await office.get(path)
    assert first.status_code == 200
    same = await office.get(path, if_none_match=first.headers["etag"])
    assert same.status_code == 304
    again = await office.again(first.request)
    assert (again.status_code, again.json()["code"]) == (401, "message.replayed")
    nobody = f"/v1/receipts/{UUID(int=9)}"
    for other, who in ((path, BUDGET), (nobody, TAX), ("/v1/receipts/9980000009", TAX)):
        refused = await office.get(other, who)
        assert (refused.status_code, refused.json()["code"]) == (404, "receipt.unknown")
        assert "9980000009" not in refused.text
    assert (await office.get(f"{path}?a=1")).json()["code"] == "request.query"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("DELETE FROM disclosures", {"line.missing"}),
        ("UPDATE disclosures SET subject = 'positions:1-9'", {"line.missing", "line.surplus"}),
        ("UPDATE disclosures SET told = '{}'", {"line.told"}),
        ("UPDATE disclosures SET consumer = 'assigner'", {"line.consumer"}),
        (
            "INSERT INTO disclosures SELECT document_id, 'positions:7-9', provider, agreement,"
            " consumer, task_kind, task, purpose, outcome, reason, asked, told, withheld, as_of,"
            " asked_at FROM disclosures",
            {"line.surplus"},
        ),
    ],
    ids=["removed", "positions", "fields", "consumer", "added"],
)
async def test_a_changed_line_of_a_page_is_found(
    office: Office, database_url: str, change: str, what: set[str]
) -> None:
    """What a follower was told could be made less, more, or somebody else's."""
    await office.intake.take("tax_authority", [_line(unlike(1)), _line(unlike(2), 2)])
    await office.get(CHANGES)
    with connect(database_url) as connection:
        connection.execute("ALTER TABLE disclosures DISABLE TRIGGER USER")
        connection.execute(change.encode())
        assert _found(connection) == what


def _line(contract: RegisteredContract, number: int = 1) -> Line:
    return Line(number, contract)


def _found(connection: Connection) -> set[str]:
    (kept,) = beside_receipts(connection)
    return {one.what for one in differences(kept.leaf, kept.lines)}


async def _away(*_: Any, **__: Any) -> None:
    raise HubUnavailable("store.unavailable")


async def _refused(office: Office, method: str, path: str, who: str) -> httpx.Response:
    """Return the answer to a request at one of the doors."""
    if method == "GET":
        return await office.get(path, who)
    if method == "PUT":
        return await office.put(ONE, who, path=path)
    if path == BATCH:
        return await office.batch(lines([ONE]), who)
    return await office.acknowledge("x", who)
