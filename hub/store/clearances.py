"""What a clearance is decided on besides the acts of its file, and what became of it since."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from hub.store.certificates import acts_within, find_within
from hub.store.database import Database, refusing_outages
from hub.store.sql import load
from schemas.canonical.status import Status
from schemas.canonical.workshop import WorkshopRef


@dataclass(frozen=True, slots=True)
class _Statements:
    beside: str
    changes_due: str
    change_noted: str


_SQL = load(_Statements, "clearances")


@dataclass(frozen=True, slots=True)
class Beside:
    """A contract as written, what its contractor undertook for, and the certificate there is.

    ``version`` is the contract's newest, as which it is written.
    ``undertaken`` are first and last days; ``cleared`` is the number of the certificate that was
    issued under the name that was asked for.
    """

    contract: str
    version: int
    cleared: str | None
    undertaken: tuple[tuple[date, date], ...]


async def beside(database: Database, ocid: str, contractor: WorkshopRef, once: str) -> Beside:
    """Return what is beside the file of a contract; raises `HubUnavailable`.

    ``once`` names what a certificate may exist only once for, of the newest calculation.
    """
    asked = {
        "ocid": ocid,
        "workshop": contractor.workshop_id,
        "branch": contractor.branch,
        "once": once,
    }
    with refusing_outages():
        (row,) = await database.rows(_SQL.beside, asked)
    periods = tuple((first, last) for first, last in row["undertaken"])
    return Beside(row["contract"], row["version"], row["cleared"], periods)


@dataclass(frozen=True, slots=True)
class ChangedClearance:
    """Something that was recorded of a clearance under ``id``, the id of its evidence.

    ``number`` is the certificate's, ``ocid`` the contract's. ``anew`` says that its successor is
    the same clearance issued anew.
    """

    id: UUID
    number: str
    ocid: str
    anew: bool


async def changes_due(database: Database, now: datetime, limit: int) -> list[ChangedClearance]:
    """Return what is to be noted in files by ``now``, in the order in which it takes effect.

    Raises `HubUnavailable`.
    """
    with refusing_outages():
        rows = await database.rows(_SQL.changes_due, {"now": now, "limit": limit})
    return [ChangedClearance(**row) for row in rows]


async def note_change(connection: AsyncConnection, one: ChangedClearance) -> None:
    """Note that a change is in its file, or is not for it."""
    await connection.execute(_SQL.change_noted, {"id": one.id})


async def status_within(connection: AsyncConnection, number: str, at: datetime) -> Status | None:
    """Return what a certificate is at ``at`` by all that was recorded; None where there is none."""
    found = await find_within(connection, number)
    if found is None:
        return None
    acts = await acts_within(connection, number)
    return found.status(acts, at, max([at, *(one.recorded_at for one in acts)]))
