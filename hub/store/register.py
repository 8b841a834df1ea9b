"""The asked-about register, read: who asked about somebody, and every line beside its receipt."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row

from hub.store.database import Row
from hub.store.sql import load
from schemas.canonical.disclosure import Asked, Basis, Disclosed, Line, Telling
from schemas.canonical.evidence import Leaf, LeafKind

_AT_ONCE = 1_000
_PARTIES = frozenset({"national-id", "legal-id"})
"""Who can be a party of a contract."""


@dataclass(frozen=True, slots=True)
class _Statements:
    about: str
    count_receipts: str
    beside_receipts: str


_SQL = load(_Statements, "register")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line about a subject, under the Persian ``title`` of who asked, and its receipt's id."""

    document_id: UUID
    title: str
    line: Line


@dataclass(frozen=True, slots=True)
class Kept:
    """A leaf of the evidence and the lines of the register that are from its document."""

    leaf: Leaf
    lines: tuple[Line, ...]


def about(connection: Connection, subject: str) -> list[Entry]:
    """Return every line about ``subject`` (as `person_subject` and such write it), newest first.

    A page of the contracts' change feed is about all who stand in a version that is in it. Which
    these are is found out now: every version is looked through for the id.
    """
    kind, _, party = subject.partition(":")
    asked = {"subject": subject, "party": party if kind in _PARTIES else None}
    cursor = connection.cursor(row_factory=dict_row)
    rows = cursor.execute(_SQL.about, asked)
    return [Entry(row["document_id"], row["title"], _line(row)) for row in rows]


def count_receipts(connection: Connection) -> int:
    """Return how many receipts there are."""
    row = connection.execute(_SQL.count_receipts).fetchone()
    return int(row[0]) if row else 0


def beside_receipts(connection: Connection) -> Iterator[Kept]:
    """Yield every receipt, oldest first, with its lines; streamed, in one snapshot."""
    with connection.transaction(), connection.cursor("receipts", row_factory=dict_row) as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(_SQL.beside_receipts)
        for _, group in groupby(cursor, lambda row: row["document_id"]):
            rows = [*group]
            lines = tuple(_line(row) for row in rows if row["subject"] is not None)
            yield Kept(_leaf(rows[0]), lines)


def _leaf(row: Row) -> Leaf:
    return Leaf(
        LeafKind(row["kind"]),
        row["document_id"],
        row["entry"],
        row["leaf_hash"],
        row["salt"],
        row["document"],
    )


def _line(row: Row) -> Line:
    """Return a row as a line; its article is that of the agreement that it names."""
    basis = Basis(row["agreement"], row["article"]) if row["agreement"] is not None else None
    asked = Asked(
        provider=row["provider"],
        subject=row["subject"],
        task_kind=row["task_kind"],
        task=row["task"],
        purpose=row["purpose"],
        basis=basis,
        fields=tuple(row["asked"]),
    )
    disclosed = Disclosed(
        asked=asked,
        outcome=Telling(row["outcome"]),
        told=row["told"],
        withheld=tuple(row["withheld"]),
        as_of=row["as_of"],
        reason=row["reason"],
    )
    return Line(row["consumer"], row["asked_at"], disclosed)
