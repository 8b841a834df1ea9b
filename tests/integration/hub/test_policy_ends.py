"""What ends is told to the log ahead of time: at the start, and once a day."""

import logging
from datetime import datetime, timedelta

import pytest

from hub.policies import Ends, Policies
from hub.store.database import Database
from tests.kit.loads import load
from tests.kit.ports import Clock
from tests.unit.hub.policy.agreement_files import fields, written

LATE = datetime.fromisoformat("2027-03-13T12:00:00+03:30")
"""A week before the agreement's last day."""


async def test_an_end_is_told_once_a_day(
    unruled: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """The log would be silent until nobody is answered any more, or full of one warning."""
    clock = Clock(LATE)
    await load(unruled, fields(), {"a.toml": written()})
    ends = Ends(Policies(unruled, fields()), clock)
    with caplog.at_level(logging.WARNING, "hub.policies"):
        told = [await ends.turn() for _ in range(3)]
        clock.now += timedelta(days=1)
        told += [await ends.turn() for _ in range(2)]
        follows = {"valid_from": "2027-03-21", "valid_until": "2028-03-19"}
        await load(unruled, fields(), {"a.toml": written(), "b.toml": written(follows)})
        clock.now += timedelta(days=1)
        told.append(await ends.turn())
    assert told == [1, 0, 0, 1, 0, 0]
    first, second = caplog.records
    assert (vars(first)["agreement"], vars(first)["ends"]) == ("a", "2027-03-20")
    assert [vars(one)["within_days"] for one in (first, second)] == [7, 7]
