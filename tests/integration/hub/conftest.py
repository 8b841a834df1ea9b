"""The hub's store and road on a real PostgreSQL, with agencies and a clock of the test's own."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from hub.admission import Admission
from hub.clock.deadlines import Deadlines
from hub.pipeline import Road
from hub.policies import Policies
from hub.quotas import Quotas
from hub.receipts import Receipts, Refusals, World
from hub.store.agencies import register
from hub.store.cases import Cases
from hub.store.database import Database, connect
from hub.store.disclosures import Disclosures
from hub.store.quotas import QuotaCounts
from hub.usecases.article37.usecase import Article37
from hub.worker import Worker
from signing.keys.ring import Ring
from tests.kit import article37 as kit
from tests.kit import policy
from tests.kit.keys import certificate_signer, message_certificate
from tests.kit.messages import BANK, CHAMBERS, NOTARIES, number
from tests.kit.ports import Clock, Ledger, Registry

DEADLINES = Deadlines(answer_days=15, valid_days=30)
FIRST_RETRY = timedelta(seconds=5)
Look = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def registered(database_url: str) -> str:
    """Give a database in which two consumers are registered."""
    with connect(database_url) as connection:
        for consumer in (NOTARIES, BANK, CHAMBERS):
            register(
                connection,
                code=consumer.code,
                title="آزمون",
                certificate=message_certificate(consumer.code),
                now=kit.NOW,
            )
    return database_url


@pytest.fixture
async def unruled(registered: str) -> AsyncIterator[Database]:
    """Give eight connections that are open already, so that eight callers really meet.

    No policy was ever loaded there.
    """
    async with Database(registered, min_size=8, max_size=8, patience=5) as database:
        yield database


@pytest.fixture
async def pool(unruled: Database) -> Database:
    """Give eight connections under the shipped policy, by which the bank asks as notaries do."""
    await policy.load(unruled, policy.for_consumer(BANK.code))
    return unruled


@pytest.fixture
def cases(pool: Database) -> Cases:
    """Give the cases of the database."""
    return Cases(pool)


@pytest.fixture
def look(registered: str) -> Iterator[Look]:
    """Give a way to see what the database holds, past all code of the hub."""
    with connect(registered) as connection:

        def rows(query: str, *arguments: object) -> list[tuple[Any, ...]]:
            return connection.execute(query.encode(), arguments).fetchall()

        yield rows


@dataclass
class House:
    """A road and its worker over ``database``; ``steps`` are those observed, with their cases.

    Its ids count from ``first_id``, so that two processes over one store do not draw the same.

    ``watch`` is told each step too, and may raise: that is a process dying there.
    """

    database: Database
    registry: Registry = field(default_factory=Registry)
    ledger: Ledger = field(default_factory=Ledger)
    clock: Clock = field(default_factory=Clock)
    ring: Ring = field(default_factory=lambda: Ring([(None, certificate_signer())]))
    first_id: int = 1
    steps: list[tuple[str, UUID]] = field(default_factory=list)
    watch: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        """Build the road once, so that tests move only its surroundings."""
        self.cases = Cases(self.database)
        self.policies = Policies(self.database, policy.fields())
        self.quotas = Quotas(QuotaCounts(self.database))
        numbers = count(self.first_id)
        world = World(self.clock, lambda: number(next(numbers)), bytes, "peyvand")
        self.road = Road(
            duty=Article37(persons=self.registry, ledger=self.ledger, deadlines=DEADLINES),
            cases=self.cases,
            admission=Admission(self.policies, self.quotas),
            **records(self.database, self.ring, world),
            first_retry=FIRST_RETRY,
            observe=self._observe,
        )
        self.worker = Worker(roads={"article37": self.road}, cases=self.cases, clock=self.clock)

    def _observe(self, step: str, case_id: UUID) -> None:
        """Note a step and tell it."""
        self.steps.append((step, case_id))
        self.watch(step)


def records(database: Database, ring: Ring, world: World) -> dict[str, Any]:
    """Return what a road signs and keeps its receipts with, and its world."""
    receipts = Receipts(ring, world)
    refusals = Refusals(receipts, Disclosures(database), world)
    return {"receipts": receipts, "refusals": refusals, "world": world}


def dying_at(step: str) -> Callable[[str], None]:
    """Return a watch that ends the process at ``step``."""

    def watch(reached: str) -> None:
        if reached == step:
            raise RuntimeError("the process ends here")

    return watch


@pytest.fixture
def house(pool: Database) -> House:
    """Give a road between agencies in memory and a real store, with real keys."""
    return House(pool)
