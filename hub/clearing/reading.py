"""Files read by those who may know of them; what is told, or refused, leaves a receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from hub.clearing.assessing import assessed
from hub.clearing.gate import Admitted, Asking, Gate
from hub.clearing.ground import Grounds, file_of, recorded
from hub.clearing.money import money_of
from hub.clearing.proof import AT_ONCE, ReceiptBook, contract_subject, subjects_of, told
from hub.clearing.refusals import NotFixed, UnknownFile
from hub.clearing.telling import ROW, STATUS, WORKSHOPS, Answer, status_of, tell, values_of, written
from hub.quotas import Usage
from hub.sharing.written import read_joined
from hub.store.contract_file_rows import FileRow, KeptAct
from hub.store.contract_files import ContractFiles
from hub.store.contract_reads import ContractReads
from hub.store.workshop_notices import WorkshopNotices
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.statuses import FileStatus
from hub.usecases.article38.model import Party
from schemas.canonical.contract import JoinedContract
from schemas.canonical.dates import tehran_day
from schemas.canonical.disclosure import Disclosed, workshop_subject
from schemas.canonical.identifiers import BranchCode, WorkshopId
from schemas.canonical.workshop import WorkshopRef


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of files: those behind ``after``, of a status and a branch where one is named."""

    after: str
    status: str | None
    branch: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class Read:
    """What is read (JSON), the numbers of the receipts that prove it, and the quotas' use."""

    answer: bytes
    receipt_ids: tuple[str, ...]
    usages: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where files and what belongs to them are read."""

    files: ContractFiles
    contracts: ContractReads
    notices: WorkshopNotices


class FileReading:
    """Tells of files; every method raises what `Gate.admit` does."""

    def __init__(self, gate: Gate, shelves: Shelves, grounds: Grounds, book: ReceiptBook) -> None:
        self._gate = gate
        self._shelves = shelves
        self._grounds = grounds
        self._book = book

    async def file(self, asking: Asking, ocid: str) -> Read:
        """Return what a contract's file stands at; raises `UnknownFile`."""
        admitted, kept, file = await self._found(asking, ocid)
        on = tehran_day(asking.reception.received_at)
        served = await self._served(ocid, file)
        values = values_of(
            file, recorded(kept), on=on, periods=self._grounds.periods, served=served
        )
        contract = await self._contract(ocid)
        answer = tell(admitted.grant, ocid, values | money_of(contract), on)
        return await self._told(admitted, subjects_of(ocid, file.allocated, contract), answer)

    async def assessment(self, asking: Asking, ocid: str) -> Read:
        """Return what the coefficient of a contract was fixed by, and what it binds its parties to.

        Raises `UnknownFile`, and `NotFixed` while it is not fixed.
        """
        admitted, kept, file = await self._found(asking, ocid)
        if file.fixed is None:
            raise NotFixed(field="ocid")
        version = file.fixed.version
        table = (await self._grounds.tables.of({version}))[version]
        values = assessed(file, recorded(kept), table) or {}
        on = tehran_day(asking.reception.received_at)
        subjects = subjects_of(ocid, file.allocated, await self._contract(ocid))
        return await self._told(admitted, subjects, tell(admitted.grant, ocid, values, on))

    async def page(self, asking: Asking, wanted: Wanted) -> Read:
        """Return a page of files in the order of their names, and where the next one begins."""
        admitted = await self._gate.admit(asking, ("contract-files",))
        rows = await self._shelves.files.page(
            after=wanted.after, status=wanted.status, branch=wanted.branch, limit=wanted.limit
        )
        on = tehran_day(asking.reception.received_at)
        told_rows = [tell(admitted.grant, one.ocid, listed(one), on) for one in rows]
        return await self._listed(admitted, rows, told_rows, wanted.limit)

    async def _listed(
        self, admitted: Admitted, rows: Sequence[FileRow], answers: Sequence[Answer], limit: int
    ) -> Read:
        """Return a page of what is told of each file, and where the next one begins."""
        following = rows[-1].ocid if len(rows) == limit else None
        files = b",".join(one.octets for one in answers)
        answer = b'{"files":[%b],"next":%b}' % (files, written(following))
        subjects = dict.fromkeys(name for row in rows for name in about(row))
        forms, withheld = (answers[0].forms, answers[0].withheld) if answers else ({}, ())
        return await self._kept(admitted, answer, told(admitted, subjects, forms, withheld))

    async def _found(self, asking: Asking, ocid: str) -> tuple[Admitted, tuple[KeptAct, ...], File]:
        """Return a file to a reader who was let in."""
        admitted = await self._gate.admit(asking, (contract_subject(ocid),))
        kept = await self._shelves.files.acts(ocid)
        file = file_of(kept)
        if file is None:
            raise UnknownFile(field="ocid")
        return admitted, kept, file

    async def _served(self, ocid: str, file: File) -> date | None:
        """Return the day on which the contractor took the notice of the newest calculation."""
        for one in await self._shelves.notices.of_file(ocid):
            if (one.act, one.party) == (file.calculated_by, Party.CONTRACTOR) and one.delivered_at:
                return tehran_day(one.delivered_at)
        return None

    async def _contract(self, ocid: str) -> JoinedContract | None:
        """Return a file's contract as all registers tell it."""
        newest = await self._shelves.contracts.newest(ocid)
        return read_joined(ocid, newest.body) if newest else None

    async def _told(self, admitted: Admitted, subjects: Iterable[str], answer: Answer) -> Read:
        disclosed = told(admitted, subjects, answer.forms, answer.withheld)
        return await self._kept(admitted, answer.octets, disclosed)

    async def _kept(
        self, admitted: Admitted, answer: bytes, disclosed: Sequence[Disclosed]
    ) -> Read:
        """Keep the receipts of an answer: one, or several where it tells of many subjects."""
        digest = sha256(answer).digest()
        parts = [disclosed[n : n + AT_ONCE] for n in range(0, max(1, len(disclosed)), AT_ONCE)]
        numbers = [await self._book.kept(admitted, one, digest) for one in parts]
        return Read(answer, tuple(numbers), admitted.usages)


def listed(row: FileRow) -> dict[str, Any]:
    """Return what a list tells of a file, by field."""
    contractor, assigner = _workshops(row)
    return {
        STATUS: status_of(FileStatus(row.status)),
        ROW: {"row": row.contract_row, "branch": row.branch},
        WORKSHOPS: {
            name: {"workshop_id": one.workshop_id, "branch": one.branch}
            for name, one in (("contractor", contractor), ("assigner", assigner))
        },
    }


def about(row: FileRow) -> tuple[str, ...]:
    """Return whom a file is about, as the register names them."""
    return tuple(workshop_subject(one) for one in _workshops(row))


def _workshops(row: FileRow) -> tuple[WorkshopRef, WorkshopRef]:
    return (
        WorkshopRef(WorkshopId(row.contractor_workshop), BranchCode(row.contractor_branch)),
        WorkshopRef(WorkshopId(row.assigner_workshop), BranchCode(row.assigner_branch)),
    )
