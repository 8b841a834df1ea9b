"""Who is told, by the settings: every consumer named has a lane, or the hub does not start."""

from typing import Any, cast

import pytest

from adapters.base.catalog import Gateways
from hub.config import AgencySettings, Settings
from hub.errors import Misconfigured
from hub.main import _lanes
from hub.store.database import Database
from tests.kit.outbox import Inbox
from tests.kit.workshops import Service


def settings(*, enabled: bool = True) -> Settings:
    agency = AgencySettings(
        base_url=cast("Any", "http://127.0.0.1:1"), enabled=enabled, consumers=("a", "b")
    )
    return Settings(agencies={"an_agency": agency})


@pytest.fixture
def database() -> Database:
    """Give a database that is never opened."""
    return Database("postgresql://nobody@127.0.0.1:1/none", min_size=0, max_size=1)


async def test_every_consumer_that_is_named_has_a_lane(database: Database) -> None:
    """Notices would pile up for a consumer whose receiver is there."""
    gateways = Gateways({}, {"a": Inbox(), "b": Inbox()})
    assert len(_lanes(settings(), gateways, database)) == 2


async def test_workshops_have_a_lane_where_somebody_tells_them(database: Database) -> None:
    """Parties of contracts would be told nothing though the service is there."""
    nobody, service = Settings(), {"WorkshopNotices": Service()}
    assert len(_lanes(nobody, Gateways(service, {}), database)) == 1
    assert _lanes(nobody, Gateways({}, {}), database) == []


async def test_an_agency_that_takes_no_notices_is_a_wrong_setting(database: Database) -> None:
    """What is told a consumer would be put into an outbox that nobody empties."""
    with pytest.raises(Misconfigured, match=r"agencies\.an_agency\.consumers: .* for b$"):
        _lanes(settings(), Gateways({}, {"a": Inbox()}), database)


async def test_an_agency_that_is_disabled_is_told_later(database: Database) -> None:
    """A receiver that is taken out for a day would miss what was decided on it."""
    disabled = settings(enabled=False)
    assert _lanes(disabled, Gateways({}, {}), database) == []
    assert disabled.receivers == {"a", "b"}
