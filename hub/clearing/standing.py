"""What a contract's file stands at, for whoever decides on its clearance."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from adapters.base.errors import NoSuchRecord
from adapters.base.ports import Attested
from hub.clearing.gate import PROVIDER
from hub.clearing.ground import Grounds, file_of
from hub.sharing.written import read_joined
from hub.store.clearances import Beside, beside
from hub.store.contract_files import ContractFiles
from hub.store.database import Database
from hub.usecases.article38.file.acts import FiscalPeriod
from hub.usecases.article38.file.clearable import undertakings_missing
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.due import due_on, objection_open
from hub.usecases.article38.file.ground import Ground, known_of
from hub.usecases.article38.file.reckoning import SETTLING
from hub.usecases.article38.usecase import issued_once
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.contract import JoinedContract
from schemas.canonical.contract_file import ClearanceStage, Reckoned, Standing, Undertaking
from schemas.canonical.dates import tehran_day
from schemas.canonical.money import Rials
from schemas.canonical.status import State


class FileStandings:
    """The hub's own files as a source of facts, like an agency that never hangs."""

    def __init__(
        self,
        database: Database,
        store: ContractFiles,
        grounds: Grounds,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._store = store
        self.grounds = grounds
        self._clock = clock

    async def standing_of(self, ocid: str) -> Attested[Standing]:
        """Return what a contract's file stands at now, by its acts.

        Raises `NoSuchRecord` for a contract that has none, and `HubUnavailable`.
        """
        now = self._clock()
        acts = await self._store.acts(ocid)
        file = file_of(acts)
        if file is None:
            raise NoSuchRecord(PROVIDER, "no-file")
        once = issued_once(ocid, file.clears)
        found = await beside(self._database, ocid, file.allocated.contractor.workshop, once)
        contract = read_joined(ocid, found.contract)
        ground = await self._ground(file, contract, found, now)
        digest = sha256("\n".join(f"{one.kind} {one.body}" for one in acts).encode()).digest()
        return Attested(_standing(file, contract, ground, found), PROVIDER, now, digest)

    async def _ground(
        self, file: File, contract: JoinedContract, found: Beside, now: datetime
    ) -> Ground:
        fixed = {file.fixed.version} if file.fixed else set()
        return Ground(
            today=tehran_day(now),
            current=self.grounds.tables.current,
            tables=await self.grounds.tables.of(fixed),
            contract=known_of(contract),
            undertakings=frozenset(FiscalPeriod(*one) for one in found.undertaken),
            periods=self.grounds.periods,
        )


def _standing(file: File, contract: JoinedContract, ground: Ground, found: Beside) -> Standing:
    row, calculated = file.allocated, file.calculated
    return Standing(
        contract=contract,
        version=found.version,
        row=row.row,
        branch=row.branch,
        contractor=row.contractor.workshop,
        assigner=row.assigner.workshop,
        reckoned=_reckoned(file, ground, found),
        settles_debts=calculated is not None and SETTLING in calculated.obligations,
        undertaking=_undertaking(file, ground),
        disputed=objection_open(file, ground.today, ground.periods),
    )


def _reckoned(file: File, ground: Ground, found: Beside) -> Reckoned | None:
    """Return what was calculated last, and the certificate that there is of it.

    It is as the file knows it, else as the store has it, which the file will know in a moment.
    """
    known = file.clearance
    issued = known.number if known else found.cleared
    last = file.clearances[-1] if file.clearances else None
    calculated, due = file.calculated, due_on(file, ground.today, ground.periods)
    if calculated is None or due is None:
        return None
    return Reckoned(
        act=file.clears,
        stage=ClearanceStage(calculated.stage),
        until=calculated.until,
        due=Rials(due),
        paid=Rials(file.paid),
        cleared=parse_certificate_number(issued) if issued else None,
        state=known.state if known else State.ISSUED,
        replaces=last.number if last and last.state is State.REVOKED else None,
    )


def _undertaking(file: File, ground: Ground) -> Undertaking:
    if file.calculated is None or not file.calculated.undertake:
        return Undertaking.NOT_NEEDED
    missing = undertakings_missing(file, ground)
    return Undertaking.MISSING if missing else Undertaking.GIVEN
