"""The panel of a house: its pages and forms, bound to what stands behind them."""

from collections.abc import Collection
from dataclasses import dataclass

from starlette.routing import Route

from hub.clearing.ground import Grounds
from hub.contracts.scale import Scale
from hub.preservation.twins import Twins
from hub.receipts import World
from hub.sharing.choosing import Choosing
from hub.sharing.intake import Intake
from hub.store.contract_files import ContractFiles
from hub.store.contract_reads import ContractReads
from hub.store.database import Database
from hub.store.operators import Operators
from hub.store.panel_files import PanelFiles
from hub.store.panel_reads import PanelContracts
from hub.store.workshop_notices import WorkshopNotices
from hub.web.panel.contract import ContractPage
from hub.web.panel.contracts import CONTRACTS, ContractPages
from hub.web.panel.entrance import Chance, Entrance
from hub.web.panel.entry import EntryPages
from hub.web.panel.file import FilePage, Shelves
from hub.web.panel.files import FILES, FilePages
from hub.web.panel.guard import PATH, Guard
from hub.web.panel.home import Desk
from hub.web.panel.tokens import cookie_for


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the panel; ``sources`` are the registers of the shared contracts."""

    database: Database
    intake: Intake
    sources: Collection[str]
    scale: Scale
    grounds: Grounds
    twins: Twins
    world: World
    public_url: str


def panel_routes(behind: Behind) -> list[Route]:
    """Return the routes of the panel."""
    database, world = behind.database, behind.world
    operators, contracts = Operators(database), PanelContracts(database)
    guard = Guard(operators, contracts, cookie_for(behind.public_url), world.clock)
    entrance = Entrance(operators, Chance(world.clock, world.random))
    return [
        *EntryPages(guard, entrance, operators, world.random).routes(),
        *_of_contracts(behind, guard, operators, contracts),
        *_of_files(behind, guard, contracts),
    ]


def _of_contracts(
    behind: Behind, guard: Guard, operators: Operators, contracts: PanelContracts
) -> list[Route]:
    choosing = Choosing(behind.intake, behind.world.new_id, behind.world.random)
    pages = ContractPages(contracts, operators, choosing, behind.sources, behind.scale)
    one = ContractPage(contracts, ContractFiles(behind.database))
    shows, takes = guard.shows, guard.takes
    return [
        Route(CONTRACTS, shows("contracts", pages.show), methods=["GET"]),
        Route(CONTRACTS, takes(pages.find), methods=["POST"]),
        Route(f"{CONTRACTS}/further", takes(pages.further), methods=["POST"]),
        Route(f"{CONTRACTS}/choices", takes(pages.choose), methods=["POST"]),
        Route(f"{CONTRACTS}/{{ocid}}", shows("contract", one.show), methods=["GET"]),
    ]


def _of_files(behind: Behind, guard: Guard, contracts: PanelContracts) -> list[Route]:
    database, grounds = behind.database, behind.grounds
    files, notices = PanelFiles(database), WorkshopNotices(database)
    kept = ContractFiles(database)
    shelves = Shelves(kept, ContractReads(database), notices, behind.twins, grounds)
    one, shows = FilePage(shelves), guard.shows
    home = Desk(contracts, files, notices, grounds)
    document = f"{FILES}/{{ocid}}/{{number}}.{{form}}"
    return [
        Route(PATH, shows("home", home.show), methods=["GET"]),
        Route(FILES, shows("files", FilePages(files, grounds).show), methods=["GET"]),
        Route(f"{FILES}/{{ocid}}", shows("file", one.show), methods=["GET"]),
        Route(document, shows("clearance", one.document), methods=["GET"]),
    ]
