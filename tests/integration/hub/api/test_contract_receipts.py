"""What was told and said of contracts is proven afterwards: by receipts, and by the register."""

import json
import sys
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.cli import app
from hub.errors import HubUnavailable
from hub.store.database import Database, connect
from hub.store.disclosures import Disclosures
from hub.store.register import Entry, about, beside_receipts
from schemas.canonical.disclosure import firm_subject, person_subject
from schemas.canonical.identifiers import LegalId, parse_national_id
from schemas.canonical.receipt import Receipt, ReceiptState
from simulators.kit import identifiers
from tests.kit.contract_doors import (
    ASSIGNER,
    BUDGET,
    CHANGES,
    TAX,
    Office,
    line,
    lines,
    opened,
    results,
)
from tests.kit.contracts import registered, unlike
from tests.kit.lookups import proven
from tests.kit.register import agree

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


async def test_the_command_says_among_what_somebody_was_told(
    office: Office,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A person would read that all fields of contracts were told of him, and not in which page."""
    await office.batch(lines([ONE]))
    await office.get(CHANGES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    for words in ([], ["--json"]):
        about_him = ["peyvand", "register", "about", "--national-id", SOMEBODY, *words]
        monkeypatch.setattr(sys, "argv", about_him)
        with pytest.raises(SystemExit):
            app.main()
    said, told = capsys.readouterr().out.rsplit("\n[", 1)
    assert said.splitlines()[0].endswith("  positions:1-1")
    assert "tax-authority asked shared_contracts for contract-feed" in said
    (one,) = json.loads(f"[{told}")
    assert (one["among"], one["told"]["contract.contractor"]) == ("positions:1-1", "whole")


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


async def _away(*_: Any, **__: Any) -> None:
    raise HubUnavailable("store.unavailable")
