"""The shared contracts of a house, built from its settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from hub.config import Settings
from hub.contracts.ocds import Publisher
from hub.contracts.precedence import JOINED, load_precedence
from hub.contracts.scale import load_scale
from hub.contracts.tables import WrongTable
from hub.errors import Misconfigured
from hub.sharing.feed import Feed
from hub.sharing.intake import Intake
from hub.sharing.publishing import open_publisher
from hub.sharing.pull import Pull
from hub.store.contract_pulls import Pulls
from hub.store.database import Database

T = TypeVar("T")

PULLED = {
    "tax_authority": ("TaxContracts", "tax_contracts"),
    "budget_organization": ("BudgetContracts", "budget_contracts"),
}
"""The registers that are pulled, by the port that lists their contracts, and how it is asked."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What comes in and what goes out; one of each in a process.

    ``sources`` are the registers whose words are taken, ``publisher`` who publishes contracts,
    where one is set.
    """

    intake: Intake
    feed: Feed
    sources: frozenset[str]
    publisher: Publisher | None


def open_sharing(database: Database, settings: Settings, clock: Callable[[], datetime]) -> Sharing:
    """Return the house's intake and feed; `Misconfigured` for a table that cannot be taken."""
    precedence = _table(settings, "precedence.toml", load_precedence)
    scale = _table(settings, "resolution.toml", load_scale)
    prefix = f"ocds-{settings.ocid_prefix}"
    intake = Intake(database, precedence, scale, clock, prefix)
    sources = frozenset(precedence.order[JOINED[0]])
    return Sharing(intake, Feed(database, clock), sources, open_publisher(settings))


def open_pulls(
    ports: Mapping[str, Any], intake: Intake, database: Database, clock: Callable[[], datetime]
) -> tuple[Pull, ...]:
    """Return what pulls each register that there is a port to."""
    store = Pulls(database)
    return tuple(
        Pull(source, getattr(ports[port], ask), intake, store, clock)
        for source, (port, ask) in PULLED.items()
        if port in ports
    )


def _table(settings: Settings, name: str, load: Callable[[str], T]) -> T:
    try:
        return load(settings.policy_file("hub.contracts", name))
    except WrongTable as error:
        raise Misconfigured(f"{name}: {error}") from error
