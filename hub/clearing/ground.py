"""What an act is judged by, read in the transaction that holds its file."""

from datetime import date

from hub.clearing.tables import Tables
from hub.contracts.withholding import withholding_of
from hub.errors import UnknownContract
from hub.sharing.written import read_joined
from hub.store.contract_file_rows import KeptAct
from hub.store.contract_files import FileWriting
from hub.usecases.article38.file.acts import FiscalPeriod, RowAllocated, Told
from hub.usecases.article38.file.form import read_act
from hub.usecases.article38.file.ground import ClearedRow, Ground, RowName, known_of, rows_named
from hub.usecases.article38.file.order import Phase
from hub.usecases.article38.file.periods import Periods
from hub.usecases.article38.file.state import File, Recorded, fold
from hub.usecases.article38.model import Party
from schemas.canonical.contract import JoinedContract
from schemas.canonical.dates import tehran_day
from schemas.canonical.workshop import WorkshopRef


class Grounds:
    """Reads grounds by the tables and the legal periods of a house."""

    def __init__(self, tables: Tables, periods: Periods) -> None:
        self.tables = tables
        self.periods = periods

    async def of(
        self,
        writing: FileWriting,
        contract: JoinedContract,
        file: File | None,
        told: Told | None,
        on: date,
    ) -> Ground:
        """Return the ground of an act told on the day ``on`` (Tehran), or of the hub's own.

        Raises `HubUnavailable`.
        """
        fixed = {file.fixed.version} if file and file.fixed else set()
        contractor = _contractor(file, told)
        rows = await _rows(writing, rows_named(told) if told else frozenset())
        given = await writing.undertaken(contractor) if contractor else []
        return Ground(
            today=on,
            current=self.tables.current,
            tables=await self.tables.of(fixed),
            contract=known_of(contract),
            undertakings=frozenset(FiscalPeriod(first, last) for first, last in given),
            periods=self.periods,
            served=await _served(writing, file),
            withheld=_withheld(contract),
            uncleared=frozenset(one for one, found in rows.items() if found is None),
            cleared={one: found for one, found in rows.items() if found is not None},
        )


async def contract_of(writing: FileWriting) -> JoinedContract:
    """Return the contract that a file is of; `UnknownContract`."""
    body = await writing.contract()
    if body is None:
        raise UnknownContract(field="ocid")
    return read_joined(writing.ocid, body)


def recorded(acts: tuple[KeptAct, ...]) -> tuple[Recorded, ...]:
    """Return acts as they were kept."""
    return tuple(Recorded(one.number, read_act(one.kind, one.body), one.said_at) for one in acts)


def file_of(acts: tuple[KeptAct, ...]) -> File | None:
    """Return what kept acts come to; None for a file that is not there yet."""
    return fold(recorded(acts)) if acts else None


def _withheld(contract: JoinedContract) -> int | None:
    """Return what the assigner has kept of all payments; None where that is not said of each."""
    found = withholding_of(contract)
    return found.withheld if found.payments and not found.unsaid else None


def _contractor(file: File | None, told: Told | None) -> WorkshopRef | None:
    if file is not None:
        return file.allocated.contractor.workshop
    return told.contractor.workshop if isinstance(told, RowAllocated) else None


async def _served(writing: FileWriting, file: File | None) -> date | None:
    """Return the day on which the contractor was told what was calculated last."""
    if file is None or file.calculated is None:
        return None
    at = await writing.told_at(file.calculated_by, Party.CONTRACTOR)
    return tehran_day(at) if at else None


async def _rows(writing: FileWriting, rows: frozenset[RowName]) -> dict[RowName, ClearedRow | None]:
    """Return those of the rows that have a file, with what its final clearance is of, if any."""
    found: dict[RowName, ClearedRow | None] = {}
    for row, branch in rows:
        ocid = await writing.file_of_row(row, branch)
        file = file_of(await writing.acts_of(ocid)) if ocid else None
        if file is not None:
            issued = file.clearance if file.phase is Phase.CLEARED else None
            stands = issued is not None and issued.stands
            found[row, branch] = ClearedRow(file.gross, file.paid) if stands else None
    return found
