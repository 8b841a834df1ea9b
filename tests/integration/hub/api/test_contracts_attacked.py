"""What nobody in good faith sends to the doors of contracts: a named problem, nothing kept."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from hub.api.article38.doors import FileDoors
from hub.contracts.digest import members_of
from hub.store.database import Database
from tests.integration.hub.conftest import Look
from tests.kit.contract_doors import BATCH, CHANGES, NDJSON, TAX, Office, line, opened
from tests.kit.contracts import registered

ONE = registered("100200300")
OWN = "/v1/contracts/tax_authority/100200300"
OUTCOMES = "/v1/contracts/reconciliation/outcomes"


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy."""
    async for one in opened(pool):
        yield one


def problem(answer: httpx.Response) -> tuple[int, str, Any]:
    """Return status, code and rule of a problem, which is told as one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    said = answer.json()
    return answer.status_code, said["code"], said.get("rule")


async def sent(
    office: Office, method: str, path: str, body: bytes, **headers: str
) -> httpx.Response:
    """Return the answer to octets of the tax authority's, signed."""
    named = {"content-type": "application/json"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    client = office.clients[TAX]
    return await client.request(method, path, content=body, headers=named, signed=True)


@pytest.mark.parametrize(
    "name", ["%00", "ocds-peyvnd-1%00", "%FF", "%ED%A0%80", "ocds-peyvnd-1%0A", "x" * 5000]
)
@pytest.mark.parametrize("query", ["", "?format=ocds"])
async def test_what_is_no_name_of_a_contract(office: Office, name: str, query: str) -> None:
    """A NUL in an address would be an error of ours."""
    answer = await office.get(f"/v1/contracts/{name}{query}")
    assert problem(answer) == (404, "contract.unknown", None)


async def test_a_name_may_be_written_otherwise(office: Office) -> None:
    """A client that writes a hyphen in hexadecimal would not find what is there."""
    ocid = (await office.put(ONE)).json()["ocid"]
    read = await office.get(f"/v1/contracts/{ocid.replace('-', '%2D')}")
    assert (read.status_code, read.json()["ocid"]) == (200, ocid)


@pytest.mark.parametrize(
    ("source_id", "path"),
    [
        ("assessment", "/v1/contracts/tax_authority/assessment"),
        ("acknowledgement", "/v1/contracts/tax_authority/acknowledgement"),
        ("batch", "/v1/contracts/tax_authority/batch"),
        ("changes", "/v1/contracts/tax_authority/changes"),
        ("reconciliation", "/v1/contracts/tax_authority/reconciliation"),
    ],
)
async def test_a_contract_may_be_called_like_a_door(
    office: Office, source_id: str, path: str
) -> None:
    """A register would meet another door under a name of its own, and be told to go away."""
    nothing: Any = None
    office.app.routes[:0] = FileDoors(nothing).routes()
    assert (await office.put(registered(source_id), path=path)).status_code == 201
    other = await office.clients[TAX].request("DELETE", path)
    assert problem(other)[:2] == (405, "request.other-method")
    assert "PUT" in other.headers["allow"]


@pytest.mark.parametrize(
    ("method", "path", "media"),
    [
        ("PUT", OWN, "application/json"),
        ("POST", BATCH, NDJSON),
        ("POST", f"{CHANGES}/acknowledgement", "application/json"),
    ],
    ids=["put", "batch", "acknowledgement"],
)
async def test_a_packed_body_is_refused_as_one(
    office: Office, look: Look, method: str, path: str, media: str
) -> None:
    """A register that packs what it sends would hear that line 1 is no JSON."""
    packed = gzip.compress(line(ONE))
    answer = await sent(office, method, path, packed, content_type=media, content_encoding="gzip")
    assert problem(answer) == (415, "request.content-encoding", None)
    assert look("SELECT count(*) FROM contract_statements") == [(0,)]


@pytest.mark.parametrize("depth", [17, 400, 600, 990, 5_000, 16_000])
async def test_a_body_nested_too_deep(office: Office, depth: int) -> None:
    """Some hundred brackets would be an error of ours, at every door that takes an object."""
    bomb = b'{"a":' * depth + b"1" + b"}" * depth
    at = f"{CHANGES}/acknowledgement"
    if len(bomb) <= 16_384:
        assert problem(await sent(office, "POST", at, bomb)) == (
            400,
            "request.invalid",
            "json.depth",
        )
    put = await sent(office, "PUT", OWN, bomb[: 2 * 32_768])
    assert problem(put)[0] in {413, 422}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "instant.rfc3339"),
        ({"started_at": "9999-12-31T23:59:59-14:00"}, "instant.rfc3339"),
        ({"started_at": "2026-01-01T00:00:00"}, "json.type"),
        ({"exchanges": 10**30}, "json.type"),
        ({"before": "other levels"}, "reconciliation.roots-unknown"),
    ],
    ids=["first", "last", "zone", "exchanges", "levels"],
)
async def test_an_outcome_that_cannot_be(
    office: Office, look: Look, changes: dict[str, Any], rule: str
) -> None:
    """A day at the edge of the calendar would be an error of ours, or a lie be filed as proof."""
    found = await office.clients[TAX].request(
        "GET", "/v1/contracts/reconciliation/roots", signed=True
    )
    roots = {name: found.json()[name] for name in ("levels", "hashes")}
    if "before" in changes:
        changes = {"before": {"hub": roots | {"levels": 3}, "register": roots}}
    said: dict[str, Any] = {
        "started_at": "2026-01-01T00:00:00Z",
        "exchanges": 4,
        "before": {"hub": roots, "register": roots},
        "after": roots,
        "settled": {"taken": [], "given": [], "asked": [], "left": []},
    }
    answer = await sent(office, "POST", OUTCOMES, json.dumps(said | changes).encode())
    assert problem(answer) == (400, "request.invalid", rule)
    assert look("SELECT count(*) FROM contract_reconciliations") == [(0,)]


_TEXT = json.dumps(members_of(ONE))


def told(**changes: Any) -> bytes:
    """Return the contract as JSON, with other members."""
    return json.dumps({**members_of(ONE), **changes}).encode()


def amount(written: str) -> bytes:
    """Return the contract with an amount that is written so."""
    return _TEXT.replace(str(ONE.amount), written).encode()


@pytest.mark.parametrize(
    ("octets", "field", "rule"),
    [
        (amount("1e400"), "amount", "json.type"),
        (amount("12000000000.0"), "amount", "json.type"),
        (amount("-0"), "amount", "contract.amount"),
        (amount("1" + "0" * 40), "amount", "contract.amount"),
        (amount("1" + "0" * 5_000), "", "json.malformed"),
        (amount("NaN"), "", "json.malformed"),
        (amount("true"), "amount", "json.type"),
        (amount('"۱۲۰۰"'), "amount", "json.type"),
        (b"\xef\xbb\xbf" + _TEXT.encode(), "", "json.malformed"),
        (_TEXT.encode("utf-16"), "", "json.malformed"),
        (told(subject="a\0b"), "subject", "text.characters"),
        (told(number="\udfff"), "number", "text.characters"),
        (told(source_id="\udfff"), "source_id", "contract.code"),
        (told(contractor="\ud800" * 10), "contractor", "national-id.digits"),
        (told(signed_on="1405/13/01"), "signed_on", "day.no-such-day"),
        (told(signed_on="१४०५/०१/१५"), "signed_on", "day.no-such-day"),
        (_TEXT[:-1].encode() + b', "amount": 5}', "amount", "json.duplicate"),
        (_TEXT[:-1].encode() + b', "\\ud800": 5}', "", "json.unknown"),
        (_TEXT[:-1].encode() + b', "9980000009": 5}', "", "json.unknown"),
        (told(payments=[None]), "payments[0]", "json.type"),
        (told(payments={"a": 1}), "payments", "json.type"),
        (b"[" * 10_000 + b"]" * 10_000, "", "json.malformed"),
        (_TEXT.encode() + b"{}", "", "json.malformed"),
    ],
    ids=lambda value: repr(value[-60:])[:40] if isinstance(value, bytes) else None,
)
async def test_a_line_that_cannot_be(
    office: Office, look: Look, octets: bytes, field: str, rule: str
) -> None:
    """One line would stop a stream, be half taken, or be told back with what stands in it."""
    put = await sent(office, "PUT", OWN, octets)
    assert problem(put) == (422, "contract.invalid", None)
    lines = octets.replace(b"\n", b" ") + b"\n" + line(registered("7"))
    batch = await office.clients[TAX].request(
        "POST", BATCH, content=lines, headers={"content-type": NDJSON}
    )
    refused, kept, end = [json.loads(one) for one in batch.content.splitlines()]
    for problems in (put.json()["problems"], refused["problems"]):
        assert (problems[0]["field"], problems[0]["rule"]) == (field, rule)
    assert (kept["result"], end["end"]) == ("created", {"lines": 2, "created": 1, "refused": 1})
    assert "9980000009" not in put.text + batch.text
    assert look("SELECT source_id FROM contract_statements") == [("7",)]
