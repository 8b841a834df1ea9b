"""``peyvand passport``: what passports lack on a day, and which services there are."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.cli import app
from tests.unit.hub.policy.passport_files import text

DAY = ("--on", "2026-11-22")
NEED = '[{ agency = "civil_registry", fields = ["person.alive"], purpose = "no-such" }]'


@dataclass(frozen=True)
class Ran:
    """What came of a command: its exit code, and what stood on both outputs."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a deployment's own passports; it is empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEYVAND_CONFIG_DIR", str(tmp_path))
    (tmp_path / "passports").mkdir()
    return tmp_path / "passports"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a way to run ``peyvand passport``."""

    def ran(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["peyvand", "passport", *words])
        with pytest.raises(SystemExit) as left:
            app.main()
        return Ran(int(left.value.code or 0), *capsys.readouterr())

    return ran


def put(own: Path, code: str, **lines: str) -> None:
    """Write a sound passport, some of its lines another."""
    lines = {"needs": "[]", "code": f'"{code}"', **lines}
    (own / f"{code}.toml").write_text(text(**lines), "utf-8")


def test_the_shipped_catalogue_lacks_nothing(run: Run) -> None:
    """A release would be shipped with services that may not ask for what they need."""
    done = run("check", *DAY)
    assert (done.code, done.out) == (0, "65 services on 2026-11-22 (1405/09/01): nothing lacking\n")


def test_what_is_lacking_is_said_of_each_service(run: Run, own: Path) -> None:
    """An owner would not learn that his service is not in order."""
    put(own, "a-service", needs=NEED, steps="[]", documents="[]")
    done = run("check", *DAY)
    assert done.code == 1
    said = "a-service: no agreement in force grants person.alive of civil_registry for no-such"
    assert f"{said} [need.uncovered]" in done.out
    assert "66 services on 2026-11-22 (1405/09/01): 3 findings\n" in done.out
    told = json.loads(run("check", *DAY, "--json").out)
    assert (told["on"], told["passports"], told["faults"]) == ("2026-11-22", 66, [])
    assert [(one["service"], one["rule"]) for one in told["findings"]] == [
        ("a-service", "steps.none"),
        ("a-service", "documents.none"),
        ("a-service", "need.uncovered"),
    ]


def test_a_review_is_overdue_on_the_day_that_is_asked_about(run: Run) -> None:
    """Nobody could see ahead which services are to be looked through."""
    late = run("check", "--on", "2030-01-01", "--json")
    assert late.code == 1
    overdue = [one for one in json.loads(late.out)["findings"] if one["rule"] == "review.overdue"]
    assert len(overdue) == 65


def test_a_deployments_own_passport_replaces_the_shipped_one(run: Run, own: Path) -> None:
    """A deployment could not change one service without keeping all."""
    put(own, "payslip", steps="[]")
    done = run("check", *DAY)
    assert (done.code, done.out.splitlines()[0]) == (1, "payslip: it has no steps [steps.none]")
    assert "65 services" in done.out


def test_every_fault_has_its_line(run: Run, own: Path) -> None:
    """A catalogue would be mended one error at a time."""
    put(own, "a-service", fee='"free"')
    put(own, "b-service", presence='"maybe"')
    done = run("check", *DAY)
    assert (done.code, done.out) == (2, "")
    assert [line.split(": ")[:2] for line in done.err.splitlines()] == [
        ["a-service.toml", "fee"],
        ["b-service.toml", "presence"],
    ]
    told = run("check", *DAY, "--json")
    assert told.code == 2
    assert [one["file"] for one in json.loads(told.out)["faults"]] == [
        "a-service.toml",
        "b-service.toml",
    ]


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "1405/09/01"])
def test_a_wrong_day_is_one_line(run: Run, day: str) -> None:
    """A slip would end in a traceback, or in an answer for another day."""
    done = run("check", "--on", day)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"peyvand: --on {day}: a day is written 2026-11-22\n"


def test_agreements_that_cannot_be_read_are_one_line(run: Run, own: Path) -> None:
    """Every need would be called uncovered when one agreement has a slip."""
    (own.parent / "agreements").mkdir()
    (own.parent / "agreements" / "x.toml").write_text("a = [", "utf-8")
    done = run("check", *DAY)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("peyvand: agreements: ")
    assert done.err.endswith("see peyvand agreement check\n")


def test_services_are_listed_for_their_audience(run: Run) -> None:
    """An officer would look for a pensioner's service among sixty."""
    done = run("list", "--audience", "agency")
    assert (done.code, done.out.splitlines()) == (
        0,
        [
            "article37: Clearance for a transfer (Article 37)",
            "  employer, agency; remote; next review 2027-09-06 (1406/06/15)",
            "article38: Issue of a contract's clearance (Article 38)",
            "  employer, agency; remote; next review 2027-09-06 (1406/06/15)",
            "commerce-card: Clearance for the commerce card",
            "  employer, agency; remote; next review 2027-09-06 (1406/06/15)",
        ],
    )
    told = json.loads(run("list", "--json").out)
    assert len(told) == 65
    (payslip,) = [one for one in told if one["code"] == "payslip"]
    assert payslip["title"] == {"fa": "فیش حقوقی مستمری‌بگیر", "en": "Payslip of a pensioner"}
    assert (payslip["audience"], payslip["presence"]) == (["pensioner"], "remote")


def test_a_list_of_what_cannot_be_read_is_one_line(run: Run, own: Path) -> None:
    """A list would be shown that lacks a service, and nobody would know."""
    put(own, "a-service", fee='"free"')
    done = run("list")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("peyvand: passports/a-service.toml: fee: ")
