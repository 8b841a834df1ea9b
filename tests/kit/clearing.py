"""The chores of contract files over the doors' own store, and the ledger that they ask."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.base.ports import Attested
from hub.clearing.chores import AutomaticClearance, Filing
from hub.clearing.opening import open_standings
from hub.clearing.own import OwnActs
from hub.clearing.standing import FileStandings
from hub.clock.deadlines import Deadlines
from hub.config import Settings
from hub.pipeline import Road
from hub.store.cases import Cases
from hub.store.contract_files import ContractFiles
from hub.usecases.article38.usecase import Article38
from schemas.canonical.case import InboundRequest
from schemas.canonical.contract_file import Standing
from schemas.canonical.identifiers import BranchCode, WorkshopId
from schemas.canonical.workshop import WorkshopRef
from tests.kit import article37 as kit
from tests.kit.article38 import Office, proving
from tests.kit.ports import Ledger

CONTRACTOR, ASSIGNER = (
    WorkshopRef(WorkshopId(one), BranchCode("0210")) for one in ("9980000011", "9980000022")
)


@dataclass
class Worker:
    """The chores of a house over the office's store; ``sent`` are the requests for clearance.

    ``ledger`` is what the contractor's and the assigner's debts are asked of.
    """

    automatic: AutomaticClearance
    filing: Filing
    sent: list[InboundRequest]
    ledger: Ledger


@dataclass
class Settling:
    """Files of contracts whose clearance waits for established debts, as in fixed workshops."""

    files: FileStandings

    async def standing_of(self, ocid: str) -> Attested[Standing]:
        """Return what a file stands at."""
        found = await self.files.standing_of(ocid)
        return replace(found, value=replace(found.value, settles_debts=True))


def worker(
    desk: Office,
    failure: Callable[[], Exception | None] = lambda: None,
    *,
    settling: bool = False,
) -> Worker:
    """Return the chores of a house; ``failure`` is what the road meets with, if anything."""
    standings = open_standings(desk.database, Settings(), desk.clock)
    proof = proving(desk.database, desk.clock)
    ledger = Ledger({one: replace(kit.debt(), workshop=one) for one in (CONTRACTOR, ASSIGNER)})
    road = Road(
        duty=Article38(
            files=Settling(standings) if settling else standings,
            ledger=ledger,
            deadlines=Deadlines(answer_days=1, valid_days=3650),
        ),
        cases=Cases(desk.database),
        admission=proof.admission,
        receipts=proof.receipts,
        refusals=proof.refusals,
        world=proof.world,
        first_retry=timedelta(seconds=5),
        observe=lambda *_: None,
    )
    sent: list[InboundRequest] = []

    async def ask(request: InboundRequest) -> bytes:
        if (error := failure()) is not None:
            raise error
        sent.append(request)
        return await road.travel(request)

    store = ContractFiles(desk.database)
    own = OwnActs(store, desk.clearing.grounds, proof.world)
    automatic = AutomaticClearance(store, own, ask, proof.world)
    return Worker(automatic, Filing(store, own, desk.clock), sent, ledger)
