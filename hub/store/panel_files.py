"""What the panel's pages list of contract files, as far as an operator's branches go."""

from dataclasses import dataclass
from datetime import datetime

from hub.store.contract_file_rows import FileRow, KeptAct
from hub.store.database import Database
from hub.store.panel_reads import SQL, Branches, rows_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How many files of a branch stand at a status."""

    branch: str
    status: str
    files: int


@dataclass(frozen=True, slots=True)
class Promptness:
    """Of the clearances that a branch was ``issued``, how many were ``prompt``."""

    branch: str
    issued: int
    prompt: int


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A notice that nobody tries to bring any more: to which party, and what kept it."""

    ocid: str
    party: str
    kind: str
    made_at: datetime
    attempts: int
    failure: str | None


class PanelFiles:
    """Reads files for the panel; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, after: str, status: str | None, branches: Branches, limit: int
    ) -> list[FileRow]:
        """Return files behind ``after``, in the order of their contracts' names."""
        asked = {"after": after, "status": status, "branches": branches, "limit": limit}
        return [FileRow(**row) for row in await rows_of(self._database, SQL.files, asked)]

    async def standings(self, branches: Branches) -> list[Standing]:
        """Return how many files of each branch stand at each status."""
        asked = {"branches": branches}
        return [Standing(**row) for row in await rows_of(self._database, SQL.standings, asked)]

    async def promptness(self, since: datetime, days: int, branches: Branches) -> list[Promptness]:
        """Return by branch how many clearances were issued ``since`` then for money that came in.

        Prompt are those that were issued within so many days of its last day.
        """
        asked = {"since": since, "days": days, "branches": branches}
        return [Promptness(**row) for row in await rows_of(self._database, SQL.promptness, asked)]

    async def overdue(self, now: datetime, branches: Branches, limit: int) -> list[FileRow]:
        """Return files that the hub should have attended to by ``now``, the longest ago first."""
        asked = {"now": now, "branches": branches, "limit": limit}
        return [FileRow(**row) for row in await rows_of(self._database, SQL.overdue, asked)]

    async def running(self, branches: Branches, limit: int) -> dict[str, tuple[KeptAct, ...]]:
        """Return the acts of files in which a legal period may have run out, by contract.

        First stand those in which nothing has happened for longest.
        """
        asked = {"branches": branches, "limit": limit}
        names = [row["ocid"] for row in await rows_of(self._database, SQL.running, asked)]
        found: dict[str, list[KeptAct]] = {name: [] for name in names}
        for row in await rows_of(self._database, SQL.acts, {"ocids": names}):
            found[row.pop("ocid")].append(KeptAct(**row))
        return {name: tuple(acts) for name, acts in found.items()}

    async def given_up(self, branches: Branches, limit: int) -> list[GivenUp]:
        """Return notices to workshops that were given up, the oldest first."""
        asked = {"branches": branches, "limit": limit}
        return [GivenUp(**row) for row in await rows_of(self._database, SQL.given_up, asked)]
