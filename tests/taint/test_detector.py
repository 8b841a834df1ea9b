"""The taint test can fail: with each filter removed its own detector fires, wherever it leaks."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.base.trace import TRACE
from hub.errors import InvalidRequest
from hub.findings import ask
from hub.lookups.telling import Part, parts_of
from hub.policy.agreements_disclose import Disclosure, Grant, Value
from hub.receipts import Receipts
from hub.store.database import Database
from hub.store.disclosures import disclosure_rows
from tests.kit import policy
from tests.taint import house, world
from tests.taint.duties import OF_DUTY, as_before, mutated
from tests.taint.hearing import Heard
from tests.taint.house import NOTARIES, SERVICES, Hub
from tests.taint.lookups import as_shipped
from tests.taint.places import Leak, leaks, leaks_of_tables
from tests.taint.world import VALUES

NAME = "person.family_name"
WITHHELD = {"person.father_name", "person.death_date", "person.birth_date"}
MUTANT = next(one for one in mutated() if one.change == f"without {NAME}")
Patch = pytest.MonkeyPatch


@pytest.fixture(scope="module")
def url(shared_database_url: str) -> str:
    """Give a database under the shipped agreements and those of one mutant."""
    house.admit(shared_database_url, SERVICES, NOTARIES, MUTANT.consumer)
    asyncio.run(_load(shared_database_url))
    return shared_database_url


async def _load(url: str) -> None:
    async with Database(url, min_size=1, max_size=1) as database:
        await policy.load(database, MUTANT.texts)


async def _lookup(hub: Hub) -> tuple[Heard, frozenset[str]]:
    """Return what a lookup comes to of which three fields are withheld, and what it may tell."""
    asked = (one for one in as_shipped() if one.lookup.name == "persons.registration-check")
    one = next(each for each in asked if each.granted)
    return await hub.post(one.lookup.path, one.body), one.told


def _everything(grant: Grant, values: Mapping[str, Value], on: date) -> Disclosure:
    """Tell everything, whatever was granted."""
    return Disclosure(dict(values), ())


def _without_filter(patch: Patch) -> None:
    patch.setattr("hub.lookups.telling.disclose", _everything)
    patch.setattr(Part, "forms", property(lambda part: dict.fromkeys(part.said.disclosed, "whole")))


def _logging(patch: Patch) -> None:
    """Let somebody see, for a moment, what the agencies say."""

    def noting(findings: Any, *rest: Any) -> Any:
        found = [*findings]
        logging.getLogger("hub.lookups").debug("found %s", found)
        return parts_of(found, *rest)

    patch.setattr("hub.lookups.road.parts_of", noting)


def _logging_as_fact(patch: Patch) -> None:
    """Let a record carry a value beside its message."""

    def noting(findings: Any, *rest: Any) -> Any:
        found = [*findings]
        logging.getLogger("hub").info("found", extra={"finding": found[0][2]})
        return parts_of(found, *rest)

    patch.setattr("hub.lookups.road.parts_of", noting)


def _quoting(patch: Patch) -> None:
    """Let an error name the value that it does not like."""

    def quoting(grant: Grant, values: Mapping[str, Value], on: date) -> Disclosure:
        raise InvalidRequest("json.type", field=f"{values}")

    patch.setattr("hub.lookups.telling.disclose", quoting)


def _raising(patch: Patch) -> None:
    """Let a defect's traceback have a value in its message."""

    def raising(grant: Grant, values: Mapping[str, Value], on: date) -> Disclosure:
        raise RuntimeError(f"{values}")

    patch.setattr("hub.lookups.telling.disclose", raising)


def _in_a_header(patch: Patch) -> None:
    """Let a header say whom the answer is about."""
    patch.setattr("hub.api.lookups.quota_headers", lambda _: {"x-person": world.INSURED})


def _in_a_trace(patch: Patch) -> None:
    """Let the trace that agencies are handed have a person's number in it."""

    async def tracing(question: Any) -> Any:
        TRACE.set(f"00-{world.INSURED.zfill(32)}-{'1' * 16}-00")
        return await ask(question)

    patch.setattr("hub.lookups.road.ask", tracing)


def _open_receipt(patch: Patch) -> None:
    """Let receipts name whom they are about, for whoever holds one."""
    real = Receipts.of_lookup

    def naming(self: Any, reception: Any, *rest: Any, **named: Any) -> Any:
        told = named["disclosed"][0].asked.subject
        return real(self, replace(reception, message_id=f"urn:{told}"), *rest, **named)

    patch.setattr(Receipts, "of_lookup", naming)


def _telling_register(patch: Patch) -> None:
    """Let the register keep what was told, not only that it was."""

    def keeping(disclosed: Any, asked_at: Any) -> Any:
        told = {NAME: str(VALUES[NAME])}
        return disclosure_rows([replace(one, told=told) for one in disclosed], asked_at)

    patch.setattr("hub.store.disclosures.disclosure_rows", keeping)


@pytest.mark.parametrize(
    ("remove", "place"),
    [
        (_without_filter, "answer"),
        (_logging, "log"),
        (_logging_as_fact, "log"),
        (_quoting, "error"),
        (_raising, "log"),
        (_in_a_header, "header"),
        (_in_a_trace, "trace"),
    ],
    ids=["filter", "log-line", "log-fact", "error", "traceback", "header", "trace"],
)
async def test_the_detector_fires(
    url: str, tmp_path: Path, monkeypatch: Patch, remove: Callable[[Patch], None], place: str
) -> None:
    """The taint test would pass whatever the hub tells."""
    async with house.opened(url, tmp_path, monkeypatch) as standing:
        heard, told = await _lookup(standing)
        assert leaks(heard, told) == []
        with monkeypatch.context() as patch:
            remove(patch)
            heard, told = await _lookup(standing)
        assert place in {one.place for one in leaks(heard, told)}, heard


async def test_the_detector_fires_for_what_is_withheld(
    url: str, tmp_path: Path, monkeypatch: Patch
) -> None:
    """It would see that something leaks and not what."""
    async with house.opened(url, tmp_path, monkeypatch) as standing:
        _without_filter(monkeypatch)
        heard, told = await _lookup(standing)
    (found,) = leaks(heard, told)
    assert found.found == WITHHELD


@pytest.mark.parametrize("soap", [False, True], ids=["rest", "soap"])
async def test_the_detector_fires_without_the_check_of_needs(
    url: str, tmp_path: Path, monkeypatch: Patch, soap: bool
) -> None:
    """A use case would state what its agreement does not grant, and nobody would see it."""
    _, fields = OF_DUTY[MUTANT.duty]
    async with house.opened(url, tmp_path, monkeypatch) as standing:
        as_before(standing)
        heard = await standing.inquire(MUTANT.duty, fields, MUTANT.consumer, soap=soap)
        assert leaks(heard) == []
        monkeypatch.setattr("hub.policy.authorize.check_states_all", lambda *_: None)
        heard = await standing.inquire(MUTANT.duty, fields, MUTANT.consumer, soap=soap)
    granted = {"person.given_name", "workshop.name"}
    assert leaks(heard, frozenset(granted)) == [Leak("answer", frozenset({NAME}))]


@pytest.mark.parametrize(
    ("remove", "place"),
    [(_open_receipt, "evidence.document"), (_telling_register, "disclosures.told")],
    ids=["receipt", "register"],
)
async def test_the_detector_fires_for_what_is_kept(
    database_url: str,
    tmp_path: Path,
    monkeypatch: Patch,
    remove: Callable[[Patch], None],
    place: str,
) -> None:
    """A receipt would say whom it is about, or the register what of him, for good."""
    house.admit(database_url, SERVICES, NOTARIES, MUTANT.consumer)
    await _load(database_url)
    async with house.opened(database_url, tmp_path, monkeypatch) as standing:
        assert leaks_of_tables(database_url) == []
        remove(monkeypatch)
        await _lookup(standing)
    assert {one.place for one in leaks_of_tables(database_url)} == {place}
