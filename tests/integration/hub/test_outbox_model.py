"""Any sequence of acts, attempts, failures and deaths of workers: in order, and at least once."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from hub.clock.patience import LEASE
from hub.errors import HubUnavailable
from hub.store.cases import Cases
from hub.store.certificates import Certificates
from hub.store.database import Database
from hub.store.deliveries import Delivered, Deliveries, DeliveryState, Failed, name_receivers
from schemas.canonical.case import Consumer
from schemas.canonical.notice import Notice
from schemas.canonical.status import State
from tests.kit.outbox import ACTED, Inbox, issue, lane
from tests.kit.ports import Clock
from tests.kit.status import act, leafing

CASES = 3
FAILURES = (
    None,
    AgencyUnavailable("r", "timeout"),
    AgencyRefused("r", "closed"),
    AgencyBrokeContract("r", "reply"),
    NoSuchRecord("r", "gone"),
    ValueError("a fault"),
)
_numbers = count(1)

outcomes = st.lists(st.sampled_from(FAILURES), max_size=6).map(tuple)
steps = st.one_of(
    st.tuples(st.just("tell"), st.integers(0, CASES - 1)),
    st.tuples(st.just("bring"), outcomes),
    st.tuples(st.just("bring_and_die"), outcomes),
    st.tuples(st.just("claim_and_die"), st.integers(1, 3)),
    st.tuples(st.just("wait"), st.sampled_from([1, 30, 60, 3600])),
    st.tuples(st.just("resend"), st.none()),
)


class Mortal(Deliveries):
    """The store of a worker that dies before it has marked anything."""

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        raise HubUnavailable("died")

    async def put_off(self, failed: Sequence[Failed]) -> None:
        raise HubUnavailable("died")


@dataclass
class Model:
    """What was told, and what came of it, beside the real store."""

    pool: Database
    consumer: Consumer
    names: list[str]
    clock: Clock = field(default_factory=lambda: Clock(ACTED))
    told: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    contents: dict[UUID, Notice] = field(default_factory=dict)
    inbox: Inbox = field(default_factory=Inbox)
    outcomes: list[Exception | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inbox.door = self.door
        self.store = Deliveries(self.pool)

    async def door(self, notice: Notice) -> None:
        """Fail as the step says; the same id always brings the same words."""
        assert self.contents.setdefault(notice.id, notice) == notice
        failure = self.outcomes.pop(0) if self.outcomes else None
        if failure is not None:
            raise failure

    async def tell(self, case: int) -> None:
        await name_receivers(self.pool, {self.consumer.code})
        certificates = Certificates(self.pool)
        state = State.SUSPENDED
        if await certificates.acts(self.names[case]):
            last = (await certificates.acts(self.names[case]))[-1].state
            state = State.ISSUED if last is State.SUSPENDED else State.SUSPENDED
        made = act(self.names[case], state, effective=self.clock(), recorded=self.clock())
        recorded = await certificates.record(made, leafing)
        found = await certificates.find(self.names[case])
        assert found is not None
        self.told[found.case_id].append(leafing(recorded).document_id)

    async def bring(self, outcomes: Sequence[Exception | None]) -> None:
        self.outcomes = list(outcomes)
        await lane(self.store, self.inbox, self.clock, self.consumer.code).turn(asyncio.Event())

    async def bring_and_die(self, outcomes: Sequence[Exception | None]) -> None:
        self.outcomes = list(outcomes)
        mortal = lane(Mortal(self.pool), self.inbox, self.clock, self.consumer.code)
        try:
            await mortal.turn(asyncio.Event())
        except HubUnavailable:
            return

    async def claim_and_die(self, limit: int) -> None:
        now, code = self.clock(), self.consumer.code
        await self.store.claim(code, now=now, leased_until=now + LEASE, limit=limit)

    async def wait(self, seconds: int) -> None:
        self.clock.now += timedelta(seconds=seconds)

    async def resend(self, _: None) -> None:
        code = self.consumer.code
        await self.store.resend(None, receiver=code, now=self.clock(), by="officer")

    def check_order(self) -> None:
        """Of each case, what arrived is in the order in which it was told, repeats beside each."""
        for case, told in self.told.items():
            places = [told.index(one.id) for one in self.inbox.got if one.case_id == case]
            assert places == sorted(places)
            assert set(places) == set(range(max(places, default=-1) + 1))

    async def check_marks(self) -> None:
        """Nothing counts as delivered that did not arrive."""
        rows = await self.store.listed((DeliveryState.DELIVERED,), self.consumer.code, 1000)
        assert {row.id for row in rows} <= set(self.inbox.ids)

    async def heal(self) -> None:
        """Let everything that failed come again, until nothing is left."""
        for _ in range(2 * sum(map(len, self.told.values())) + 2):
            await self.wait(3600)
            await self.resend(None)
            await self.bring(())
        left = (DeliveryState.WAITING, DeliveryState.DEAD)
        assert await self.store.listed(left, self.consumer.code, 1000) == []
        assert set(self.inbox.ids) == {one for told in self.told.values() for one in told}


async def stand(pool: Database) -> Model:
    """Give a model with a consumer and cases of its own."""
    n = next(_numbers)
    consumer = Consumer(f"consumer-{n}")
    await pool.rows(
        "INSERT INTO agencies (code, title, added_at) VALUES (%(code)s, 'آزمون', %(now)s)",
        {"code": consumer.code, "now": ACTED},
    )
    names = [await issue(Cases(pool), n * CASES + case, consumer) for case in range(CASES)]
    return Model(pool, consumer, names)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(script=st.lists(steps, max_size=14))
async def test_in_order_and_at_least_once_whatever_happens(
    pool: Database, script: list[tuple[str, object]]
) -> None:
    """A notice would be lost, overtake one before it, or be marked though nobody has it."""
    model = await stand(pool)
    for name, argument in script:
        await getattr(model, name)(argument)
        model.check_order()
        await model.check_marks()
    await model.heal()
    model.check_order()
