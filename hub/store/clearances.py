"""What the clearance of a contract is decided on, besides the acts of its file."""

from dataclasses import dataclass
from datetime import date

from hub.errors import HubUnavailable
from hub.store.database import Database, DatabaseUnavailable
from hub.store.sql import load
from schemas.canonical.workshop import WorkshopRef


@dataclass(frozen=True, slots=True)
class _Statements:
    beside: str


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
    try:
        (row,) = await database.rows(_SQL.beside, asked)
    except DatabaseUnavailable as error:
        raise HubUnavailable("store.unavailable") from error
    periods = tuple((first, last) for first, last in row["undertaken"])
    return Beside(row["contract"], row["version"], row["cleared"], periods)
