"""The shared contracts read from end to end, as they were at one position of the feed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from hub.store.contract_feed import Change
from hub.store.sql import load

_PAGE = 200
"""Contracts that are held at once."""


@dataclass(frozen=True, slots=True)
class _Statements:
    head: str
    between: str
    page: str


_SQL = load(_Statements, "contract_export")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the feed: behind ``after`` and up to ``head``, whose version was made ``at`` (UTC).

    ``most`` is how many contracts have changed in it at most.
    """

    after: int
    head: int
    at: datetime
    most: int


def whole(connection: Connection) -> Span:
    """Return all of the feed that there is now."""
    position, changed_at, contracts = _row(connection, _SQL.head, {})
    return Span(0, position, changed_at, contracts)


def between(connection: Connection, begins: datetime, ends: datetime) -> Span:
    """Return the part of the feed that was made from ``begins`` on and before ``ends``.

    Where clocks of several processes differ, neighbours of the time may be in it too.
    """
    asked = {"begins": begins, "ends": ends}
    after, head, changed_at = _row(connection, _SQL.between, asked)
    return Span(after, head, changed_at, head - after)


def changed(connection: Connection, span: Span) -> Iterator[list[Change]]:
    """Yield each contract that changed in a span, with all its versions up to the span's end.

    A page of contracts is held at a time.
    """
    after = span.after
    while found := _page(connection, after, span.head):
        for _, versions in groupby(found, key=lambda one: one.ocid):
            held = [*versions]
            after = held[-1].position
            yield held


def _page(connection: Connection, after: int, head: int) -> list[Change]:
    cursor = connection.cursor(row_factory=class_row(Change))
    asked = {"after": after, "head": head, "limit": _PAGE}
    return cursor.execute(_SQL.page, asked).fetchall()


def _row(connection: Connection, sql: str, asked: dict[str, Any]) -> tuple[Any, ...]:
    row = connection.execute(sql, asked).fetchone()
    if row is None:
        raise LookupError("the feed has no row")
    return row
