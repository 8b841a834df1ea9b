"""Files of a policy as a command is given them, and what is wrong with them in words."""

import json
from collections.abc import Iterable
from pathlib import Path
from unicodedata import category

import typer

from hub.errors import Misconfigured
from hub.policy.problems import Problem

_UNFIT = frozenset({"Cc", "Cs"})
"""Control characters, and octets that are no UTF-8, as Unicode classes them."""


def texts_of(paths: Iterable[Path], *, some: bool = False) -> dict[str, str]:
    """Return the texts of policy files by file name; of a folder, those that end in .toml.

    Raises `Misconfigured` for two files of one name, for a file or a name that is no UTF-8, and
    where there must be ``some``, for a folder that has none; ``OSError`` for what cannot be opened.
    """
    found: dict[str, str] = {}
    for path in paths:
        files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if some and not files:
            raise Misconfigured(f"{path}: no file in this folder ends in .toml")
        for file in files:
            if file.name in found:
                raise Misconfigured(f"{file}: another file of this name was given as well")
            found[file.name] = _text(file)
    return found


def _text(file: Path) -> str:
    if any(category(letter) in _UNFIT for letter in file.name):
        raise Misconfigured(f"{file!a}: the name of a file must be readable")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file}: not UTF-8") from error


def show_problems(problems: Iterable[Problem], *, as_json: bool) -> None:
    """Say everything that is wrong, a line each on standard error, or all as JSON."""
    if as_json:
        rows = [{"file": one.file, "key": one.key, "rule": one.rule} for one in problems]
        typer.echo(json.dumps({"problems": rows}, ensure_ascii=False))
        return
    for one in problems:
        typer.echo(str(one), err=True)
