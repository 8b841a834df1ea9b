"""An intake on a fresh database, and synthetic contracts to take in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.sharing.intake import Intake
from hub.store.database import Database
from tests.kit.rounds import TWO, World

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


class Ticking:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self._now = NOON

    def __call__(self) -> datetime:
        """Return the next second."""
        self._now += timedelta(seconds=1)
        return self._now


@pytest.fixture
def intake(database: Database) -> Intake:
    """Give the intake of the shipped rules."""
    return intake_on(database)


def intake_on(database: Database) -> Intake:
    """Return an intake of the shipped rules, with a clock of its own."""
    return Intake(database, shipped_precedence(), shipped_scale(), Ticking(), "ocds-peyvnd")


@pytest.fixture
async def world(database: Database, intake: Intake, tmp_path: Path) -> World:
    """Give a hub whose register was met at noon, and both sides at two o'clock at night."""
    world = World(database, intake, tmp_path)
    assert await world.turn() == 0
    world.clock.now = TWO
    return world
