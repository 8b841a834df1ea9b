"""An outage of the database, as whoever asks the hub is told of it."""

import pytest

from hub.errors import HubUnavailable
from hub.store.database import DatabaseUnavailable, refusing_outages


def test_an_outage_is_a_refusal_that_tells_nothing_of_the_database() -> None:
    """A consumer would get an error of ours, or read where the database stands and what it said."""
    with pytest.raises(HubUnavailable) as caught, refusing_outages():
        raise DatabaseUnavailable("cannot connect to db.example", "password=sesame")
    assert caught.value.rule == "store.unavailable"
    assert "example" not in str(caught.value)
    assert "sesame" not in str(caught.value)
    assert isinstance(caught.value.__cause__, DatabaseUnavailable)


def test_what_else_a_store_raises_passes() -> None:
    """A refusal of the store would read as an outage, and be tried again for ever."""
    with pytest.raises(KeyError), refusing_outages():
        raise KeyError("x")
