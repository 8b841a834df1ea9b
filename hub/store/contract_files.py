"""The Article 38 files of contracts in PostgreSQL: their acts, and what they are found by."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from hub.store.clearances import ChangedClearance, changes_due
from hub.store.contract_file_rows import (
    FileRow,
    IssuedClearance,
    KeptAct,
    NewAct,
    NewNotice,
    TablesKept,
    ToldClearance,
    ToldUnder,
)
from hub.store.database import Database, Row, refusing_outages
from hub.store.overdue_files import OverdueFile, Sought, overdue_files
from hub.store.sql import load
from schemas.canonical.workshop import WorkshopRef

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Statements:
    keep_table: str
    tables: str
    hold: str
    acts: str
    told_under: str
    file_of_row: str
    undertaken: str
    contract: str
    told_at: str
    put_file: str
    add_act: str
    add_undertaking: str
    add_notice: str
    page: str
    claim_due: str
    is_asked: str
    clearances_to_file: str
    clearance_filed: str
    clearances_told: str


SQL = load(_Statements, "contract_files")


class WrittenMeanwhile(Exception):
    """Another transaction wrote the same file, key or period first; look again and decide anew."""


class FileWriting:
    """A transaction that holds one file; what it reads of that stays true until it ends."""

    def __init__(self, connection: AsyncConnection, ocid: str, acts: tuple[KeptAct, ...]) -> None:
        self.connection = connection
        self.ocid = ocid
        self.acts = acts

    async def told_under(self, said_by: str, key: str) -> ToldUnder | None:
        """Return what a consumer has told under a key, for whichever file; None for nothing."""
        found = await self._rows(ToldUnder, SQL.told_under, {"said_by": said_by, "key": key})
        return found[0] if found else None

    async def contract(self) -> str | None:
        """Return the contract as `hub.sharing.written` wrote it; None for an unknown one."""
        found: str | None = await self._one(SQL.contract, {"ocid": self.ocid})
        return found

    async def told_at(self, act: int, party: str) -> datetime | None:
        """Return when a party took the notice of an act; None while it has not."""
        asked = {"ocid": self.ocid, "act": act, "party": party}
        found: datetime | None = await self._one(SQL.told_at, asked)
        return found

    async def file_of_row(self, row: str, branch: str) -> str | None:
        """Return the name of the file that has this contract row; None when there is none."""
        found: str | None = await self._one(SQL.file_of_row, {"row": row, "branch": branch})
        return found

    async def acts_of(self, ocid: str) -> tuple[KeptAct, ...]:
        """Return the acts of another file, which is not held."""
        return await _acts(self.connection, ocid)

    async def undertaken(self, workshop: WorkshopRef) -> list[tuple[date, date]]:
        """Return the periods, first and last day, that a contractor has undertaken for."""
        asked = {"workshop": workshop.workshop_id, "branch": workshop.branch}
        return await (await self.connection.execute(SQL.undertaken, asked)).fetchall()

    async def filed(self, number: str) -> None:
        """Note that a clearance is not to be put into its file any more."""
        await self.connection.execute(SQL.clearance_filed, {"number": number})

    async def append(
        self, file: FileRow, acts: Sequence[NewAct], notices: Sequence[NewNotice], now: datetime
    ) -> None:
        """Append acts, what the file is found by after them, and whom that tells of it."""
        execute, named = self.connection.execute, {"ocid": self.ocid, "now": now}
        await execute(SQL.put_file, file.arguments())
        for act in acts:
            await execute(SQL.add_act, act.arguments() | named)
            if act.undertaking is not None:
                await execute(SQL.add_undertaking, act.undertaking_of(file) | named)
        for notice in notices:
            await execute(SQL.add_notice, notice.arguments() | named)

    async def _one(self, sql: str, asked: Row) -> Any:
        """Return the one value of a statement's row; None without one."""
        found = await (await self.connection.execute(sql, asked)).fetchone()
        return None if found is None else found[0]

    async def _rows(self, kind: type[T], sql: str, asked: Row) -> list[T]:
        cursor = self.connection.cursor(row_factory=class_row(kind))
        await cursor.execute(sql, asked)
        return await cursor.fetchall()


class ContractFiles:
    """The aggregate of files; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def writing(self, ocid: str) -> AsyncIterator[FileWriting]:
        """Hold a file for one transaction, or what is to become one.

        A file that is not there yet cannot be held: of two who begin it at once the second gets
        `WrittenMeanwhile`, and so does who tells under a key, or undertakes for a period, that
        another transaction has just used.
        """
        try:
            with refusing_outages():
                async with self._database.transaction() as connection:
                    await connection.execute(SQL.hold, {"ocid": ocid})
                    yield FileWriting(connection, ocid, await _acts(connection, ocid))
        except UniqueViolation as error:
            raise WrittenMeanwhile from error

    async def acts(self, ocid: str) -> tuple[KeptAct, ...]:
        """Return the acts of a file in order; none of one that there is not."""
        return tuple(KeptAct(**row) for row in await self._all(SQL.acts, {"ocid": ocid}))

    async def page(
        self,
        *,
        after: str = "",
        status: str | None = None,
        branch: str | None = None,
        workshop: WorkshopRef | None = None,
        limit: int = 100,
    ) -> list[FileRow]:
        """Return the first ``limit`` files behind ``after``, in the order of their names.

        ``workshop`` is a party of the file, on either side.
        """
        asked = {
            "after": after,
            "status": status,
            "branch": branch,
            "workshop": workshop.workshop_id if workshop else None,
            "workshop_branch": workshop.branch if workshop else None,
            "limit": limit,
        }
        return [FileRow(**row) for row in await self._all(SQL.page, asked)]

    async def overdue(self, sought: Sought) -> list[OverdueFile]:
        """Return files that should have had their final clearance, as `Sought` says which."""
        return await overdue_files(self._database, sought)

    async def claim_due(self, *, now: datetime, leased_until: datetime, limit: int) -> list[str]:
        """Return files that the hub is to do something for of itself, leased to the caller."""
        asked = {"now": now, "leased_until": leased_until, "limit": limit}
        return [row["ocid"] for row in await self._all(SQL.claim_due, asked)]

    async def clearances_to_file(self, limit: int) -> list[IssuedClearance]:
        """Return clearances that were issued and are to be put into their files, oldest first."""
        rows = await self._all(SQL.clearances_to_file, {"limit": limit})
        return [IssuedClearance(**row) for row in rows]

    async def clearances_changed(self, now: datetime, limit: int) -> list[ChangedClearance]:
        """Return what became of clearances by ``now`` and is to be noted in their files."""
        return await changes_due(self._database, now, limit)

    async def is_asked(self, consumer: str, message_ids: Collection[str]) -> bool:
        """Tell whether one of these requests of a consumer is a case that is not decided yet."""
        asked = {"consumer": consumer, "message_ids": [*message_ids]}
        return bool(await self._all(SQL.is_asked, asked))

    async def filed(self, number: str) -> None:
        """Note that a clearance is not to be put into its file any more."""
        await self._all(SQL.clearance_filed, {"number": number})

    async def clearances_told(self, limit: int) -> list[ToldClearance]:
        """Return who has taken the notice of a clearance and has no act of it."""
        rows = await self._all(SQL.clearances_told, {"limit": limit})
        return [ToldClearance(**row) for row in rows]

    async def keep_table(self, version: str, body: str, now: datetime) -> None:
        """Keep the text of a table of coefficients under its version, for good."""
        await self._all(SQL.keep_table, {"version": version, "body": body, "now": now})

    async def tables(self, versions: Collection[str]) -> TablesKept:
        """Return the texts of those of these versions that were kept, by version."""
        rows = await self._all(SQL.tables, {"versions": [*versions]})
        return {row["version"]: row["body"] for row in rows}

    async def _all(self, sql: str, asked: dict[str, Any]) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)


async def _acts(connection: AsyncConnection, ocid: str) -> tuple[KeptAct, ...]:
    cursor = connection.cursor(row_factory=class_row(KeptAct))
    await cursor.execute(SQL.acts, {"ocid": ocid})
    return tuple(await cursor.fetchall())
