"""The Article 38 files of a house, built from its settings."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from hub.admission import Admission
from hub.clearing.chores import Ask, AutomaticClearance, Filing
from hub.clearing.desk import ClearingDesk
from hub.clearing.gate import Gate
from hub.clearing.ground import Grounds
from hub.clearing.overdue import OverdueReading
from hub.clearing.own import OwnActs
from hub.clearing.paper import PaperDesk
from hub.clearing.paper_reading import PaperReading, PaperShelf
from hub.clearing.proof import ReceiptBook
from hub.clearing.reading import Shelves
from hub.clearing.standing import FileStandings
from hub.clearing.tables import open_tables
from hub.config import Settings
from hub.errors import Misconfigured
from hub.receipts import Receipts, Refusals, World
from hub.store.contract_files import ContractFiles
from hub.store.contract_reads import ContractReads
from hub.store.database import Database
from hub.store.disclosures import Disclosures
from hub.store.paper_forms import PaperForms
from hub.store.workshop_notices import WorkshopNotices
from hub.usecases.article38.file.periods import Periods, parse_periods
from hub.usecases.article38.model import WrongTable
from hub.usecases.article38.paper.terms import FILE as PAPER
from hub.usecases.article38.paper.terms import parse_terms


@dataclass(frozen=True, slots=True)
class Clearing:
    """What files are told at, read at and judged by; one of each in a process.

    Minutes on paper forms are told at ``paper_desk``, the register of the forms is read at
    ``papers``.
    """

    desk: ClearingDesk
    reading: OverdueReading
    grounds: Grounds
    paper_desk: PaperDesk
    papers: PaperReading


@dataclass(frozen=True, slots=True)
class Proving:
    """What decides who may do what, and what it leaves its word with."""

    admission: Admission
    disclosures: Disclosures
    receipts: Receipts
    refusals: Refusals
    world: World


def open_standings(
    database: Database, settings: Settings, clock: Callable[[], datetime]
) -> FileStandings:
    """Return the house's files as a source of facts.

    Raises `Misconfigured` for a table of coefficients or of periods that cannot be taken.
    """
    store = ContractFiles(database)
    grounds = Grounds(open_tables(settings, store), periods_of(settings))
    return FileStandings(database, store, grounds, clock)


async def open_clearing(
    database: Database, settings: Settings, proving: Proving, grounds: Grounds
) -> Clearing:
    """Return where files are told of and read, the text of the table of coefficients kept."""
    store = ContractFiles(database)
    await grounds.tables.keep(proving.world.clock())
    gate = Gate(proving.admission, proving.disclosures, proving.refusals)
    book = ReceiptBook(proving.receipts, proving.disclosures, proving.world.clock)
    desk = ClearingDesk(gate=gate, store=store, grounds=grounds, book=book, world=proving.world)
    shelves = Shelves(store, ContractReads(database), WorkshopNotices(database))
    reading = OverdueReading(gate, shelves, grounds, book)
    return Clearing(
        desk, reading, grounds, *_papers(open_shelf(database, settings), gate, book, proving.world)
    )


def open_chores(
    database: Database, clearing: Clearing, ask: Ask, world: World
) -> tuple[Callable[[], Awaitable[int]], ...]:
    """Return what the worker does for files of itself; ``ask`` takes a request along the road."""
    store = ContractFiles(database)
    own = OwnActs(store, clearing.grounds, world)
    automatic = AutomaticClearance(store, own, ask, world)
    return automatic.turn, Filing(store, own, world.clock).turn


def _papers(
    shelf: PaperShelf, gate: Gate, book: ReceiptBook, world: World
) -> tuple[PaperDesk, PaperReading]:
    """Return where minutes on paper forms are told, and where their register is read."""
    desk = PaperDesk(
        gate=gate, store=shelf.store, serial=shelf.terms.serial, book=book, world=world
    )
    return desk, PaperReading(gate, shelf, book)


def open_shelf(database: Database, settings: Settings) -> PaperShelf:
    """Return the register of paper forms by a house's own terms; `Misconfigured` for wrong ones."""
    text = settings.policy_file("hub.usecases.article38.paper", PAPER)
    try:
        return PaperShelf(PaperForms(database), parse_terms(text))
    except WrongTable as wrong:
        raise Misconfigured(f"{wrong}") from wrong


def periods_of(settings: Settings) -> Periods:
    """Return the legal periods of a house; `Misconfigured` for ones that cannot be taken."""
    text = settings.policy_file("hub.usecases.article38.file", "file.toml")
    try:
        return parse_periods("file.toml", text)
    except WrongTable as wrong:
        raise Misconfigured(f"{wrong}") from wrong
