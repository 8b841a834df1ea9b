"""``peyvand agreement``: all that is wrong is said, and what a draft changes, in two languages."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.cli import app
from tests.unit.hub.policy.agreement_files import written

_MASKED = '[{name = "person.family_name", transform = "masked"}]'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working folder, with no settings but the shipped ones."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PEYVAND_CONFIG_DIR", raising=False)
    return tmp_path


@dataclass(frozen=True)
class Ran:
    """What came of a command: its exit code, and what stood on both outputs."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a way to run ``peyvand agreement``."""

    def ran(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["peyvand", "agreement", *words])
        with pytest.raises(SystemExit) as left:
            app.main()
        return Ran(int(left.value.code or 0), *capsys.readouterr())

    return ran


def _file(folder: Path, name: str, changes: dict[str, str | None] | None = None) -> str:
    """Write the sound agreement with changes and return its path."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(written(changes), "utf-8")
    return str(path)


def test_the_shipped_set_is_sound(run: Run) -> None:
    """A release would be shipped whose own agreements are refused."""
    found = run("check", "--on", "2026-11-22")
    assert found.code == 0
    assert found.out.startswith("33 agreements, sound; digest ")


def test_everything_wrong_is_a_line(run: Run, folder: Path) -> None:
    """Who writes agreements would be told of one slip a run."""
    _file(folder, "set/a.toml", {"approver": None, "provider": '"civil_regsitry"'})
    _file(folder, "set/b.toml", {"valid_until": "2020-01-01"})
    found = run("check", "set")
    assert found.code == 1
    assert found.err.splitlines() == [
        "a.toml: approver: is missing",
        "a.toml: provider: unknown agency 'civil_regsitry'; did you mean civil_registry?",
        "b.toml: valid_until: is before valid_from",
    ]
    told = json.loads(run("check", "set", "--json").out)
    assert [one["file"] for one in told["problems"]] == ["a.toml", "a.toml", "b.toml"]
    assert told["problems"][0] == {"file": "a.toml", "key": "approver", "rule": "is missing"}


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-03-20", "a: begins on 2026-03-21"),
        ("2027-01-19", "a: ends within 60 days, on 2027-03-20, and nothing follows it"),
        ("2027-02-18", "a: ends within 30 days, on 2027-03-20, and nothing follows it"),
        ("2027-03-20", "a: ends within 7 days, on 2027-03-20, and nothing follows it"),
        ("2027-03-21", "a: ended on 2027-03-20"),
        ("2026-11-22", None),
    ],
)
def test_an_end_is_said_ahead(run: Run, folder: Path, on: str, said: str | None) -> None:
    """An operator would learn of an end on the morning after."""
    found = run("check", _file(folder, "a.toml"), "--on", on)
    assert found.code == 0
    lines = found.out.splitlines()
    assert lines[:-1] == ([said] if said else [])
    told = json.loads(run("check", "a.toml", "--on", on, "--json").out)
    assert told["notices"] == ([said] if said else [])
    assert told["agreements"] == 1
    assert lines[-1].endswith(told["digest"])
    (row,) = json.loads(run("list", "a.toml", "--on", on, "--json").out)
    assert row["standing"] == (said.removeprefix("a: ") if said else "in force")


def test_the_list_says_who_is_told_what(run: Run, folder: Path) -> None:
    """An officer could not read off what a consumer is told."""
    found = run("list", _file(folder, "a.toml"), "--on", "2026-11-22")
    assert found.code == 0
    assert found.out.splitlines() == [
        "a: in force; until 2027-03-20 (1405/12/29)",
        "  sso-services, for registration (identity-check), of civil_registry:",
        "  person.family_name (whole), person.birth_date (age-band)",
    ]
    (row,) = json.loads(run("list", "a.toml", "--on", "2026-11-22", "--json").out)
    assert row["fields"] == {"person.birth_date": "age-band", "person.family_name": "whole"}
    assert row["maximum_age"] == 86_400


def test_an_empty_folder_says_what_it_means(run: Run, folder: Path) -> None:
    """No agreement would look like nothing to worry about."""
    (folder / "none").mkdir()
    assert run("list", "none").out == "There is no agreement, so nothing is told to anybody.\n"


def test_a_deployment_overrides_file_by_file(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deployment's own agreement would not hold, or would shut out all of the shipped ones."""
    monkeypatch.setenv("PEYVAND_CONFIG_DIR", str(folder))
    _file(folder, "agreements/registration-civil-registry.toml", {"purpose": '"own"'})
    _file(folder, "agreements/own.toml", {"purpose": '"further"'})
    (folder / "agreements" / "note.txt").write_text("no agreement")
    rows = {one["name"]: one for one in json.loads(run("list", "--json").out)}
    assert len(rows) == 34
    assert rows["registration-civil-registry"]["purpose"] == "own"
    assert rows["own"]["purpose"] == "further"
    assert rows["article37-civil-registry"]["purpose"] == "transfer-of-workshop"


def test_a_draft_that_says_the_same(run: Run, folder: Path) -> None:
    """A comment would be put before somebody to approve."""
    old, new = _file(folder, "old/a.toml"), _file(folder, "new/a.toml")
    Path(new).write_text("# why\n" + written(), "utf-8")
    found = run("diff", old, "new")
    assert (found.code, found.out[:18]) == (0, "They say the same;")
    assert json.loads(run("diff", "old", "new", "--json").out)["changes"] == []


def test_a_draft_is_said_in_two_languages(run: Run, folder: Path) -> None:
    """Who approves a draft would have to read its source."""
    old, new = _file(folder, "old/a.toml"), _file(folder, "new/a.toml", {"fields": _MASKED})
    found = run("diff", old, new)
    assert found.code == 1
    lines = found.out.splitlines()
    assert "loses person.birth_date (age-band) of civil_registry" in lines[0]
    assert "«تاریخ تولد» (بازهٔ سنی) را از سازمان ثبت احوال از دست می‌دهد" in lines[1]
    told = json.loads(run("diff", old, new, "--json").out)
    assert told["old"] != told["new"]
    assert [(one["field"], one["old"], one["new"]) for one in told["changes"]] == [
        ("person.birth_date", "age-band", None),
        ("person.family_name", "whole", "masked"),
    ]
    assert told["changes"][0]["service"] == "registration"
    assert [told["changes"][0]["english"], told["changes"][0]["persian"]] == [
        one.strip() for one in lines[:2]
    ]


def test_a_draft_that_is_wrong_is_not_compared(run: Run, folder: Path) -> None:
    """A draft with a slip would be approved for what its sound part says."""
    old, new = _file(folder, "old/a.toml"), _file(folder, "new/a.toml", {"quota": None})
    found = run("diff", old, new)
    assert (found.code, found.out, found.err) == (2, "", "a.toml: quota: is missing\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "missing.toml"), "missing.toml"),
        (("diff", "missing", "missing"), "missing"),
        (("check", "latin.toml"), "latin.toml: not UTF-8"),
        (("check", "none"), "none: no file in this folder ends in .toml"),
        (("check", "one/a.toml", "two/a.toml"), "another file of this name"),
        (("check", "--on", "today"), "--on today: not a day such as 2026-11-22"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    run: Run, folder: Path, words: tuple[str, ...], said: str
) -> None:
    """A wrong path would be a traceback, or an empty set that is sound."""
    (folder / "latin.toml").write_bytes(b'consumer = "\xe9"')
    (folder / "none").mkdir()
    _file(folder, "one/a.toml")
    _file(folder, "two/a.toml")
    found = run(*words)
    assert found.code == 2
    assert found.err.startswith("peyvand: ")
    assert said in found.err
    assert found.err.count("\n") == 1


def test_a_shipped_file_of_a_deployment_that_is_no_utf8_is_named(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file saved in another encoding would be a traceback."""
    monkeypatch.setenv("PEYVAND_CONFIG_DIR", str(folder))
    (folder / "agreements").mkdir()
    (folder / "agreements" / "a.toml").write_bytes(b'consumer = "\xe9"')
    found = run("check")
    assert (found.code, found.err) == (2, "peyvand: a.toml: not UTF-8\n")


def test_a_list_of_fields_that_is_wrong_is_one_line(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deployment's own list of fields with a slip would be a traceback."""
    monkeypatch.setenv("PEYVAND_CONFIG_DIR", str(folder))
    (folder / "fields.toml").write_text('[civil_registry]\ntitle = "x"\n')
    found = run("check")
    assert found.code == 2
    assert found.err.startswith("peyvand: fields.toml: ")
