"""The taint test of contracts can fail: with each filter removed it fires, wherever it leaks."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hub.errors import InvalidRequest
from hub.policy.agreements_disclose import Disclosure, Grant, Value
from hub.receipts import Receipts
from hub.sharing.telling import tell
from hub.store.database import Database
from hub.store.disclosures import disclosure_rows
from tests.kit import policy
from tests.taint import contracts, house, world
from tests.taint.contracts import (
    ASSIGNER,
    FEED,
    MARKED,
    SAID,
    TAX,
    leaks,
    leaks_of_tables,
    reader_without,
    say,
)
from tests.taint.hearing import Heard
from tests.taint.house import SERVICES, Hub
from tests.taint.test_contracts import PATH, load, own_words, told_by_two
from tests.taint.variants import shipped

WITHHELD = frozenset({"contract.contractor", "contract.amount", "contract.payments"})
READER = reader_without(*WITHHELD)
Patch = pytest.MonkeyPatch
Way = Callable[[Hub], Any]


@pytest.fixture(scope="module")
def url(shared_database_url: str) -> str:
    """Give a database with a reader from whom three fields are withheld."""
    house.admit(shared_database_url, TAX, ASSIGNER, SERVICES, READER.consumer)
    asyncio.run(load(shared_database_url, [READER]))
    return shared_database_url


async def _plain(hub: Hub) -> Heard:
    return await hub.read(PATH, READER.consumer)


async def _page(hub: Hub) -> Heard:
    return await hub.read(FEED, READER.consumer)


async def _ocds(hub: Hub) -> Heard:
    return await hub.read(f"{PATH}?format=ocds", READER.consumer)


def _everything(grant: Grant, values: Mapping[str, Value], on: date) -> Disclosure:
    """Tell everything, whatever was granted."""
    return Disclosure(dict(values), ())


def _without_filter(patch: Patch) -> None:
    patch.setattr("hub.sharing.telling.disclose", _everything)


def _disagreements_unasked(patch: Patch) -> None:
    """Tell what others say of a field, whoever may not know it."""
    patch.setattr("hub.sharing.telling._Teller.grants", lambda *_: True)
    patch.setattr(
        "hub.sharing.telling._Teller.stated",
        lambda _, found: dict(found),
    )


def _ocds_of_all(patch: Patch) -> None:
    everything = frozenset(name.removeprefix("contract.") for name in MARKED)
    patch.setattr("hub.api.contract_ocds.seen_by", lambda _: everything)


def _logging(patch: Patch) -> None:
    """Let somebody see, for a moment, what registers say."""

    def noting(grant: Any, ocid: str, version: int, body: str, on: date) -> Any:
        logging.getLogger("hub.api").debug("told", extra={"said": body})
        return tell(grant, ocid, version, body, on)

    patch.setattr("hub.api.contracts.tell", noting)


def _raising(patch: Patch) -> None:
    """Let a defect's traceback have a value in its message."""

    def raising(*_: Any) -> Any:
        raise RuntimeError(f"{SAID['subject']}")

    patch.setattr("hub.api.contracts.tell", raising)


def _in_a_header(patch: Patch) -> None:
    patch.setattr("hub.api.contracts.quota_headers", lambda _: {"x-contractor": world.INSURED})


async def _said(hub: Hub) -> Heard:
    return await say(hub, TAX, amount="x")


def _quoting(patch: Patch) -> None:
    """Let a refusal name the value that it does not like."""

    def quoting(octets: bytes, *_: Any) -> Any:
        raise InvalidRequest("json.type", field=octets.decode())

    patch.setattr("hub.api.contracts.checked", quoting)


@pytest.mark.parametrize(
    ("ask", "remove", "place"),
    [
        (_plain, _without_filter, "answer"),
        (_page, _without_filter, "answer"),
        (_plain, _disagreements_unasked, "answer"),
        (_ocds, _ocds_of_all, "answer"),
        (_plain, _logging, "log"),
        (_plain, _raising, "log"),
        (_plain, _in_a_header, "header"),
        (_said, _quoting, "error"),
    ],
    ids=["filter", "feed", "disagreements", "ocds", "log", "traceback", "header", "error"],
)
async def test_the_detector_fires(
    url: str,
    tmp_path: Path,
    monkeypatch: Patch,
    ask: Way,
    remove: Callable[[Patch], None],
    place: str,
) -> None:
    """The taint test would pass whatever these doors tell."""
    async with house.opened(url, tmp_path, monkeypatch) as standing:
        await told_by_two(standing)
        assert leaks(await ask(standing), READER.whole) == []
        with monkeypatch.context() as patch:
            remove(patch)
            heard = await ask(standing)
        assert place in {one.place for one in leaks(heard, READER.whole)}, heard


async def test_the_detector_fires_for_what_is_withheld(
    url: str, tmp_path: Path, monkeypatch: Patch
) -> None:
    """It would see that something leaks and not what."""
    async with house.opened(url, tmp_path, monkeypatch) as standing:
        await told_by_two(standing)
        _without_filter(monkeypatch)
        (found,) = leaks(await _plain(standing), READER.whole)
    assert found.found == WITHHELD


async def test_the_detector_fires_for_words_that_are_not_granted_whole(
    database_url: str, tmp_path: Path, monkeypatch: Patch
) -> None:
    """A register would hear a contract again in which stands what it may not be told."""
    (own,) = (one for one in shipped() if one.table["purpose"] == "contract-reconciliation")
    less = {name: form for name, form in own.fields.items() if name != "contract.subcontracts"}
    house.admit(database_url, TAX, ASSIGNER)
    async with Database(database_url, min_size=1, max_size=1) as database:
        await policy.load(database, {own.file: replace(own, fields=less).text()})
    granted = MARKED - {"contract.subcontracts"}
    source_id = SAID["source_id"]
    async with house.opened(database_url, tmp_path, monkeypatch) as standing:
        await told_by_two(standing)
        heard = await own_words(standing, source_id)
        assert heard.json == {"contracts": [], "withheld": [source_id]}
        assert leaks(heard, contracts.OWN_NAMES) == []
        every = frozenset(name.removeprefix("contract.") for name in own.fields)
        monkeypatch.setattr("hub.api.contract_reconciliation.seen_by", lambda _: every)
        (found,) = leaks(await own_words(standing, source_id), granted)
    assert found.found == {"contract.subcontracts"}


def _open_receipt(patch: Patch) -> None:
    """Let receipts name a party, for whoever holds one."""
    real = Receipts.of_lookup

    def naming(self: Any, reception: Any, *rest: Any, **named: Any) -> Any:
        return real(self, replace(reception, message_id=f"urn:{world.INSURED}"), *rest, **named)

    patch.setattr(Receipts, "of_lookup", naming)


def _telling_register(patch: Patch) -> None:
    """Let the register keep what was told, not only that it was."""

    def keeping(disclosed: Any, asked_at: Any) -> Any:
        told = {"contract.subject": SAID["subject"]}
        return disclosure_rows([replace(one, told=told) for one in disclosed], asked_at)

    patch.setattr("hub.store.disclosures.disclosure_rows", keeping)


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
    """A receipt would say whose contract it is of, or the register what of it, for good."""
    house.admit(database_url, TAX, ASSIGNER, READER.consumer)
    await load(database_url, [READER])
    async with house.opened(database_url, tmp_path, monkeypatch) as standing:
        await told_by_two(standing)
        await _plain(standing)
        assert leaks_of_tables(database_url) == []
        remove(monkeypatch)
        await _plain(standing)
    assert {one.place for one in leaks_of_tables(database_url)} == {place}
