"""Every command that there is, found in the program itself: its example, and what goes wrong."""

import shlex
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from typer.testing import CliRunner

from hub.cli.app import app
from simulators.kit import cast
from tests.acceptance.cli import every_command, one_clear_line, peyvand
from tests.acceptance.parties import Keyring

Names = tuple[str, ...]

COMMANDS = every_command()
OFFLINE = {
    ("agreement", "check"),
    ("conformance",),
    ("key", "check"),
    ("passport", "check"),
    ("passport", "list"),
    ("simulate",),
    ("verify",),
}
"""What is done without a database."""
LOOKS = {("doctor",)}
"""What tells of a database that is down, rather than fail of it."""
MAKES = {("up",), ("migrate",)}
"""What brings a database to this release."""
NEEDING = [one for one in COMMANDS if one not in OFFLINE | LOOKS]
SHIPPED = Path(__file__).parents[2] / "hub" / "policy"


def command_of(path: Names, root: Any = None) -> Any:
    """Return a command below the program, or below the one that is given."""
    command = root or typer.main.get_command(app)
    for name in path:
        below = command.commands[name]
        command = getattr(below, "loaded", below)
    return command


def example_of(path: Names, folder: Path | None = None) -> list[str]:
    """Return the words of the example in a command's help, with what a shell finds in ``folder``.

    A number that is read from standard input is given instead.
    """
    shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "400", "TERM": "dumb"})
    words = shlex.split(shown.output.partition("Example:")[2])
    words = words[words.index("peyvand") + 1 :]
    if "<" in words:
        words = words[: words.index("<")]
        words[words.index("-")] = cast.CLEAR_EMPLOYER.national_id
    return [found for word in words for found in _found(word, folder)]


def _found(word: str, folder: Path | None) -> list[str]:
    if folder is None or "*" not in word:
        return [word]
    return [str(one.relative_to(folder)) for one in folder.glob(word)]


@pytest.fixture(scope="module")
def folder(keys: Keyring, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that holds the files which the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    for name in ("notary", "new"):
        shutil.copy(keys.key(name).certificate, folder / f"{name}.pem")
    for name, kind in (("agreements",) * 2, ("draft", "agreements"), ("passports",) * 2):
        (folder / name).mkdir()
        shipped = next((SHIPPED / kind).glob("*.toml"))
        shutil.copy(shipped, folder / name)
    (folder / "book.csv").write_text("act,first,last,replaced_by,number\n")
    for name in ("contracts.ndjson", "releases.jsonl"):
        (folder / name).write_text("")
    (folder / "garbage").write_bytes(b"\xff\xfe\x80 no text")
    (folder / "out").mkdir()
    (folder / "out" / "a.xml").write_text("<a/>")
    shutil.copy(keys.trust, folder / "out" / "trust.pem")
    return folder


@pytest.fixture
def own(keys: Keyring) -> dict[str, str]:
    """Give the variables of what some commands ask for before they ask a database."""
    document = keys.key("certificates")
    return {
        "CERTIFICATE_KEY__KEY": str(document.key),
        "CERTIFICATE_KEY__CERTIFICATE": str(document.certificate),
        "TRUST": str(keys.trust),
        "OCDS": '{"name": "x", "uri": "https://x.example", "license": "https://x.example/l", '
        f'"persons_secret": "{document.key}"}}',
    }


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_example_is_understood_as_it_stands(
    path: Names, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user who copies the example of the help would be told that it is wrong."""
    monkeypatch.chdir(folder)
    words = example_of(path)
    assert words[: len(path)] == [*path]
    assert not any("…" in word for word in words)
    root: Any = typer.main.get_command(app)
    monkeypatch.setattr(command_of(path, root), "callback", None)
    assert root.main(words, "peyvand", standalone_mode=False) is None


@pytest.mark.parametrize("path", NEEDING, ids=" ".join)
def test_no_database_is_one_line(path: Names, folder: Path, own: dict[str, str]) -> None:
    """An operator would read a traceback while the database is down, or an address is mistyped."""
    url = "postgresql://peyvand@127.0.0.1:1/peyvand?connect_timeout=2"
    one_clear_line(peyvand(folder, *example_of(path), DATABASE_URL=url, **own), "PostgreSQL")


@pytest.mark.parametrize("path", [one for one in NEEDING if one not in MAKES], ids=" ".join)
def test_a_database_of_another_release_is_one_line(
    path: Names, folder: Path, own: dict[str, str], postgres: str
) -> None:
    """A command would fail of a missing table, or write into a release it does not know."""
    one_clear_line(
        peyvand(folder, *example_of(path), DATABASE_URL=postgres, **own), "peyvand migrate"
    )


def files_of(path: Names) -> Iterator[tuple[Names, str]]:
    """Yield the parameters of a command that are files; "" for an argument."""
    for one in command_of(path).params:
        told = one.type_descriptor.annotation
        if Path in (told, *get_args(told)):
            yield path, next((name for name in one.opts if name.startswith("--")), "")


FILES = [one for path in COMMANDS for one in files_of(path)]
WRITTEN = {"--out", "--report", "--accounts", "--tls"}


CASES = [
    (path, option, name)
    for path, option in FILES
    for name in ("garbage", "garbage/deeper")
    if name != "garbage" or option not in WRITTEN
]


@pytest.mark.parametrize(
    ("path", "option", "name"), CASES, ids=[" ".join((*path, *more)) for path, *more in CASES]
)
def test_a_file_that_cannot_be_used_is_told(
    path: Names,
    option: str,
    name: str,
    folder: Path,
    own: dict[str, str],
    shared_database_url: str,
) -> None:
    """A slip in a path would be a traceback, or be passed over as if nothing were there."""
    url = {} if option == "--data-dir" else {"DATABASE_URL": shared_database_url}
    words = example_of(path, folder)
    given = [name if (folder / one).exists() and not option else one for one in words]
    given += [option, name] if option else [name] * (given == words)
    ended = peyvand(folder, *given, **url, **own)
    assert ended.code != 0
    assert "Traceback" not in ended.err
    assert len(ended.err.splitlines()) == 1 or (not ended.err and name in ended.out)


def test_a_stand_in_whose_port_is_taken_says_so(tmp_path: Path) -> None:
    """Who starts a second stand-in on a port would read a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = peyvand(tmp_path, "simulate", "civil_registry", "--port", port)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert "in use" in ended.err
