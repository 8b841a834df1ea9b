"""OCDS that came in goes out again: what we have no words for is kept, and published once more."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.cli.first_publisher import first_publisher
from hub.config import Settings
from hub.contracts.ocds_carried import carried, with_carried
from hub.contracts.ocds_release import releases_of
from tests.integration.hub.cli.conftest import Peyvand
from tests.integration.hub.conftest import Look
from tests.unit.hub.contracts.made_ocds import PUBLISHER, version
from tests.unit.hub.contracts.test_ocds_carried import BESIDE

CALLED = "ocds-213czf-4"


@pytest.fixture(autouse=True)
def house(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Give a database to the command, and a publisher."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    monkeypatch.setenv("PEYVAND_DATA_DIR", str(tmp_path / "data"))
    first_publisher(Settings())
    return database_url


def _release(minutes: int, **beside: Any) -> dict[str, Any]:
    (own,) = releases_of([version(minutes, ocid=CALLED, number="4")], PUBLISHER)
    told = with_carried(own, carried(BESIDE))
    told["parties"][0] |= {"name": "اداره", "contactPoint": {"name": "سارا"}}
    return told | beside


def _taken(peyvand: Peyvand, *releases: Any) -> Any:
    Path("in.json").write_text(json.dumps({"releases": releases}))
    ran = peyvand("contracts", "import", "in.json", "--source", "assigner", "--json")
    assert ran.code == 0, ran.out + ran.err
    return json.loads(ran.out.splitlines()[-1])["end"]


def _exported(peyvand: Peyvand, name: str = "out.json") -> Any:
    ran = peyvand("contracts", "export", "--out", name)
    assert ran.code == 0, ran.out + ran.err
    return json.loads(Path(name).read_text())["records"][0]


def test_what_came_in_is_kept_and_goes_out_again(peyvand: Peyvand, look: Look) -> None:
    """A tender, its documents and titles would end in the hub, though it was told of them."""
    sent = _release(-60)
    assert _taken(peyvand, sent) == {"kept": 1}
    ((body,),) = look("SELECT body FROM contract_releases")
    assert json.loads(body) == sent
    record = _exported(peyvand)
    for told in (*record["releases"], record["compiledRelease"]):
        assert (told["planning"], told["tender"]) == (sent["planning"], sent["tender"])
        for kind in ("awards", "contracts"):
            (found,), (was,) = told[kind], sent[kind]
            own = {"id", "awardID", "status", "suppliers"}
            assert {k: v for k, v in found.items() if k not in own} == {
                k: v for k, v in was.items() if k not in own
            }
    assert "سارا" not in json.dumps(record, ensure_ascii=False)


def test_it_comes_in_once_and_may_change(peyvand: Peyvand, look: Look) -> None:
    """A run that is repeated would keep a release twice, or an older one be told for the newest."""
    later = _release(-30, tender={"id": "t1", "title": "دوباره"})
    later["contracts"][0]["amendments"] = [{"id": "a", "description": "تغییر"}]
    assert _taken(peyvand, _release(-60)) == {"kept": 1}
    assert _taken(peyvand, _release(-60)) == {"same": 1}
    later["contracts"][0]["value"]["amount"] = 7
    assert _taken(peyvand, later) == {"kept": 1}
    assert look("SELECT count(*), count(DISTINCT digest) FROM contract_imports") == [(2, 2)]
    record = _exported(peyvand)
    assert [one["tender"]["title"] for one in record["releases"]] == ["مناقصه", "دوباره"]
    last = record["compiledRelease"]["tender"]
    assert (last["id"], last["title"]) == ("t1", "دوباره")
    assert not {"status", "procurementMethod", "tenderPeriod"} & last.keys()


def test_what_was_refused_leaves_no_release(peyvand: Peyvand, look: Look) -> None:
    """A release would be published for a contract that reads otherwise."""
    _taken(peyvand, _release(-60))
    other = _release(-60)
    other["contracts"][0]["value"]["amount"] = 7
    Path("in.json").write_text(json.dumps({"releases": [other]}))
    ran = peyvand("contracts", "import", "in.json", "--source", "assigner", "--json")
    assert (ran.code, json.loads(ran.out.splitlines()[-1])["end"]) == (1, {"refused": 1})
    assert look("SELECT count(*) FROM contract_releases") == [(1,)]


def test_an_import_changes_no_digest(peyvand: Peyvand, look: Look) -> None:
    """A register that reconciles would find a contract changed by what it never said of it."""
    sent = _release(-60)
    plain = {key: one for key, one in sent.items() if key not in ("planning", "tender")}
    _taken(peyvand, sent)
    ((one,),) = look("SELECT digest FROM contract_statements")
    Path("in.json").write_text(json.dumps({"releases": [plain]}))
    again = peyvand("contracts", "import", "in.json", "--source", "assigner", "--json")
    assert json.loads(again.out.splitlines()[-1])["end"] == {"same": 1}
    assert look("SELECT digest FROM contract_statements") == [(one,)]


@pytest.mark.parametrize("depth", [900, 988, 989, 990, 991, 992, 5_000])
def test_a_release_nested_too_deep(peyvand: Peyvand, depth: int) -> None:
    """One line of brackets would end a run with a traceback, and cost all behind it."""
    deep = json.dumps(_release(-60))[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"
    Path("in.jsonl").write_text(f"{deep}\n{json.dumps(_release(-60))}\n")
    ran = peyvand("contracts", "import", "in.jsonl", "--source", "assigner", "--json")
    *found, _ = map(json.loads, ran.out.splitlines())
    assert [one["result"] for one in found][-1] in {"kept", "same"}
    assert ran.code in {0, 1}
