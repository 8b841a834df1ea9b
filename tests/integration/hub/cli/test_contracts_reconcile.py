"""``peyvand contracts reconcile``: the hub asks the tax authority, and keeps proof of it."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.store.database import Database, connect
from simulators.kit.faults import Fault
from simulators.kit.keys import made
from simulators.kit.population import population
from simulators.kit.serve import listening
from simulators.kit.simulator import Simulator
from simulators.tax_authority.people import account
from simulators.tax_authority.server import create_app
from tests.integration.hub.cli.conftest import Peyvand
from tests.integration.hub.sharing.conftest import intake_on
from tests.kit.contracts import TAX, lines, unlike


@pytest.fixture
def authority() -> Simulator:
    """Give a tax authority with the contracts of a small country."""
    return create_app(population(7, 500))


@pytest.fixture
def house(
    authority: Simulator, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Configure a hub that knows the way to the authority, which listens in a thread of its own."""
    up, over, urls = threading.Event(), asyncio.Event(), []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with listening(authority) as url:
            urls.append(url)
            up.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    up.wait()
    credentials = account(made(), tmp_path)["credentials"]
    agency = {"base_url": urls[0], "credentials": str(credentials)}
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    monkeypatch.setenv("PEYVAND_AGENCIES", json.dumps({TAX: agency}))
    monkeypatch.setenv("COLUMNS", "200")
    yield
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


def on_database(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    """Return what ``work`` comes to on the database."""

    async def run() -> Any:
        async with Database(url, min_size=1, max_size=2) as database:
            return await work(database)

    return asyncio.run(run())


@pytest.mark.usefixtures("house")
def test_it_settles_once_and_then_finds_nothing(peyvand: Peyvand, database_url: str) -> None:
    """An operator could not see whether both hold the same, or would settle it again and again."""
    empty = peyvand("contracts", "reconciliations")
    assert (empty.code, empty.out) == (0, "There was no reconciliation yet.\n")
    ran = peyvand("contracts", "reconcile", TAX, "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["agreed"], told["given"], told["asked"]) == (0, True, 0, [])
    assert told["taken"] > 200
    assert told["exchanges"] == 4
    assert told["hub"] == told["register"]
    again = peyvand("contracts", "reconcile", TAX)
    assert (again.code, again.out) == (
        0,
        f"tax_authority: both hold the same, root {told['hub'][:16]}.\n",
    )
    rows = json.loads(peyvand("contracts", "reconciliations", "--json").out)
    assert [(row["taken"], row["agreed"], row["slips"]) for row in rows] == [
        (0, True, []),
        (told["taken"], True, []),
    ]
    shown = peyvand("contracts", "reconciliations")
    assert shown.out.count("holds") == 2


@pytest.mark.usefixtures("house")
def test_what_cannot_be_settled_is_listed(peyvand: Peyvand, database_url: str) -> None:
    """Nobody would ask the register which of two contents is true."""
    peyvand("contracts", "reconcile", TAX)
    other = unlike(1, crn="900000001")
    on_database(database_url, lambda database: intake_on(database).take(TAX, lines(other)))
    given = json.loads(peyvand("contracts", "reconcile", TAX, "--json").out)
    assert (given["taken"], given["given"], given["agreed"]) == (0, 1, True)
    hidden = unlike(2, crn="900000002", project="P-7")
    on_database(database_url, lambda database: intake_on(database).take(TAX, lines(hidden)))
    ran = peyvand("contracts", "reconcile", TAX)
    assert ran.code == 1
    assert "  900000002: not settled\nThey still differ.\n" in ran.out


@pytest.mark.usefixtures("house")
def test_a_proof_that_was_changed_is_seen(peyvand: Peyvand, database_url: str) -> None:
    """Who holds the database could have both sides agree on what they never did."""
    peyvand("contracts", "reconcile", TAX)
    with connect(database_url) as connection:
        connection.execute("ALTER TABLE contract_reconciliations DISABLE TRIGGER ALL")
        connection.execute("UPDATE contract_reconciliations SET walk = '\\x00'")
        connection.execute("ALTER TABLE evidence DISABLE TRIGGER ALL")
        connection.execute(
            "UPDATE evidence SET document = replace(convert_from(document, 'UTF8'),"
            " '\"exchanges\":4', '\"exchanges\":5')::bytea"
        )
    ran = peyvand("contracts", "reconciliations", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)[0]["slips"] == ["evidence.commitment", "walk.digest"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("assigner", "no register with a tree of hashes, which are tax_authority"),
        (TAX, "it is not enabled, so it cannot be asked"),
    ],
)
def test_who_cannot_be_asked_is_named(
    peyvand: Peyvand,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    said: str,
) -> None:
    """A command for a register that has no such door would end in a traceback."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    ran = peyvand("contracts", "reconcile", source)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.usefixtures("house")
def test_a_register_that_is_out_of_order_is_named(peyvand: Peyvand, authority: Simulator) -> None:
    """Its outage would look like a defect of the hub."""
    authority.faults.set(Fault(mode="error"))
    ran = peyvand("contracts", "reconcile", TAX)
    assert ran.code == 2
    assert "tax_authority did not answer as agreed" in ran.err
