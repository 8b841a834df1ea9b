"""What the panel's pages list of contracts, as far as an operator's branches go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from hub.store.contract_feed import Change
from hub.store.contracts import WaitingEntry
from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load

Branches = list[str] | None
"""The branches that somebody works for; None for all."""


@dataclass(frozen=True, slots=True)
class _Statements:
    visible: str
    sought: str
    apart: str
    waiting: str
    waits: str
    versions: str
    choices: str
    files: str
    standings: str
    promptness: str
    overdue: str
    running: str
    acts: str
    given_up: str


SQL = load(_Statements, "panel")


class Sought(NamedTuple):
    """What a contract is looked for by: any of its names, or a branch with a contract row."""

    text: str
    branch: str = ""
    row: str = ""


class Listed(NamedTuple):
    """A contract in a list, as `hub.sharing.written` wrote it."""

    ocid: str
    body: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an operator chose: that a register's entry is of this contract, or begins it."""

    source: str
    source_id: str
    revision: int
    is_new: bool
    chosen_at: datetime
    chosen_by: str
    reason: str


class PanelContracts:
    """Reads contracts for the panel; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def visible(self, ocid: str, branches: Branches) -> bool:
        """Tell whether there is such a contract, of one of these branches."""
        asked = {"ocid": ocid, "branches": branches}
        return bool(await rows_of(self._database, SQL.visible, asked))

    async def sought(
        self, sought: Sought, sources: Collection[str], branches: Branches, limit: int
    ) -> list[Listed]:
        """Return contracts by a name or a key of theirs, in the order of our own names."""
        asked = {
            "text": sought.text,
            "row": f"{sought.branch}/{sought.row}",
            "own_row": sought.row,
            "own_branch": sought.branch,
            "sources": [*sources],
            "branches": branches,
            "limit": limit,
        }
        return [Listed(**row) for row in await rows_of(self._database, SQL.sought, asked)]

    async def apart(self, after: str, branches: Branches, limit: int) -> list[Listed]:
        """Return contracts behind ``after`` in which registers disagree."""
        asked = {"after": after, "branches": branches, "limit": limit}
        return [Listed(**row) for row in await rows_of(self._database, SQL.apart, asked)]

    async def waiting(self, after: tuple[str, str], limit: int) -> list[WaitingEntry]:
        """Return entries that wait for an operator, behind a register and an id of its own."""
        asked = {"source": after[0], "source_id": after[1], "limit": limit}
        return [WaitingEntry(**row) for row in await rows_of(self._database, SQL.waiting, asked)]

    async def waits(self, source: str, source_id: str) -> WaitingEntry | None:
        """Return an entry that waits for an operator; None where it does not, or is none."""
        asked = {"source": source, "source_id": source_id}
        rows = await rows_of(self._database, SQL.waits, asked)
        return WaitingEntry(**rows[0]) if rows else None

    async def versions(self, ocid: str, limit: int) -> list[Change]:
        """Return the newest versions of a contract, the newest first."""
        asked = {"ocid": ocid, "limit": limit}
        return [Change(**row) for row in await rows_of(self._database, SQL.versions, asked)]

    async def choices(self, ocid: str) -> list[Chosen]:
        """Return what operators chose about a contract, the earliest first."""
        asked = {"ocid": ocid}
        return [Chosen(**row) for row in await rows_of(self._database, SQL.choices, asked)]


async def rows_of(database: Database, sql: str, asked: dict[str, Any]) -> list[Row]:
    """Return the rows of a statement; raises `HubUnavailable`."""
    with refusing_outages():
        return await database.rows(sql, asked)
