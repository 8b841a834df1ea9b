"""Named statements: SQL in ``queries/*.sql``, and a frozen dataclass that lists what a file holds.

A file is a row of blocks, each a comment that says what the statement does, a line
``-- name: open_case`` and the statement:

    -- Opens a case; the same message again is no new row.
    -- name: open_case
    INSERT INTO cases (...) VALUES (%(number)s, ...)

The comment may also follow the name. Lines that begin with ``--`` are not sent to the server.
"""

import re
from dataclasses import fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_NAME = re.compile(r"--\s*name:\s*(\S+)\s*")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")

Statements = TypeVar("Statements", bound="DataclassInstance")


class BadQueryFile(ValueError):
    """A file of statements breaks the form, or does not hold what its dataclass lists."""


def load(kind: type[Statements], file: str, folder: Traversable | None = None) -> Statements:
    """Return a ``kind``, a frozen dataclass of ``str`` fields, filled from ``queries/{file}.sql``.

    Raises `BadQueryFile` for a field without a statement, a statement without a field, a name
    given twice, a block without SQL and SQL before the first name: all at import, none at use.
    """
    source = (folder or files("hub.store") / "queries") / f"{file}.sql"
    texts = parse(source.read_text("utf-8"), source.name)
    if difference := {member.name for member in fields(kind)} ^ texts.keys():
        raise BadQueryFile(
            f"{source.name} and {kind.__name__} differ in: {', '.join(sorted(difference))}"
        )
    return kind(**texts)


def parse(text: str, name: str) -> dict[str, str]:
    """Return the statements of a file by their names; ``name`` of the file is for the errors.

    Raises `BadQueryFile`.
    """
    blocks: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        if match := _NAME.fullmatch(line.strip()):
            current = _open_block(blocks, match[1], name)
        elif line.strip() and not line.lstrip().startswith("--"):
            if current is None:
                raise BadQueryFile(f"{name}: SQL stands before the first name")
            current.append(line.rstrip())
    return {key: _statement(key, lines, name) for key, lines in blocks.items()}


def _open_block(blocks: dict[str, list[str]], key: str, name: str) -> list[str]:
    if not _IDENTIFIER.fullmatch(key):
        raise BadQueryFile(f"{name}: {key!r} is not a name in lower_case")
    if key in blocks:
        raise BadQueryFile(f"{name}: {key} is named twice")
    return blocks.setdefault(key, [])


def _statement(key: str, lines: list[str], name: str) -> str:
    if not lines:
        raise BadQueryFile(f"{name}: {key} has no SQL")
    return "\n".join(lines)
