"""Identity over a real store: a proof is used once in all processes, a key rolls over in one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from hub.errors import HubUnavailable, MessageReplayed
from hub.store.agencies import certificates_in_force, register, rotate
from hub.store.database import Database, connect
from hub.store.replays import Replays
from tests.kit import article37 as kit
from tests.kit.identity import CODE, HUB, PATH, Gate, code_of, identity, issued

URL = f"{HUB}/oauth2/token"
KEYS = [bytes([n]) * 32 for n in range(3)]


@pytest.fixture
async def processes(database_url: str) -> AsyncIterator[tuple[Gate, Gate]]:
    """Give two processes of one hub, at which one consumer is registered."""
    with connect(database_url) as connection:
        register(
            connection,
            code=CODE,
            title="آزمون",
            certificate=identity().certificate_der,
            now=kit.NOW,
        )
    async with (
        Database(database_url, min_size=2, max_size=4) as one,
        Database(database_url, min_size=2, max_size=4) as other,
    ):
        yield _gate(one), _gate(other)


def _gate(database: Database) -> Gate:
    gate = Gate(memory=Replays(database))
    gate.consumers._load = partial(certificates_in_force, database)
    return gate


async def test_an_assertion_is_used_once_in_all_processes(processes: tuple[Gate, Gate]) -> None:
    """Who read an assertion on its way could use it at another process of the hub."""
    one, other = processes
    assertion = identity().assertion(HUB, one.now)
    proofs = [identity().proof("POST", URL, one.now) for _ in range(8)]
    gates = [one, other] * 4
    answers = await asyncio.gather(
        *(gate.ask(assertion, proof) for gate, proof in zip(gates, proofs, strict=True))
    )
    refused = [answer for answer in answers if answer.status_code != 200]
    assert len(refused) == 7
    assert {code_of(answer) for answer in refused} == {"identity.assertion-replayed"}


async def test_a_proof_at_the_token_endpoint_is_used_once(processes: tuple[Gate, Gate]) -> None:
    """A proof that was seen would do for a second token, at the other process."""
    one, other = processes
    proof = identity().proof("POST", URL, one.now)
    assert (await one.ask(identity().assertion(HUB, one.now), proof)).status_code == 200
    again = await other.ask(identity().assertion(HUB, one.now), proof)
    assert code_of(again) == "identity.assertion-replayed"


async def test_a_token_of_one_process_opens_at_the_other(processes: tuple[Gate, Gate]) -> None:
    """A consumer would be refused whenever a balancer sends him elsewhere."""
    one, other = processes
    async with one.client() as client:
        token = await client.token()
    proof = identity().proof("GET", f"{HUB}{PATH}", one.now, token)
    entered = await other.send(authorization=f"DPoP {token}", dpop=proof)
    assert entered.json() == {"consumer": CODE, "signed": False}


async def test_a_key_rolls_over_and_the_old_one_ends_at_its_instant(
    processes: tuple[Gate, Gate], database_url: str
) -> None:
    """An agency would be shut out between its keys, or its old key hold on."""
    one, _ = processes
    ends = one.clock.now + timedelta(minutes=2)
    with connect(database_url) as connection:
        rotate(
            connection,
            code=CODE,
            certificate=identity("second").certificate_der,
            now=one.clock.now,
            retire_at=ends,
        )
    async with one.client() as old, one.client(issued("second")) as new:
        for client in (old, new):
            assert (await client.request("GET", PATH)).status_code == 200
        one.clock.now = ends - timedelta(seconds=1)
        assert (await old.request("GET", PATH)).status_code == 200
        one.clock.now = ends
        assert code_of(await old.request("GET", PATH)) == "identity.token-unknown-certificate"
        late = await one.ask(identity().assertion(HUB, one.now), None)
        assert code_of(late) == "identity.assertion-unknown-certificate"
        assert (await new.request("GET", PATH)).status_code == 200


async def test_proofs_are_remembered_together_or_refused(database: Database) -> None:
    """A proof would be lost beside one that is new, or remembered for no time."""
    replays, ends = Replays(database), kit.NOW + timedelta(minutes=1)
    await replays.remember(dict.fromkeys(KEYS[:2], ends))
    for again in (KEYS[:1], KEYS[1:], KEYS[:2]):
        with pytest.raises(MessageReplayed):
            await replays.remember(dict.fromkeys(again, ends))
    rows = await database.rows("SELECT replay_key, expires_at FROM seen_messages ORDER BY 1", {})
    assert [(row["replay_key"], row["expires_at"]) for row in rows] == [(one, ends) for one in KEYS]


async def test_without_a_database_nothing_is_let_through(database_url: str) -> None:
    """An outage would let every proof be used again."""
    closed = Database(database_url, min_size=1, max_size=1, patience=0.1)
    with pytest.raises(HubUnavailable):
        await Replays(closed).remember({KEYS[0]: kit.NOW})
