"""What the tax authority finds of the feed that it follows: nothing missing, nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulators.tax_authority.followed import Followed

WRITTEN = datetime.now(UTC) - timedelta(seconds=5)


def event(position: int, ocid: str = "a", version: int = 1, **data: Any) -> dict[str, Any]:
    """Return a version as the feed tells it."""
    told = {"version": version, "by": [], "fields": {}, "disagreements": {}, **data}
    return {"id": str(position), "subject": ocid, "time": WRITTEN.isoformat(), "data": told}


def taken(*events: dict[str, Any]) -> Followed:
    """Return what comes of a page."""
    found = Followed()
    found.take(events, "c")
    return found


def test_a_sound_feed() -> None:
    """An authority that got everything would say that something is missing."""
    found = taken(event(1), event(2, "b"), event(3, version=2))
    assert (found.slips, found.position, found.cursor, found.pages) == ([], 3, "c", 1)
    assert {ocid: one.version for ocid, one in found.contracts.items()} == {"a": 2, "b": 1}
    assert found.percentile(0.95) >= 5


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([event(2)], id="missing"),
        pytest.param([event(1), event(1, "b")], id="twice"),
        pytest.param([event(2), event(1, "b")], id="backwards"),
        pytest.param([event(1), event(2, version=3)], id="version-missing"),
        pytest.param([event(1), event(2)], id="version-twice"),
    ],
)
def test_a_feed_that_is_not(events: list[dict[str, Any]]) -> None:
    """A version that was lost, repeated or out of order would go unnoticed."""
    assert taken(*events).slips


def test_whom_a_contract_is_known_to() -> None:
    """A contract of one register alone would be told as known to both."""
    both = [{"source": "tax_authority", "source_id": "1"}, {"source": "other", "source_id": "2"}]
    found = taken(event(1, by=both), event(2, "b", disagreements={"amount": [{}]}))
    assert found.said_by("tax_authority") == {"1"}
    assert found.contracts["a"].names == {"tax_authority": "1", "other": "2"}
    assert (found.contracts["a"].disputed, found.contracts["b"].disputed) == (False, True)


def test_an_empty_page_changes_nothing() -> None:
    """A wait that ended with nothing would count as a page."""
    found = taken()
    assert (found.pages, found.slips, found.percentile(0.95)) == (0, [], 0.0)
