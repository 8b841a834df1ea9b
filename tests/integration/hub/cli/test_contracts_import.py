"""``peyvand contracts import``: OCDS taken in for a register, release by release."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hub.cli.first_publisher import first_publisher
from hub.config import Settings
from hub.contracts.ocds import Version
from hub.contracts.ocds_package import Package, record_from
from hub.contracts.ocds_release import releases_of
from hub.store.database import Database
from tests.integration.hub.cli.conftest import Peyvand
from tests.integration.hub.conftest import Look
from tests.integration.hub.sharing.conftest import NOON, intake_on
from tests.kit.contracts import BUDGET, TAX, lines, unlike
from tests.unit.hub.contracts.made_ocds import FIRMS, PUBLISHER, version

EXAMPLE = Path(__file__).parents[5] / "shared" / "data" / "ocds"


@pytest.fixture(autouse=True)
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database to the command."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    return database_url


def _said(serial: int, minutes: int = -60, **changes: Any) -> Version:
    """Return a contract like no other, as it was told an hour before noon."""
    number, name = f"1405/{serial}", f"ocds-213czf-{serial}"
    return version(minutes, ocid=name, number=number, assigner=FIRMS[serial % 4], **changes)


def _package(*versions: Version) -> dict[str, Any]:
    releases = [one for told in versions for one in releases_of([told], PUBLISHER)]
    return {**Package("https://hub.example/1", NOON).head(PUBLISHER), "releases": releases}


def _write(name: str, *documents: Any) -> None:
    Path(name).write_text("\n".join(map(json.dumps, documents)))


def _results(out: str) -> tuple[list[Any], Any]:
    *found, last = map(json.loads, out.splitlines())
    return found, last["end"]


def test_what_comes_in_is_kept_once(peyvand: Peyvand, look: Look) -> None:
    """An import that was broken off could not be run again without doubling what came in."""
    _write("a.json", _package(_said(4), _said(8)))
    ran = peyvand("contracts", "import", "a.json", "--source", "assigner", "--json")
    found, counts = _results(ran.out)
    assert (ran.code, counts) == (0, {"kept": 2}), ran.err
    assert [one["contract"] for one in found] == ["ocds-peyvnd-1", "ocds-peyvnd-2"]
    assert [one["ocid"] for one in found] == ["ocds-213czf-4", "ocds-213czf-8"]
    again = peyvand("contracts", "import", "a.json", "--source", "assigner", "--json")
    assert _results(again.out)[1] == {"same": 2}
    assert look("SELECT count(*) FROM contract_versions") == [(2,)]
    _write("b.json", _package(_said(4, -30, amount=7)))
    assert _results(
        peyvand("contracts", "import", "b.json", "a.json", "--source", "assigner", "--json").out
    )[1] == {"kept": 1, "same": 2}
    ((body,),) = look("SELECT body FROM contract_versions WHERE position = 3")
    assert json.loads(body)["fields"]["amount"]["value"] == 7


def test_a_broken_file_in_the_middle(peyvand: Peyvand, look: Look) -> None:
    """One broken file or line would cost all behind it, or be passed over in silence."""
    _write("1.json", _package(_said(4)))
    Path("2.json").write_text('{"releases": [')
    foreign = json.loads(json.dumps(_package(_said(8))).replace("IRR", "USD"))
    record = record_from(releases_of([_said(12)], PUBLISHER))
    Path("3.jsonl").write_text("\n".join((json.dumps(foreign), "", "{", json.dumps(record))))
    files = ("1.json", "2.json", "3.jsonl", "none.json")
    ran = peyvand("contracts", "import", *files, "--source", "assigner", "--json")
    found, counts = _results(ran.out)
    assert (ran.code, counts) == (1, {"kept": 2, "refused": 4})
    told = [(one["file"], one["line"], one["result"]) for one in found]
    assert told == [
        ("1.json", 1, "kept"),
        ("2.json", 1, "refused"),
        ("3.jsonl", 1, "refused"),
        ("3.jsonl", 3, "refused"),
        ("3.jsonl", 4, "kept"),
        ("none.json", 1, "refused"),
    ]
    rules = {problem["rule"] for one in found for problem in one["problems"]}
    assert rules == {"json.malformed", "currency.not-rials", "file.unreadable"}
    assert look("SELECT count(*) FROM contracts") == [(2,)]


def test_in_words(peyvand: Peyvand) -> None:
    """An operator would have to read JSON to see what was refused, and why."""
    foreign = json.loads(json.dumps(_package(_said(8))).replace("IRR", "USD"))
    _write("a.jsonl", _package(_said(4)), foreign)
    ran = peyvand("contracts", "import", "a.jsonl", "--source", "assigner")
    assert ran.code == 1
    assert "a.jsonl:2: refused ocds-213czf-8; /releases/0/" in ran.out
    assert "currency.not-rials" in ran.out
    assert ran.out.endswith("1 kept, 1 refused\n")
    ran = peyvand("contracts", "import", "none.json", "--source", "assigner")
    assert (ran.code, ran.out) == (1, "none.json:1: refused file.unreadable\n1 refused\n")
    Path("empty.jsonl").write_text("")
    ran = peyvand("contracts", "import", "empty.jsonl", "--source", "assigner")
    assert (ran.code, ran.out) == (0, "There is no release in it.\n")


def test_a_register_that_there_is_not(peyvand: Peyvand) -> None:
    """What was imported would be the word of nobody."""
    _write("a.json", _package(_said(4)))
    ran = peyvand("contracts", "import", "a.json", "--source", "nobody")
    assert ran.code == 2
    assert "--source nobody" in ran.err
    assert "tax_authority" in ran.err


def test_out_of_one_house_into_another(
    house: str, peyvand: Peyvand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Look
) -> None:
    """What we publish could not be read by ourselves, or would double what we have."""

    async def tell() -> None:
        async with Database(house, min_size=1, max_size=2) as database:
            await intake_on(database).take(TAX, lines(*map(unlike, range(30))))

    asyncio.run(tell())
    monkeypatch.setenv("PEYVAND_DATA_DIR", str(tmp_path / "data"))
    first_publisher(Settings())
    assert peyvand("contracts", "export", "--out", "all.jsonl").code == 0
    found, counts = _results(
        peyvand("contracts", "import", "all.jsonl", "--source", BUDGET, "--json").out
    )
    assert counts == {"kept": 30}
    assert {one["contract"] for one in found} == {f"ocds-peyvnd-{n}" for n in range(1, 31)}
    assert look("SELECT count(*) FROM contracts") == [(30,)]


@pytest.mark.skipif(
    not EXAMPLE.is_dir(), reason="the standard's example is not beside this checkout"
)
def test_the_standard_s_example(peyvand: Peyvand, look: Look) -> None:
    """A process of the standard's own would end the command, or come in as what it is not."""
    files = sorted(str(path) for path in EXAMPLE.glob("*.json"))
    ran = peyvand("contracts", "import", *files, "--source", "assigner", "--json")
    found, counts = _results(ran.out)
    assert (ran.code, counts) == (1, {"refused": 3, "without-contract": 4})
    refused = [one for one in found if one["result"] == "refused"]
    rules = Counter(problem["rule"] for one in refused for problem in one["problems"])
    assert set(rules) >= {"currency.not-rials", "party.scheme"}
    assert look("SELECT count(*) FROM contracts") == [(0,)]


@pytest.mark.skipif(
    not EXAMPLE.is_dir(), reason="the standard's example is not beside this checkout"
)
def test_the_standard_s_example_in_our_money(peyvand: Peyvand, look: Look) -> None:
    """A whole process, from plan to payment, would not come in though all of it is ours."""
    text = (EXAMPLE / "record-withversions.json").read_text("utf-8").replace('"GBP"', '"IRR"')
    document = json.loads(text)
    compiled = document["records"][0]["compiledRelease"]
    for place, party in enumerate(compiled["parties"]):
        party["identifier"] = {"scheme": "IR-NID", "id": FIRMS[place % 4]}
    _write("example.json", document)
    ran = peyvand("contracts", "import", "example.json", "--source", "assigner", "--json")
    (one,), counts = _results(ran.out)
    assert counts == {"kept": 1}, one
    assert one["beside"] > 50
    ((body,),) = look("SELECT body FROM contract_versions")
    contract = compiled["contracts"][0]
    assert json.loads(body)["fields"]["subject"]["value"] == contract["description"]
