"""Contract files that should have had their final clearance long ago."""

from dataclasses import dataclass
from datetime import date

from hub.store.contract_file_rows import FileRow
from hub.store.database import Database, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    ended: str
    expired: str


_SQL = load(_Statements, "overdue_files")


@dataclass(frozen=True, slots=True)
class OverdueFile:
    """A file whose contract ended on a day and has no final clearance; the contract as written.

    ``note_last`` is the last day of those after the second form of the added note was served.
    """

    file: FileRow
    ended_on: date | None
    note_last: date | None
    contract: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which files: ended on ``ended_by`` or before, or with the note's days over by ``today``.

    The second alone where ``expired``. The first ``limit`` behind ``after``, of a branch if named.
    """

    ended_by: date
    today: date
    expired: bool
    branch: str | None
    after: str
    limit: int


async def overdue_files(database: Database, sought: Sought) -> list[OverdueFile]:
    """Return files in the order of their contracts' names; raises `HubUnavailable`."""
    asked = {
        "ended_by": sought.ended_by,
        "today": sought.today,
        "branch": sought.branch,
        "after": sought.after,
        "limit": sought.limit,
    }
    with refusing_outages():
        rows = await database.rows(_SQL.expired if sought.expired else _SQL.ended, asked)
    return [_file(**row) for row in rows]


def _file(ended_on: date | None, note_last: date | None, body: str, **row: object) -> OverdueFile:
    return OverdueFile(FileRow(**row), ended_on, note_last, body)  # type: ignore[arg-type]
