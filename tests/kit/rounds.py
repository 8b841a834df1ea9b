"""The hub's store and a tax authority at night, and workers beside each other who reconcile."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from hub.contracts.reconciled import read_document
from hub.sharing.filing import Filing, kept_slips
from hub.sharing.intake import Intake
from hub.sharing.reconciling import Reconciling
from hub.sharing.rounds import Rounds
from hub.store.contract_rounds import RoundStore
from hub.store.database import Database
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import TEHRAN
from schemas.canonical.identifiers import ContractRegistration
from tests.kit.contracts import TAX, unlike
from tests.kit.tax_tree import Authority

NOON = datetime(2026, 11, 22, 12, tzinfo=TEHRAN)
TWO = datetime(2026, 11, 23, 2, tzinfo=TEHRAN)
SERIALS = range(1, 25)
PART = 8
"""Buckets of a part, where a round is to have several."""


def contract(serial: int, **changes: Any) -> RegisteredContract:
    """Return a contract of the tax authority."""
    return unlike(serial, crn=ContractRegistration(f"9{serial:08}"), **changes)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


class Line:
    """A way to a register on which something happens before a question."""

    def __init__(self, gateway: Any, ask: str, before: Callable[[], Any]) -> None:
        self._gateway = gateway
        self._ask = ask
        self._before = before

    def __getattr__(self, name: str) -> Any:
        way = getattr(self._gateway, name)

        async def asked(*given: Any) -> Any:
            await self._before()
            return await way(*given)

        return asked if name == self._ask else way


class World:
    """The hub's store, the authority's, and workers beside each other."""

    def __init__(self, database: Database, intake: Intake, folder: Path) -> None:
        self.clock = Clock()
        self.authority = Authority(folder)
        self.intake = intake
        self.stop = asyncio.Event()
        self._database = database
        numbers = iter(range(1, 10_000))
        self.filing = Filing(database, self.clock, lambda: UUID(int=next(numbers)), bytes)

    def worker(self, way: Any = None, **terms: Any) -> Rounds:
        """Return what one worker does."""
        register = way or self.authority.gateway
        walking = Reconciling(TAX, register, self.intake, self.filing)
        return Rounds(TAX, walking, RoundStore(self._database), self.clock, 2, **terms)

    def way(self, ask: str, before: Callable[[], Any]) -> Line:
        """Return a way to the authority on which something happens before ``ask``."""
        return Line(self.authority.gateway, ask, before)

    async def turn(self, way: Any = None, **terms: Any) -> int:
        """Have a worker of its own take its turn."""
        return await self.worker(way, **terms).turn(self.stop)

    async def filed(self) -> list[tuple[int, bool]]:
        """Return what was filed, oldest first: how many were taken, and whether both agreed."""
        kept = (await self.filing.last(1000))[::-1]
        assert not [slip for one in kept for slip in kept_slips(one)]
        done = [read_document(one.leaf.document) for one in kept]
        return [(len(one.settled.taken), one.after.agree) for one in done]


def filled(world: World) -> None:
    """Have the authority hold what the hub has not heard."""
    world.authority.say(*map(contract, SERIALS))
