"""Single shared contracts read: as all tell them now, and what one register said last."""

from dataclasses import dataclass

from psycopg import AsyncConnection

from hub.store.contract_feed import Change
from hub.store.database import Database, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    newest: str
    last_two: str


_SQL = load(_Statements, "contract_reads")


class ContractReads:
    """Reads contracts one by one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, ocid: str) -> Change | None:
        """Return the newest version of a contract, None of an unknown one; `HubUnavailable`."""
        with refusing_outages():
            rows = await self._database.rows(_SQL.newest, {"ocid": ocid})
        return Change(**rows[0]) if rows else None


async def last_two(
    connection: AsyncConnection, source: str, source_id: str
) -> list[tuple[int, bytes]]:
    """Return the two newest revisions of an entry with their digests, within a transaction."""
    asked = {"source": source, "source_id": source_id}
    return await (await connection.execute(_SQL.last_two, asked)).fetchall()
