"""The change feed at its door: in order, from a cursor on, as far as a consumer is granted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from hub.sharing.cursor import Cursor
from hub.store.database import Database
from tests.integration.hub.conftest import Look
from tests.kit.contract_doors import ASSIGNER, BUDGET, CHANGES, TAX, Office, lines, opened
from tests.kit.contracts import unlike
from tests.kit.identity import HUB
from tests.kit.lookups import admit

SEVEN = [unlike(number) for number in range(7)]


@pytest.fixture
async def office(pool: Database, database_url: str) -> AsyncIterator[Office]:
    """Give doors behind which there are seven contracts."""
    admit(database_url, TAX)
    async for one in opened(pool):
        await one.batch(lines(SEVEN))
        yield one


async def test_pages_follow_each_other(office: Office) -> None:
    """A consumer would miss a version, or be told one twice."""
    path, seen = f"{CHANGES}?limit=3", []
    for behind in ("4", "1", "0", "0"):
        page = await office.get(path)
        assert (page.status_code, page.headers["feed-behind"]) == (200, behind)
        assert page.headers["content-type"] == "application/cloudevents-batch+json"
        seen += [one["id"] for one in page.json()]
        path = f"{CHANGES}?after={page.headers['feed-cursor']}&limit=3"
        assert page.headers["link"] == f'<{path}>; rel="next"'
    assert seen == [str(position) for position in range(1, 8)]


async def test_a_version_is_an_event(office: Office) -> None:
    """A consumer's own library could not read it, or could not tell it from another."""
    event = (await office.get(CHANGES)).json()[0]
    data = event.pop("data")
    assert datetime.fromisoformat(event.pop("time")) == office.clock.now
    assert event == {
        "specversion": "1.0",
        "id": "1",
        "source": f"{HUB}/v1/contracts",
        "type": "peyvand.contract.version.1",
        "subject": "ocds-peyvnd-1",
        "datacontenttype": "application/json",
    }
    assert data == (await office.get(f"/v1/contracts/{data['ocid']}")).json()


async def test_only_what_is_granted_is_told(office: Office) -> None:
    """A consumer would learn by the feed what it may not ask."""
    page = await office.get(CHANGES, BUDGET)
    for one, contract in zip(page.json(), SEVEN, strict=True):
        assert one["data"]["withheld"] == ["contract.source_id"]
        assert one["data"]["fields"]["contractor"]["value"] == f"***{contract.contractor[-4:]}"
        assert contract.contractor not in page.text
        assert contract.source_id not in page.text
    refused = await office.get(CHANGES, ASSIGNER)
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement.none")


@pytest.mark.parametrize(
    ("query", "field", "rule"),
    [
        ("after=nonsense", "after", "cursor.form"),
        ("after=", "after", "cursor.form"),
        (f"after={Cursor(BUDGET, 1).write()}", "after", "cursor.consumer"),
        (f"after={Cursor(TAX, 8).write()}", "after", "cursor.ahead"),
        ("limit=0", "limit", "query.count"),
        ("limit=1001", "limit", "query.count"),
        ("limit=+3", "limit", "query.count"),
        ("wait=31", "wait", "query.count"),
        ("limit=1&limit=2", "query", "query.unknown"),
        ("national_id=1", "query", "query.unknown"),
    ],
)
async def test_what_cannot_be_asked(office: Office, query: str, field: str, rule: str) -> None:
    """A consumer would be told from another place than it means."""
    refused = await office.get(f"{CHANGES}?{query}")
    said = refused.json()
    assert (refused.status_code, said.get("field"), said.get("rule")) == (400, field, rule)


async def test_an_acknowledgement_is_kept(office: Office, look: Look) -> None:
    """Nobody could see how far a consumer is behind, and he himself not either."""
    page = await office.get(f"{CHANGES}?limit=5")
    kept = await office.acknowledge(page.headers["feed-cursor"])
    assert (kept.status_code, kept.json()) == (200, {"behind": 2})
    assert look("SELECT consumer, position FROM contract_readers") == [(TAX, 5)]
    first = (await office.get(f"{CHANGES}?limit=1")).headers["feed-cursor"]
    assert (await office.acknowledge(first)).status_code == 200
    assert look("SELECT consumer, position FROM contract_readers") == [(TAX, 5)]


@pytest.mark.parametrize(
    ("cursor", "rule"),
    [
        ("x", "cursor.form"),
        (Cursor(BUDGET, 1).write(), "cursor.consumer"),
        (Cursor(TAX, 9).write(), "cursor.ahead"),
        (1, "json.type"),
        ("", "json.length"),
    ],
    ids=["form", "consumer", "ahead", "type", "length"],
)
async def test_what_cannot_be_acknowledged(
    office: Office, look: Look, cursor: object, rule: str
) -> None:
    """A consumer would be marked as further than he is."""
    refused = await office.acknowledge(cursor)
    said = refused.json()
    assert (refused.status_code, said["field"], said["rule"]) == (400, "cursor", rule)
    assert look("SELECT count(*) FROM contract_readers") == [(0,)]


async def test_who_waits_is_told_at_once(office: Office) -> None:
    """A consumer would have to ask over and over, or wait for a version that is there."""
    end = Cursor(TAX, 7).write()
    async with office.feed:
        empty = await office.get(f"{CHANGES}?after={end}")
        assert (empty.json(), empty.headers["feed-cursor"]) == ([], end)
        asked = f"{CHANGES}?after={end}&wait=30"
        page, _ = await gathered(office, asked)
        assert [one["id"] for one in page] == ["8"]


async def gathered(office: Office, path: str) -> tuple[list[dict[str, str]], int]:
    """Return what a request that waits is told when a contract is written meanwhile."""
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(office.get(path))
        written = group.create_task(office.put(unlike(8)))
    return waiting.result().json(), written.result().status_code
