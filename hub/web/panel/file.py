"""The page of one Article 38 file: where it stands, why, what is owed, and who was told."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from hub.api.rest import named, octets
from hub.clearing.assessing import assessed
from hub.clearing.ground import Grounds, file_of, recorded
from hub.clearing.telling import COEFFICIENT
from hub.contracts.withholding import withholding_of
from hub.preservation.twins import Twins
from hub.sharing.written import read_joined
from hub.store.contract_file_rows import KeptAct
from hub.store.contract_files import ContractFiles
from hub.store.contract_reads import ContractReads
from hub.store.workshop_notices import WorkshopNotices
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.due import deadlines, due_on
from hub.web.language import day
from hub.web.panel.files import status_words
from hub.web.panel.guard import Visit
from hub.web.panel.life import life_of
from hub.web.panel.refusals import nothing
from hub.web.panel.served import served_on
from hub.web.panel.show import cited
from hub.web.panel.standing import (
    borne,
    clearance_view,
    deadline_rows,
    money_rows,
    notice_rows,
    part_views,
    party_rows,
    row_line,
    tone_of,
    withholding_rows,
)
from schemas.canonical.dates import tehran_day

_FORMS: Final = {"xml": "application/xml", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where a file, its contract, its notices and its clearances are read."""

    files: ContractFiles
    contracts: ContractReads
    notices: WorkshopNotices
    twins: Twins
    grounds: Grounds


class FilePage:
    """Shows one file, and gives its clearances."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    async def show(self, visit: Visit) -> Response:
        """Return the page; raises `PanelRefused` where the contract has no file."""
        ocid, language, shelves = visit.ocid, visit.language, self._shelves
        kept, file = await self._found(ocid)
        today, periods = tehran_day(visit.at), shelves.grounds.periods
        told = await shelves.notices.of_file(ocid)
        newest = await shelves.contracts.newest(ocid)
        withheld = withholding_of(read_joined(ocid, newest.body)) if newest else None
        running = deadlines(file, today, periods, served_on(file, told))
        fixed = file.coefficient
        return visit.page(
            "file.html",
            ocid=ocid,
            standing=status_words(file.status, language),
            tone=tone_of(file),
            row=row_line(file, language),
            workshops=party_rows(file, language),
            money=money_rows(due_on(file, today, periods), file, language),
            withholding=withholding_rows(withheld, language) if withheld else [],
            parts=part_views(fixed.fixed, language) if fixed else [],
            fixed_on=day(fixed.fixed.on, language) if fixed else "",
            estimate=borne(fixed.fixed.estimate, language) if fixed else "",
            trace=await self._trace(file, kept, visit),
            deadlines=deadline_rows(running, today, language),
            obligations=_obligations(file, visit),
            notices=notice_rows(told, language),
            clearances=[clearance_view(one, language) for one in file.clearances],
            life=life_of(kept, language),
        )

    async def document(self, visit: Visit) -> Response:
        """Return a clearance of the file as XML or PDF; raises `PanelRefused` for none of its."""
        number = visit.request.path_params["number"]
        form = visit.request.path_params["form"]
        _, file = await self._found(visit.ocid)
        if form not in _FORMS or number not in _numbers(file):
            raise nothing()
        forms = await self._shelves.twins.with_twin(number)
        if forms is None or forms.twin is None:
            raise nothing()
        data = forms.xml if form == "xml" else forms.twin.pdf
        return octets(visit.request, data, _FORMS[form], **named(number, form))

    async def _found(self, ocid: str) -> tuple[tuple[KeptAct, ...], File]:
        kept = await self._shelves.files.acts(ocid)
        file = file_of(kept)
        if file is None:
            raise nothing()
        return kept, file

    async def _trace(self, file: File, kept: tuple[KeptAct, ...], visit: Visit) -> list[str]:
        """Return the steps by which the coefficient was fixed, in words."""
        if file.fixed is None:
            return []
        version = file.fixed.version
        table = (await self._shelves.grounds.tables.of({version}))[version]
        values = assessed(file, recorded(kept), table) or {}
        return [one[visit.language.value] for one in values[COEFFICIENT]["trace"]]


def _numbers(file: File) -> set[str]:
    """Return the numbers of a file's clearances, those that were issued anew among them."""
    return {number for one in file.clearances for number in one.numbers}


def _obligations(file: File, visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what each party was told to do, with its source."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in file.coefficient.obligations if file.coefficient else ():
        text: str = getattr(one.text, visit.language.value)
        found.setdefault(one.party.value, []).append((text, cited(one.citation, visit.language)))
    return list(found.items())
