"""A command is loaded when it is called, and is until then what its line says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from hub.cli.app import app
from hub.cli.late import LateCommand
from tests.vectors.certificates.papers import LATER, anchors, key_set, papers

HEAVY = ("hub.main", "psycopg", "pydantic_settings", "pyhanko", "starlette", "typst", "uvicorn")
_ASK = """
import contextlib, io, json, sys
from hub.cli import main
sys.argv = ["peyvand", *sys.argv[1:]]
code = None
with contextlib.redirect_stdout(io.StringIO()):
    try:
        main()
    except SystemExit as left:
        code = left.code
print(json.dumps({"code": code or 0, "loaded": sorted(sys.modules)}))
"""


def _late(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, LateCommand]]:
    """Yield the commands below ``group`` that are loaded when they are called."""
    if not isinstance(group, TyperGroup):
        return
    for name, command in group.commands.items():
        if isinstance(command, LateCommand):
            yield " ".join((*path, name)), command
            yield from _late(command.loaded, (*path, name))


LATE = dict(_late(typer.main.get_command(app)))


def _after(program: str, *words: str) -> dict[str, Any]:
    """Return what a fresh interpreter told after it ran ``program``."""
    command = [sys.executable, "-c", program, *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["verify", "--help"], 0),
        (["simulate", "nobody"], 2),
    ],
    ids=["version", "help", "help of a command", "failure"],
)
def test_a_command_loads_only_what_it_needs(words: list[str], code: int) -> None:
    """Every command would wait seconds for what other commands need."""
    told = _after(_ASK, *words)
    assert told["code"] == code
    assert set(HEAVY).isdisjoint(told["loaded"])


def test_verification_needs_no_hub(tmp_path: Path) -> None:
    """Who has a document and no line to us would wait for a web server and a database to load."""
    forms = {"a.xml": papers().grown, "a.pdf": papers().pdf, "a.txt": papers().seal.encode()}
    given = {"trust.pem": anchors(), "keys.json": key_set()}
    for name, octets in (forms | given).items():
        (tmp_path / name).write_bytes(octets)
    files, trust = [str(tmp_path / name) for name in forms], str(tmp_path / "trust.pem")
    told = _after(_ASK, "verify", *files, "--trust", trust, "--at", LATER.isoformat())
    assert told["code"] == 0
    assert set(HEAVY).isdisjoint(told["loaded"])


def test_a_hub_stands_before_it_ever_signs_a_pdf() -> None:
    """Doors and workers would start slower and larger for what most of them never do."""
    told = _after("import hub.main, json, sys; print(json.dumps({'loaded': list(sys.modules)}))")
    assert "starlette" in told["loaded"]
    assert {"pyhanko", "typst", "zxingcpp"}.isdisjoint(told["loaded"])


@pytest.mark.parametrize("path", LATE)
def test_the_list_of_commands_says_what_the_command_says(path: str) -> None:
    """The help of the whole would tell something else than the help of the command."""
    shown, real = LATE[path], LATE[path].loaded
    assert shown.help == " ".join((real.help or "").partition("\n\n")[0].split())
    assert not real.hidden


def test_a_slip_in_a_name_is_told() -> None:
    """A user who mistypes a command would have to look for it himself."""
    told = CliRunner().invoke(app, ["verfy"])
    assert told.exit_code == 2
    assert "Did you mean 'verify'" in told.output
