"""``peyvand contracts export``: what goes out as OCDS, whole, and from where it goes on."""

import asyncio
import json
import tracemalloc
from collections.abc import Iterator
from errno import ENOSPC
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from hub.cli.first_publisher import first_publisher
from hub.config import Settings
from hub.sharing.export import Export
from hub.sharing.publishing import open_publisher
from hub.store.contract_export import changed, whole
from hub.store.contract_feed import Change
from hub.store.database import Database, connect
from tests.conformance.ocds import judge
from tests.integration.hub.cli.conftest import Peyvand, Ran
from tests.integration.hub.sharing.conftest import intake_on
from tests.kit.contracts import BUDGET, TAX, lines, unlike
from tests.unit.hub.contracts.made import PERSON


@pytest.fixture
def house(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database, and a data folder with the publisher of a first start."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    monkeypatch.setenv("PEYVAND_DATA_DIR", str(tmp_path / "data"))
    first_publisher(Settings())
    return database_url


def _tell(url: str, *batches: Any) -> None:
    async def tell() -> None:
        async with Database(url, min_size=1, max_size=2) as database:
            intake = intake_on(database)
            for batch in batches:
                await intake.take(TAX, lines(*batch))

    asyncio.run(tell())


def _told(ran: Ran) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def _ocids(path: Path) -> list[str]:
    package = json.loads(path.read_text("utf-8"))
    assert judge.errors(package) == []
    return [one["ocid"] for one in package["records"]]


def test_one_package_of_all(house: str, peyvand: Peyvand) -> None:
    """Who publishes contracts would have none, half of one, or a person's number in them."""
    person = unlike(3, contractor=PERSON)
    _tell(house, [unlike(1), unlike(2), person], [unlike(1, revision=2, amount=7)])
    told = _told(peyvand("contracts", "export", "--out", "all.json", "--json"))
    assert told == {
        "format": "ocds",
        "contracts": 3,
        "releases": 4,
        "cursor": 4,
        "files": ["all.json"],
    }
    assert _ocids(Path("all.json")) == [f"ocds-peyvnd-{number}" for number in (2, 3, 1)]
    assert PERSON not in Path("all.json").read_text("utf-8")
    assert not Path("all.json.part").exists()


def test_the_same_span_has_the_same_octets(house: str, peyvand: Peyvand) -> None:
    """A reader could not tell by the octets that nothing has changed."""
    _tell(house, [unlike(1), unlike(2)])
    for name in ("a.json", "b.json"):
        assert peyvand("contracts", "export", "--out", name).code == 0
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()


def test_what_changed_since(house: str, peyvand: Peyvand) -> None:
    """A reader would get everything every time, or miss what changed."""
    _tell(house, [unlike(1), unlike(2)])
    cursor = _told(peyvand("contracts", "export", "--out", "1.json", "--json"))["cursor"]
    nothing = peyvand("contracts", "export", "--out", "2.json", "--since", str(cursor))
    assert (nothing.code, nothing.out) == (0, "Nothing has changed there; no file was written.\n")
    assert not Path("2.json").exists()
    _tell(house, [unlike(2, revision=2, amount=7), unlike(4)])
    told = _told(peyvand("contracts", "export", "--out", "3.json", "--since", "2", "--json"))
    assert (told["contracts"], told["releases"], told["cursor"]) == (2, 3, 4)
    assert _ocids(Path("3.json")) == ["ocds-peyvnd-2", "ocds-peyvnd-3"]


def test_a_day(house: str, peyvand: Peyvand) -> None:
    """A publication by days would lose or repeat a day's changes."""
    _tell(house, [unlike(1), unlike(2)])
    for day, contracts in (("1405/09/01", 2), ("2026-11-22", 2), ("1405/08/30", 0)):
        told = _told(peyvand("contracts", "export", "--out", "d.json", "--day", day, "--json"))
        assert told["contracts"] == contracts


@pytest.mark.parametrize("name", ["all.jsonl", "folder"])
def test_many_packages(house: str, peyvand: Peyvand, name: str) -> None:
    """Who cannot hold a single document of everything could not read it."""
    _tell(house, [unlike(number) for number in range(990)])
    _tell(house, [unlike(number) for number in range(990, 1010)])
    told = _told(peyvand("contracts", "export", "--out", name, "--json"))
    texts = [Path(one).read_text("utf-8") for one in told["files"]]
    packages = [json.loads(line) for text in texts for line in text.splitlines()]
    found = [len(one["records"]) for one in packages]
    assert found == ([1000, 10] if name == "folder" else [*[100] * 10, 10])
    assert len({one["uri"] for one in packages}) == len(packages)
    assert judge.errors(packages[-1]) == []
    assert told["contracts"] == 1010


def test_memory_is_flat(house: str, tmp_path: Path) -> None:
    """An export of a million contracts would take the machine down."""
    publisher = open_publisher(Settings(ocds=first_publisher(Settings())))
    assert publisher is not None
    peaks = []
    for begin, end in ((0, 420), (420, 840)):  # from two pages on
        _tell(house, [unlike(number) for number in range(begin, end)])
        with connect(house) as connection:
            span = whole(connection)
            tracemalloc.start()
            Export(publisher, span).write(tmp_path / f"{end}.json", changed(connection, span))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


@pytest.mark.parametrize("name", ["all.json", "all.jsonl", "folder"])
def test_nothing_is_left_of_what_broke_off(house: str, tmp_path: Path, name: str) -> None:
    """The rest of an export that filled the disk would keep it full."""
    publisher = open_publisher(Settings(ocds=first_publisher(Settings())))
    assert publisher is not None
    _tell(house, [unlike(number) for number in range(120)])
    with connect(house) as connection:
        span = whole(connection)

        def full() -> Iterator[list[Change]]:
            yield from islice(changed(connection, span), 110)
            raise OSError(ENOSPC, "full")

        before = {*tmp_path.iterdir()}
        with pytest.raises(OSError, match="full"):
            Export(publisher, span).write(tmp_path / name, full())
    assert {*tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "9"), "--since 9: cursor.ahead"),
        (("--day", "1405/13/01"), "--day 1405/13/01: day.no-such-day"),
        (("--since", "1", "--day", "1405/09/01"), "--since and --day: give one of them"),
    ],
    ids=["ahead", "no day", "both"],
)
def test_what_cannot_be_asked(
    house: str, peyvand: Peyvand, words: tuple[str, ...], said: str
) -> None:
    """An operator would get an empty file for a slip of his."""
    ran = peyvand("contracts", "export", "--out", "x.json", *words)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert not Path("x.json").exists()


def test_a_folder_with_something_in_it(house: str, peyvand: Peyvand) -> None:
    """Yesterday's packages would stand beside today's, and be read as today's."""
    Path("old").mkdir()
    Path("old/contracts-000009.json").write_text("{}")
    ran = peyvand("contracts", "export", "--out", "old")
    assert (ran.code, "a folder is new or empty" in ran.err) == (2, True)


def test_nobody_to_publish(
    database_url: str, peyvand: Peyvand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Contracts would be published in nobody's name."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    monkeypatch.setenv("PEYVAND_DATA_DIR", str(tmp_path / "empty"))
    ran = peyvand("contracts", "export", "--out", "x.json")
    assert (ran.code, "ocds is not set" in ran.err) == (2, True)


def test_a_contract_that_nobody_states_any_more(house: str, peyvand: Peyvand) -> None:
    """Readers would believe in a contract that was told by mistake."""

    async def move() -> None:
        async with Database(house, min_size=1, max_size=2) as database:
            intake = intake_on(database)
            await intake.take(TAX, lines(unlike(1, crn="1")))
            await intake.take(BUDGET, lines(unlike(2, amount=8)))
            await intake.take(BUDGET, lines(unlike(2, revision=2, amount=9, crn="1")))
            await intake.assign(BUDGET, "900000002", "ocds-peyvnd-1")

    asyncio.run(move())
    _told(peyvand("contracts", "export", "--out", "all.json", "--json"))
    records = {
        one["ocid"]: one for one in json.loads(Path("all.json").read_text("utf-8"))["records"]
    }
    left = records["ocds-peyvnd-2"]["compiledRelease"]
    assert {one["status"] for one in left["contracts"]} == {"cancelled"}
    assert left["contracts"][0]["id"] == unlike(2).number
