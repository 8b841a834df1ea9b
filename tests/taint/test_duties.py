"""No answer to an inquiry states anything but what was agreed, over SOAP or REST, anywhere."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from hub.store.database import Database
from hub.store.deliveries import Deliveries
from tests.kit import policy
from tests.kit.outbox import lane
from tests.kit.ports import Clock
from tests.taint import house
from tests.taint.duties import OF_DUTY, SCENARIOS, Mutant, as_before, mutated
from tests.taint.hearing import Heard
from tests.taint.house import CHAMBERS, NOTARIES, Hub
from tests.taint.places import STATED, leaks, leaks_of_tables
from tests.taint.world import ASKED, SAID

PUBLIC = (
    "/v1/certificates/…",
    "/v1/certificates/….xml",
    "/v1/certificates/….pdf",
    "/v1/certificates/…/status",
    "/v1/status-list",
    "/verify",
    "/verify/…",
)
"""What anybody may ask of a certificate (``…`` is its number), without its access code."""


@pytest.fixture(scope="module")
def url(shared_database_url: str) -> str:
    """Give a database under the shipped agreements and those of a consumer for every mutant."""
    consumers = [one.consumer for one in mutated()]
    house.admit(shared_database_url, NOTARIES, CHAMBERS, *consumers)
    asyncio.run(_load(shared_database_url))
    return shared_database_url


async def _load(url: str) -> None:
    texts = {file: text for one in mutated() for file, text in one.texts.items()}
    async with Database(url, min_size=1, max_size=1) as database:
        await policy.load(database, texts)


@pytest.mark.parametrize("soap", [False, True], ids=["rest", "soap"])
async def test_an_answer_states_what_was_agreed_and_nothing_else(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, soap: bool
) -> None:
    """A notary would learn a birth day, a father's name or another's workshop; a log would too."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        for one in SCENARIOS:
            as_before(hub)
            one.scene(hub)
            consumer, _ = OF_DUTY[one.duty]
            heard = await hub.inquire(one.duty, one.fields, consumer, soap=soap)
            assert heard.status in {200, 201, 202}, heard.body
            assert leaks(heard, one.states) == [], one.name
            assert SAID.find(heard.body) == one.states, one.name
    assert leaks_of_tables(url) == []


@pytest.mark.parametrize("soap", [False, True], ids=["rest", "soap"])
async def test_what_an_agreement_does_not_grant_is_not_answered(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, soap: bool
) -> None:
    """A field struck from an agreement would stand in the next certificate all the same."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        as_before(hub)
        for one in mutated():
            asked = hub.registry.asked + hub.ledger.asked + hub.firms.asked
            heard = await _inquire(hub, one, soap=soap)
            assert leaks(heard, STATED if one.answered else frozenset()) == [], one
            assert (heard.status < 300) is one.answered, (one.change, heard.body)
            if not one.answered:
                assert hub.registry.asked + hub.ledger.asked + hub.firms.asked == asked
    assert leaks_of_tables(url) == []


async def _inquire(hub: Hub, one: Mutant, *, soap: bool) -> Heard:
    _, fields = OF_DUTY[one.duty]
    return await hub.inquire(one.duty, fields, one.consumer, soap=soap)


async def test_what_anybody_may_ask_of_a_certificate_names_nobody(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has a certificate's number would learn whose it is and what he owes."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        as_before(hub)
        owing = next(one for one in SCENARIOS if one.name == "owing")
        owing.scene(hub)
        heard = await hub.inquire(owing.duty, owing.fields, NOTARIES, soap=False)
        number = heard.json["certificate"]["number"]
        for path in PUBLIC:
            heard = await hub.get(path.replace("…", number))
            assert leaks(heard) == [], path
            assert ASKED.find(heard.body) == set(), path


async def test_who_asks_again_is_told_the_same_and_a_stranger_nothing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case read again would tell more than its answer did, or tell it to somebody else."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        as_before(hub)
        clear = next(one for one in SCENARIOS if one.name == "clear")
        heard = await hub.inquire(clear.duty, clear.fields, NOTARIES, soap=False)
        path = f"/v1/{clear.duty}/inquiries/{heard.json['case_id']}"
        again = await hub.read(path, NOTARIES)
        assert (again.status, leaks(again, clear.states)) == (200, [])
        assert SAID.find(again.body) == clear.states
        stranger = await hub.read(path, CHAMBERS)
        assert (stranger.status, leaks(stranger)) == (404, [])


async def test_what_the_outbox_brings_states_no_more(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late answer would carry what an answer at once may not."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        as_before(hub)
        silent = next(one for one in SCENARIOS if one.name == "silent")
        silent.scene(hub)
        await hub.inquire(silent.duty, silent.fields, NOTARIES, soap=False)
        as_before(hub)
        hub.clock.now += timedelta(minutes=10)
        before = len(hub.logs)
        while await hub.house.worker.turn():
            pass
        assert SAID.find("\n".join(hub.logs[before:])) == set()
        async with Database(url, min_size=1, max_size=2) as database:
            await lane(Deliveries(database), hub.inbox, Clock(hub.clock.now)).turn(asyncio.Event())
        found = SAID.find(*(repr(notice) for notice in hub.inbox.got))
        assert found == {"person.given_name", "person.family_name", "workshop.name"}
    assert leaks_of_tables(url) == []
