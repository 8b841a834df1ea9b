"""What was asked, as the register has it: under which words, how it ended, never about whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from psycopg import Connection
from psycopg.rows import dict_row

from hub.store.database import Row
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    count_questions: str
    questions_since: str
    words_since: str


_SQL = load(_Statements, "traffic")


def count_questions(connection: Connection, since: datetime) -> int:
    """Return how many questions were asked from an instant on."""
    row = connection.execute(_SQL.count_questions, {"since": since}).fetchone()
    return int(row[0]) if row else 0


def questions_since(connection: Connection, since: datetime) -> Iterator[tuple[Row, ...]]:
    """Yield every question from an instant on, oldest first, each with its lines; streamed."""
    with connection.transaction(), connection.cursor("traffic", row_factory=dict_row) as cursor:
        cursor.itersize = 5_000
        cursor.execute(_SQL.questions_since, {"since": since})
        for _, lines in groupby(cursor, lambda row: row["question"]):
            yield tuple(lines)


def words_since(connection: Connection, since: datetime) -> list[Row]:
    """Return the words under which something was asked from an instant on, each once."""
    cursor = connection.cursor(row_factory=dict_row)
    return cursor.execute(_SQL.words_since, {"since": since}).fetchall()
