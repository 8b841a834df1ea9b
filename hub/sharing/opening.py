"""The shared contracts of a house, built from its settings."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from hub.config import Settings
from hub.contracts.ocds import Publisher
from hub.contracts.precedence import JOINED, load_precedence
from hub.contracts.scale import Scale, load_scale
from hub.contracts.tables import WrongTable
from hub.errors import Misconfigured
from hub.sharing.feed import Feed
from hub.sharing.filing import Filing
from hub.sharing.intake import Intake
from hub.sharing.publishing import open_publisher
from hub.sharing.pull import Pull
from hub.sharing.reconciling import Reconciling
from hub.sharing.rounds import Rounds
from hub.store.contract_pulls import Pulls
from hub.store.contract_rounds import RoundStore
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
    filing: Filing
    sources: frozenset[str]
    publisher: Publisher | None


def open_sharing(database: Database, settings: Settings, clock: Callable[[], datetime]) -> Sharing:
    """Return the house's intake and feed; `Misconfigured` for a table that cannot be taken."""
    precedence = _table(settings, "precedence.toml", load_precedence)
    scale = open_scale(settings)
    prefix = f"ocds-{settings.ocid_prefix}"
    intake = Intake(database, precedence, scale, clock, prefix)
    sources = frozenset(precedence.order[JOINED[0]])
    feed, filing = Feed(database, clock), Filing(database, clock, uuid4, os.urandom)
    return Sharing(intake, feed, filing, sources, open_publisher(settings))


def open_scale(settings: Settings) -> Scale:
    """Return when two descriptions are of one contract; `Misconfigured` for no such table."""
    return _table(settings, "resolution.toml", load_scale)


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


RECONCILED = {"tax_authority": "TaxContractTree"}
"""The registers that can be reconciled with, by the port to their trees."""


def open_reconciling(ports: Mapping[str, Any], sharing: Sharing, source: str) -> Reconciling:
    """Return what reconciles with a register; `Misconfigured` where there is no way to it."""
    port = RECONCILED.get(source)
    if port is None:
        known = ", ".join(sorted(RECONCILED))
        raise Misconfigured(f"{source}: no register with a tree of hashes, which are {known}")
    if port not in ports:
        raise Misconfigured(f"agencies.{source}: it is not enabled, so it cannot be asked")
    return Reconciling(source, ports[port], sharing.intake, sharing.filing)


def open_rounds(
    ports: Mapping[str, Any], sharing: Sharing, database: Database, hour: int
) -> tuple[Rounds, ...]:
    """Return what reconciles with each register that there is a way to, at an hour in Tehran."""
    store, clock = RoundStore(database), sharing.filing.clock
    return tuple(
        Rounds(source, open_reconciling(ports, sharing, source), store, clock, hour)
        for source, port in RECONCILED.items()
        if port in ports
    )


def _table(settings: Settings, name: str, load: Callable[[str], T]) -> T:
    try:
        return load(settings.policy_file("hub.contracts", name))
    except WrongTable as error:
        raise Misconfigured(f"{name}: {error}") from error
