"""The command line: what is wrong is one clear line, exit code 2, and never a traceback."""

import sys
from pathlib import Path

import pytest

from hub.cli import app
from hub.cli.failures import words_for
from hub.errors import HubUnavailable


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEYVAND_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Return the exit code and what stood on standard error."""
    sys.argv = ["peyvand", *words]
    with pytest.raises(SystemExit) as left:
        app.main()
    return int(left.value.code or 0), capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PEYVAND_PORT", "many", "setting port"),
        ("PEYVAND_DATABASE_URL", "postgres:/u:sesame@db", "setting database_url"),
        ("PEYVAND_DATABASE_URL", "postgresql://127.0.0.1:1/none", "cannot connect to PostgreSQL"),
        ("PEYVAND_AGENCIES__ONE__URL", "x", "setting agencies.one"),
    ],
)
def test_a_wrong_setting_is_one_line(
    name: str,
    value: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An operator would be shown a traceback, or a password, for a slip in a setting."""
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setenv(name, value)
    code, line = _run(capsys, "migrate")
    assert code == 2
    assert line.startswith(f"peyvand: {said}")
    assert "Traceback" not in line
    assert "sesame" not in line


def test_a_settings_file_that_is_none_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An operator would be shown a traceback for a missing quotation mark."""
    monkeypatch.setattr(sys, "argv", [])
    (folder / "peyvand.toml").write_text('name = "peyvand\n')
    code, line = _run(capsys, "migrate")
    assert code == 2
    assert line.startswith("peyvand: peyvand.toml")


def test_a_line_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """A path with brackets would be taken for a colour, and crash the report of an error."""
    with pytest.raises(SystemExit):
        app.fail("no file [/tmp/x] and [red]")
    assert capsys.readouterr().err == "peyvand: no file [/tmp/x] and [red]\n"


def test_a_full_disk_is_thought_of() -> None:
    """An operator would look for a database that is gone, while it has no room."""
    assert "disk" in str(words_for(HubUnavailable("store.unavailable")))
