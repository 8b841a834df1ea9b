"""Batches of contracts at their door: each line for itself, as it comes."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.api.contract_batch import BatchDoor
from hub.contracts.check import LONGEST_LINE
from hub.errors import HubUnavailable
from hub.store.database import Database
from tests.integration.hub.conftest import Look
from tests.kit import policy
from tests.kit.contract_doors import ASSIGNER, BATCH, TAX, Office, line, lines, opened, results
from tests.kit.contracts import unlike

NINE = [unlike(number) for number in range(9)]


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy."""
    async for one in opened(pool):
        yield one


async def test_every_line_has_its_result(office: Office, look: Look) -> None:
    """One bad line would hold the good ones up, or go under unseen."""
    ill = [
        b"nonsense\n",
        b"[1]\n",
        b"\n",
        line(NINE[2], contractor="1234567890"),
        b"x" * (LONGEST_LINE + 1) + b"\n",
        line(NINE[0], amount=5),
        line(NINE[3], subject="\ud800"),
    ]
    found = results(await office.batch(line(NINE[0]) + b"".join(ill) + line(NINE[1]).rstrip()))
    assert [(one["line"], one["result"]) for one in found[:-1]] == [
        (1, "created"),
        (2, "refused"),
        (3, "refused"),
        (5, "refused"),
        (6, "refused"),
        (7, "refused"),
        (8, "refused"),
        (9, "created"),
    ]
    assert [one["problems"][0]["rule"] for one in found[1:7]] == [
        "json.malformed",
        "json.object",
        "national-id.check-digit",
        "line.too-long",
        "contract.revision-reused",
        "text.characters",
    ]
    assert found[-1]["end"] == {"lines": 8, "created": 2, "refused": 6}
    assert found[-1].keys() == {"end", "receipt"}
    assert found[0]["source_id"] == NINE[0].source_id
    assert look("SELECT count(*) FROM contract_statements") == [(2,)]


async def test_a_batch_may_be_sent_again_from_any_line(office: Office, look: Look) -> None:
    """A register whose line broke would have to know how far the hub had come."""
    first = results(await office.batch(lines(NINE[:6])))
    again = results(await office.batch(lines(NINE[3:])))
    assert Counter(one["result"] for one in again[:-1]) == {"unchanged": 3, "created": 3}
    assert again[0]["ocid"] == first[3]["ocid"]
    assert look("SELECT count(*), max(position) FROM contract_versions") == [(9, 9)]


@pytest.mark.parametrize(
    ("who", "media", "path", "status", "code"),
    [
        (ASSIGNER, "application/x-ndjson", BATCH, 403, "agreement.none"),
        (TAX, "application/json", BATCH, 415, "request.content-type-ndjson"),
        (TAX, "application/x-ndjson", f"{BATCH}?source=assigner", 400, "request.query"),
    ],
    ids=["no agreement", "type", "query"],
)
async def test_a_batch_is_refused(
    office: Office, look: Look, who: str, media: str, path: str, status: int, code: str
) -> None:
    """Whoever comes to the door could speak for a register."""
    refused = await office.clients[who].request(
        "POST", path, content=line(NINE[0]), headers={"content-type": media}
    )
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert look("SELECT count(*) FROM contract_statements") == [(0,)]


async def test_a_signed_batch_is_proven_as_a_whole(office: Office, look: Look) -> None:
    """Lines could be added on the way where an agreement wants them signed."""
    await policy.load(
        office.database, policy.changed("contracts-tax-authority-batch", signed="true")
    )
    plain = await office.batch(line(NINE[0]))
    assert (plain.status_code, plain.json()["code"]) == (403, "agreement.signature")
    assert results(await office.batch(line(NINE[0]), signed=True))[-1]["end"]["created"] == 1
    sent = (await office.batch(line(NINE[1]), signed=True)).request
    more = await office.again(sent, sent.content + line(NINE[2]))
    assert (more.status_code, more.json()["rule"]) == (401, "identity.digest")
    assert look("SELECT count(*) FROM contract_statements") == [(2,)]


async def test_an_agreement_of_the_other_way_is_none_for_a_batch(office: Office) -> None:
    """An agreement on single contracts would let batches in."""
    changed = policy.changed("contracts-tax-authority-batch", delivery='"inquiry"')
    await policy.load(office.database, changed)
    refused = await office.batch(line(NINE[0]))
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement.delivery")


async def test_what_stops_a_batch_says_where_to_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register would not know what was kept when the database went away."""
    take, calls = office.intake.take, 0

    async def fails(*told: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise HubUnavailable("store.unavailable")
        return await take(*told)

    monkeypatch.setattr(type(office.intake), "take", lambda _, *told: fails(*told))
    many = [unlike(number) for number in range(1_003)]
    found = results(await office.batch(lines(many)))
    assert found[-1]["problem"]["code"] == "hub.unavailable"
    assert found[-1]["resume_from"] == 1_001
    assert found[-1]["end"] == {"lines": 1_000, "created": 1_000}


class Line:
    """A connection on which a test sends octets when it wants, and hears what comes back."""

    def __init__(self, octets: list[bytes]) -> None:
        self.heard: asyncio.Queue[Any] = asyncio.Queue()
        self.coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        for one in octets:
            self.say(one)

    def say(self, octets: bytes, *, more: bool = True) -> None:
        """Send octets."""
        self.coming.put_nowait({"type": "http.request", "body": octets, "more_body": more})

    def hang_up(self) -> None:
        """Break off."""
        self.coming.put_nowait({"type": "http.disconnect"})

    async def hear(self) -> list[Any]:
        """Return the results of the next piece."""
        message = await self.heard.get()
        if message["type"] == "http.response.start":
            return await self.hear()
        return [json.loads(one) for one in message["body"].splitlines()]


async def connected(office: Office, wire: Line) -> "asyncio.Task[None]":
    """Return a batch request on a connection, proven like any other."""
    sent = (await office.batch(b"", who=TAX)).request
    client = office.clients[TAX]
    token, now = await client.token(), office.clock.now.timestamp()
    headers = {
        "content-type": "application/x-ndjson",
        "authorization": sent.headers["authorization"],
        "dpop": client.identity.proof("POST", str(sent.url), now, token),
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": BATCH,
        "raw_path": BATCH.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    (route,) = BatchDoor(office.behind, pause=0).routes()
    return asyncio.create_task(route.app(scope, wire.coming.get, wire.heard.put))


async def test_results_come_while_lines_still_do(office: Office) -> None:
    """A register that sends as it learns would hear nothing until it had sent everything."""
    wire = Line([line(NINE[0])])
    request = await connected(office, wire)
    assert [one["line"] for one in await wire.hear()] == [1]
    half = line(NINE[2])
    wire.say(line(NINE[1]) + half[:40])
    assert [one["line"] for one in await wire.hear()] == [2]
    wire.say(half[40:], more=False)
    assert [one["result"] for one in await wire.hear()] == ["created"]
    assert (await wire.hear())[0]["end"] == {"lines": 3, "created": 3}
    await request


async def test_what_had_come_of_a_broken_stream_is_kept(office: Office, look: Look) -> None:
    """A million lines would be lost with the last one, or half a line be taken for one."""
    wire = Line([line(NINE[0]) + line(NINE[1]) + line(NINE[2]).rstrip()])
    wire.hang_up()
    await (await connected(office, wire))
    assert look("SELECT count(*) FROM contract_statements") == [(2,)]
