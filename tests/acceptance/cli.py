"""The command line, run as a user runs it, in a process that has imported the hub already."""

import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from hub.cli.app import COMMANDS, app, main
from tests.acceptance.house import environment

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def every_command() -> list[tuple[str, ...]]:
    """Return the names that lead to each command that does something."""
    return sorted(_below(typer.main.get_command(app)))


def _below(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    inner = getattr(getattr(group, "loaded", group), "commands", {})
    if not inner:
        yield path
    for name, command in inner.items():
        yield from _below(command, (*path, name))


def one_clear_line(ended: Ended, *words: str) -> None:
    """Hold that a command told its user what is wrong, and nothing of its own insides."""
    assert ended.code == 2, ended
    assert "Traceback" not in ended.err
    (line,) = ended.err.strip().splitlines()
    assert line.startswith("peyvand: ")
    assert all(word in line for word in words), line


def peyvand(folder: Path, *arguments: str, **variables: str) -> Ended:
    """Run ``peyvand`` in ``folder`` with ``PEYVAND_…`` variables (named without the prefix)."""
    settings = {f"PEYVAND_{name}": value for name, value in variables.items()}
    context = multiprocessing.get_context("forkserver")
    commands = [entry.place.partition(":")[0] for entry in COMMANDS]
    context.set_forkserver_preload(["pytest", __name__, *commands, "hub.cli.drill"])
    out, err = folder / "stdout", folder / "stderr"
    process = context.Process(
        target=_run, args=(arguments, environment() | settings, folder, out, err)
    )
    process.start()
    process.join(_PATIENCE)
    code = process.exitcode
    if code is None:
        process.kill()
        process.join()
        raise AssertionError(f"it does not end: {out.read_text()} {err.read_text()}")
    process.close()
    return Ended(code, out.read_text("utf-8"), err.read_text("utf-8"))


def _run(
    arguments: Sequence[str], variables: Mapping[str, str], folder: Path, out: Path, err: Path
) -> None:
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    for stream, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    sys.argv = ["peyvand", *arguments]
    main()
