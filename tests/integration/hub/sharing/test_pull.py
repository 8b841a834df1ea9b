"""A register pulled page by page: on after any death, and never past what could not be read."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.base.ports import Attested
from hub.cli.doctor import pull_findings
from hub.cli.finding import Finding
from hub.errors import HubUnavailable
from hub.sharing.feed import Feed
from hub.sharing.intake import Intake
from hub.sharing.pull import AGAIN, LEASE, Pull
from hub.store.contract_pulls import Pulled, Pulls, list_pulls
from hub.store.database import Database, connect
from schemas.canonical.contract import Page, RegisteredContract
from tests.integration.hub.sharing.conftest import NOON, Ticking
from tests.kit.contracts import TAX, unlike

PAGE = 2


class Register:
    """A register in memory; cursors are ``c`` and the number of contracts before the page."""

    def __init__(self, *contracts: RegisteredContract) -> None:
        self.contracts = list(contracts)
        self.asked: list[str | None] = []
        self.fails: dict[str | None, Exception] = {}

    async def page(self, cursor: str | None) -> Attested[Page[RegisteredContract]]:
        """Return a page, or fail as it is told to."""
        self.asked.append(cursor)
        if cursor in self.fails:
            raise self.fails[cursor]
        start = int(cursor[1:]) if cursor else 0
        end = start + PAGE
        following = f"c{end}" if end < len(self.contracts) else None
        page = Page(tuple(self.contracts[start:end]), following)
        return Attested(page, TAX, NOON, b"")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands at noon."""
    return Clock()


@pytest.fixture
def register() -> Register:
    """Give a register of five contracts."""
    return Register(*(unlike(n) for n in range(5)))


@pytest.fixture
def pull(database: Database, intake: Intake, register: Register, clock: Clock) -> Pull:
    """Give what pulls the register."""
    return Pull(TAX, register.page, intake, Pulls(database), clock)


async def _head(database: Database) -> int:
    return await Feed(database, Ticking()).head()


async def test_pulled_to_the_end_and_on(
    database: Database, pull: Pull, register: Register, clock: Clock
) -> None:
    """The register would be read from its beginning every time, or never beyond its first end."""
    assert await pull.turn() == 3
    assert (register.asked, await _head(database)) == ([None, "c2", "c4"], 5)
    assert await pull.turn() == 0
    register.contracts += [unlike(5), unlike(6)]
    clock.now += AGAIN
    assert await pull.turn() == 2
    assert (register.asked[3:], await _head(database)) == (["c4", "c6"], 7)


async def test_death_between_pages(
    database: Database, intake: Intake, register: Register, clock: Clock
) -> None:
    """A page would be lost: its cursor kept, and its contracts not."""

    class Dying(Pulls):
        async def read(self, *_: object, **__: object) -> None:
            raise HubUnavailable("store.unavailable")

    with pytest.raises(HubUnavailable):
        await Pull(TAX, register.page, intake, Dying(database), clock).turn()
    assert await _head(database) == 0
    other = Pull(TAX, register.page, intake, Pulls(database), clock)
    assert await other.turn() == 0
    clock.now += LEASE
    assert await other.turn() == 3
    assert (register.asked[:2], await _head(database)) == ([None, None], 5)


async def test_a_broken_page_holds_its_place(
    database_url: str,
    database: Database,
    pull: Pull,
    register: Register,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What cannot be read would be skipped for good, or asked for without a pause."""
    register.fails["c2"] = AgencyBrokeContract(TAX, "amount")
    assert await pull.turn() == 1
    clock.now += AGAIN
    assert await pull.turn() == 0
    clock.now += AGAIN
    assert await pull.turn() == 0
    assert register.asked == [None, "c2", "c2"]
    levels = [one.levelno for one in caplog.records if one.name == "hub.sharing"]
    assert levels == [logging.WARNING, logging.ERROR]
    with connect(database_url) as connection:
        assert list_pulls(connection) == [Pulled(TAX, NOON, 2, "amount")]
        clock.now += AGAIN
        register.fails.clear()
        assert await pull.turn() == 2
        assert list_pulls(connection) == [Pulled(TAX, clock.now, 0, None)]
    assert await _head(database) == 5


@pytest.mark.parametrize(
    ("error", "minutes"),
    [
        (AgencyUnavailable(TAX, "timeout"), 5),
        (AgencyRefused(TAX, "holiday", NOON + timedelta(hours=2)), 120),
        (AgencyRefused(TAX, "holiday", NOON + timedelta(days=9)), 360),
        (AgencyRefused(TAX, "http-403"), 5),
        (NoSuchRecord(TAX, "no-list"), 5),
    ],
    ids=["silent", "closed", "closed-long", "refused", "none"],
)
async def test_put_off(
    pull: Pull, register: Register, clock: Clock, error: AgencyError, minutes: int
) -> None:
    """A register that is closed would be asked every second, or one that stumbles never again."""
    register.fails[None] = error
    assert await pull.turn() == 0
    clock.now = NOON + timedelta(minutes=minutes, seconds=-1)
    await pull.turn()
    assert len(register.asked) == 1
    clock.now = NOON + timedelta(minutes=minutes)
    await pull.turn()
    assert len(register.asked) == 2


@pytest.mark.parametrize(
    "error",
    [NoSuchRecord(TAX, "cursor-dropped"), ValueError("no cursor")],
    ids=["dropped", "alien"],
)
async def test_a_cursor_that_is_gone(
    database: Database, pull: Pull, register: Register, clock: Clock, error: Exception
) -> None:
    """A register that forgets its cursors would never be read again."""
    register.fails["c2"] = error
    await pull.turn()
    register.fails.clear()
    clock.now += AGAIN
    assert await pull.turn() == 3
    assert (register.asked, await _head(database)) == ([None, "c2", None, "c2", "c4"], 5)


async def test_one_that_breaks_a_rule_is_left_out(
    database: Database, pull: Pull, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    """One wrong contract would hold up all that come after it."""
    tomorrow = datetime(2026, 11, 23, tzinfo=UTC).date()
    register.contracts[1] = unlike(1, signed_on=tomorrow)
    assert await pull.turn() == 3
    assert await _head(database) == 4
    assert [one.getMessage() for one in caplog.records if one.name == "hub.sharing"] == [
        "contract left out"
    ]


async def test_the_doctor_says_what_does_not_come(
    database_url: str, pull: Pull, register: Register, clock: Clock
) -> None:
    """An operator would learn of a register that stands still from those who miss its contracts."""
    register.fails[None] = AgencyBrokeContract(TAX, "amount")
    found: list[Finding] = []
    for _ in range(2):
        await pull.turn()
        clock.now += 2 * AGAIN
        with connect(database_url) as connection:
            found += pull_findings(connection)
    assert [(one.subject, one.ok) for one in found] == [
        (f"contracts {TAX}", True),
        (f"contracts {TAX}", False),
    ]
    assert found[1].seen == "failed 2 times, amount"
