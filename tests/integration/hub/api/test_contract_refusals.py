"""What the doors of contracts refuse is evidence too, and evidence cannot be changed unseen."""

import asyncio
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from psycopg import Connection

from hub.evidence.register import differences
from hub.sharing.results import Line
from hub.store.database import Database, connect
from hub.store.register import beside_receipts
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.identifiers import parse_national_id
from schemas.canonical.receipt import ReceiptState
from simulators.kit import identifiers
from tests.kit.contract_doors import (
    ASSIGNER,
    BATCH,
    BUDGET,
    CHANGES,
    SERVICES,
    TAX,
    Office,
    lines,
    opened,
)
from tests.kit.contracts import registered, unlike
from tests.kit.lookups import proven
from tests.kit.policy import changed, load, shipped
from tests.kit.register import agree

SOMEBODY = parse_national_id(identifiers.national_id(98 * 999_999 + 4_101))
ONE = registered("100200300", crn="100200300", contractor=SOMEBODY)


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy."""
    async for one in opened(pool):
        yield one


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


async def _refused(office: Office, method: str, path: str, who: str) -> httpx.Response:
    """Return the answer to a request at one of the doors."""
    if method == "GET":
        return await office.get(path, who)
    if method == "PUT":
        return await office.put(ONE, who, path=path)
    if path == BATCH:
        return await office.batch(lines([ONE]), who)
    return await office.acknowledge("x", who)
