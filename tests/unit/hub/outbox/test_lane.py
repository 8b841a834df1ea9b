"""A lane to one receiver: what it begins, what it waits for, and what it marks."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from adapters.base.errors import AgencyUnavailable, NoSuchRecord
from hub.clock.patience import LEASE
from hub.errors import HubUnavailable
from hub.outbox import lane as lanes
from hub.store.deliveries import Delivered, Delivery, Failed, LateAnswer
from schemas.canonical.notice import Notice
from tests.kit.messages import NOTARIES, number
from tests.kit.outbox import ACTED, FIRST_RETRY, Inbox, lane, refusing
from tests.kit.ports import Clock
from tests.kit.status import act

NAME = "37-1405-0000000001-0"


def delivery(n: int, attempts: int = 1) -> Delivery:
    return Delivery(number(n), NOTARIES.code, number(1000 + n), attempts, act(NAME))


@dataclass
class Shelf:
    """A store in memory: gives what lies on it, once, and keeps the marks."""

    due: list[Delivery]
    claims: list[tuple[datetime, datetime, int]] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    statements: int = 0

    async def claim(
        self, receiver: str, *, now: datetime, leased_until: datetime, limit: int
    ) -> list[Delivery]:
        assert receiver == NOTARIES.code
        self.claims.append((now, leased_until, limit))
        taken, self.due = self.due[:limit], self.due[limit:]
        return taken

    async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
        self.statements += 1
        self.delivered += brought

    async def put_off(self, failed: Sequence[Failed]) -> None:
        self.statements += 1
        self.failed += failed


async def turn(shelf: Shelf, inbox: Inbox) -> int:
    return await lane(shelf, inbox, Clock(ACTED)).turn(asyncio.Event())


async def test_a_notice_is_brought_and_its_acknowledgement_kept() -> None:
    """Nobody could show that a receiver had taken it, or when."""
    shelf, inbox = Shelf([delivery(1)]), Inbox()
    assert await turn(shelf, inbox) == 1
    proof = sha256(b"taken " + str(number(1)).encode()).digest()
    assert shelf.delivered == [Delivered(number(1), ACTED, proof)]
    assert inbox.ids == [number(1)]
    assert shelf.claims[0] == (ACTED, ACTED + LEASE, lanes.WINDOW)


async def test_a_failure_is_put_off_under_its_word() -> None:
    """An operator would not know why, or the notice be lost at its first failure."""
    shelf = Shelf([delivery(1, attempts=3)])
    await turn(shelf, Inbox(refusing(AgencyUnavailable("notaries", "timeout"))))
    assert shelf.failed == [Failed(number(1), 3, "timeout", ACTED + 4 * FIRST_RETRY)]
    assert shelf.delivered == []


async def test_a_dead_letter_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    """A letter that nobody will take would lie there unseen."""
    shelf = Shelf([delivery(1)])
    with caplog.at_level(logging.ERROR, "hub.outbox"):
        await turn(shelf, Inbox(refusing(NoSuchRecord("notaries", "gone"))))
    assert shelf.failed == [Failed(number(1), 1, "gone", None)]
    assert [record.message for record in caplog.records] == ["dead letter"]


@pytest.mark.parametrize("fault", [ValueError("ours"), TimeoutError()])
async def test_a_fault_of_ours_leaves_the_others_alone(fault: Exception) -> None:
    """One notice with a fault would stop all behind it, or be given up at once."""
    shelf = Shelf([delivery(n) for n in range(1, 4)])
    inbox = Inbox(refusing(fault))
    assert await turn(shelf, inbox) == 3
    assert [(one.code, one.again) for one in shelf.failed] == [
        ("timeout" if isinstance(fault, TimeoutError) else "fault", ACTED + FIRST_RETRY)
    ]
    assert inbox.ids == [number(2), number(3)]


async def test_a_certificate_that_cannot_be_read_is_a_failure() -> None:
    """The lane would end at a document that no receiver has seen."""
    spoilt = replace(delivery(1), tells=LateAnswer("urn:uuid:1", b"<no/>"))
    shelf = Shelf([spoilt, delivery(2)])
    assert await turn(shelf, Inbox()) == 2
    assert [one.code for one in shelf.failed] == ["fault"]
    assert [one.id for one in shelf.delivered] == [number(2)]


async def test_a_receiver_is_not_flooded() -> None:
    """All that piled up while a receiver was down would meet it at once."""
    most, inside = 0, 0

    async def door(_: Notice) -> None:
        nonlocal most, inside
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1

    shelf = Shelf([delivery(n) for n in range(1, 201)])
    assert await turn(shelf, Inbox(door)) == 200
    assert most == lanes.WINDOW
    assert len(shelf.delivered) == 200
    assert shelf.statements < 20


async def test_one_that_hangs_holds_one_place() -> None:
    """A receiver that loses one notice in its depths would get no other."""
    release, rest = asyncio.Event(), asyncio.Event()
    inbox = Inbox()

    async def door(notice: Notice) -> None:
        if notice.id == number(1):
            await release.wait()
        elif len(inbox.got) == 99 - 1:
            rest.set()

    inbox.door = door
    shelf = Shelf([delivery(n) for n in range(1, 101)])
    turning = asyncio.create_task(turn(shelf, inbox))
    async with asyncio.timeout(10):
        await rest.wait()
        assert number(1) not in inbox.ids
        release.set()
        assert await turning == 100
    assert {one.id for one in shelf.delivered} == {number(n) for n in range(1, 101)}


async def test_what_is_new_is_not_behind_one_that_hangs() -> None:
    """While one notice hangs, one that is told meanwhile would wait for it."""
    release, hanging = asyncio.Event(), asyncio.Event()
    second = asyncio.Event()

    async def door(notice: Notice) -> None:
        if notice.id == number(1):
            hanging.set()
            await release.wait()
        else:
            second.set()

    shelf = Shelf([delivery(1)])
    turning = asyncio.create_task(turn(shelf, Inbox(door)))
    async with asyncio.timeout(10):
        await hanging.wait()
        shelf.due.append(delivery(2))
        await second.wait()
        release.set()
        assert await turning == 2


async def test_an_attempt_ends_before_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice would still be under way when another worker brings it too."""
    assert lanes.LONGEST * 2 <= LEASE
    monkeypatch.setattr(lanes, "LONGEST", timedelta(0))

    async def door(_: Notice) -> None:
        await asyncio.Event().wait()

    shelf = Shelf([delivery(1)])
    assert await turn(shelf, Inbox(door)) == 1
    assert [one.code for one in shelf.failed] == ["timeout"]


async def test_nothing_is_begun_after_a_stop() -> None:
    """A worker would not end while there is work, or forget to mark what it had brought."""
    stop = asyncio.Event()

    async def door(_: Notice) -> None:
        stop.set()

    shelf = Shelf([delivery(n) for n in range(1, 101)])
    assert await lane(shelf, Inbox(door), Clock(ACTED)).turn(stop) == lanes.WINDOW
    assert len(shelf.delivered) == lanes.WINDOW
    assert await lane(shelf, Inbox(), Clock(ACTED)).turn(stop) == 0


async def test_a_store_that_goes_away_leaves_no_task_behind() -> None:
    """Notices would be brought by tasks that nobody waits for and nobody marks."""

    class Away(Shelf):
        async def mark_delivered(self, brought: Sequence[Delivered]) -> None:
            raise HubUnavailable("store.unavailable")

    async def door(notice: Notice) -> None:
        if notice.id == number(1):
            await asyncio.Event().wait()

    before = asyncio.all_tasks()
    with pytest.raises(HubUnavailable):
        await turn(Away([delivery(1), delivery(2)]), Inbox(door))
    assert asyncio.all_tasks() == before
