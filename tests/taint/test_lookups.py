"""No lookup tells anything but what was agreed, in the form agreed, to anybody, anywhere."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adapters.base.errors import AgencyBrokeContract, NoSuchRecord
from hub.store.database import Database
from schemas.canonical.identifiers import parse_national_id
from simulators.kit import identifiers
from tests.kit import policy
from tests.taint import house
from tests.taint.hearing import Heard
from tests.taint.house import SERVICES, Hub
from tests.taint.lookups import Asking, as_shipped, mutated, offered
from tests.taint.places import leaks, leaks_of_tables
from tests.taint.world import SAID

PUBLIC = ("/healthz", "/readyz", "/metrics", "/v1/services", "/services", "/openapi.json")
STRANGE = parse_national_id(identifiers.national_id(98 * 999_999 + 4_777))


@pytest.fixture(scope="module")
def url(shared_database_url: str) -> str:
    """Give a database under the shipped agreements and, beside them, every mutant."""
    house.admit(shared_database_url, SERVICES)
    asyncio.run(_load(shared_database_url))
    return shared_database_url


async def _load(url: str) -> None:
    async with Database(url, min_size=1, max_size=1) as database:
        await policy.load(database, mutated()[0])


def told(heard: Heard) -> dict[str, tuple[str, Any]]:
    """Return what an answer tells: each field with its form and its value."""
    return {one["name"]: (one["form"], one["value"]) for one in heard.json["answer"]["fields"]}


async def _ask(hub: Hub, one: Asking) -> None:
    heard = await hub.post(one.lookup.path, one.body)
    said = f"{one.lookup.name} {one.body['service']} {one.body['purpose']}"
    assert leaks(heard, one.told) == [], said
    if one.granted is None:
        assert heard.status == 403, said
        return
    assert heard.status == 200, heard.body
    assert told(heard) == one.expected, said
    assert SAID.find(heard.body) == {n for n in one.told if n in offered(one.lookup)}, said


async def test_every_service_is_told_what_was_agreed_and_nothing_else(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service would see of a person what nobody agreed to, or a log would keep it."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        asked = [*as_shipped()]
        for one in asked:
            await _ask(hub, one)
        assert sum(one.granted is not None for one in asked) > 10
        for path in PUBLIC:
            assert leaks(await hub.get(path)) == []
    assert leaks_of_tables(url) == []


async def test_every_mutant_is_told_what_it_grants_and_nothing_else(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field struck from an agreement would be told all the same, or in its former form."""
    _, asked = mutated()
    assert len(asked) > 60
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        for one in asked:
            await _ask(hub, one)
    assert leaks_of_tables(url) == []


async def test_what_cannot_be_answered_tells_nothing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error would say what the answer may not."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        for failure in (NoSuchRecord("agency", "none"), AgencyBrokeContract("agency", "schema")):
            hub.registry.failure = hub.firms.failure = hub.mobiles.failure = failure
            for one in (each for each in as_shipped() if each.granted):
                heard = await hub.post(one.lookup.path, one.body)
                assert heard.status in {200, 502, 503}, heard.body
                assert leaks(heard) == []
    assert leaks_of_tables(url) == []


BROKEN: list[tuple[dict[str, Any], int]] = [
    ({"purpose": "no-such-purpose"}, 403),
    ({"service": "no-such-service"}, 403),
    ({"fields": ["person.birth_date", "person.birth_date"]}, 400),
    ({"fields": ["debt.total"]}, 400),
    ({"another": "9000000432"}, 400),
    ({"person": {"national_id": "9980000000", "birth_date": "1350/01/22"}}, 400),
    ({"person": {"national_id": STRANGE, "birth_date": "1350/99/22"}}, 400),
]


async def test_a_slip_is_named_without_a_value(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person's number or birth day would stand in an error, and so in whoever's log keeps it."""
    async with house.opened(url, tmp_path, monkeypatch) as hub:
        first = next(one for one in as_shipped() if one.granted and "person" in one.body)
        for change, status in BROKEN:
            heard = await hub.post(first.lookup.path, {**first.body, **change})
            assert heard.status == status, heard.body
            assert leaks(heard) == []
        heard = await hub.post(f"{first.lookup.path}?national_id=1", first.body)
        assert (heard.status, leaks(heard)) == (400, [])
    assert leaks_of_tables(url) == []
