"""Commands on a fresh database, run in the test's own process."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from hub.cli import app

LASTING: dict[str, str | None] = {"valid_from": "2022-03-21", "valid_until": "2120-03-20"}
"""The days of an agreement that holds whenever a test is run."""


class Ran(NamedTuple):
    """What came of a command: its exit code, and what stood on both outputs."""

    code: int
    out: str
    err: str


Peyvand = Callable[..., Ran]


@pytest.fixture
def peyvand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Peyvand:
    """Give a way to run a command; its working folder is empty, and so is its configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("PEYVAND_CONFIG_DIR", str(tmp_path / "config"))

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["peyvand", *words])
        with pytest.raises(SystemExit) as left:
            app.main()
        return Ran(int(left.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def operator(peyvand: Peyvand, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Peyvand:
    """Give a way to run a command on the test's database, its tables as wide as they come."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")
    return peyvand
