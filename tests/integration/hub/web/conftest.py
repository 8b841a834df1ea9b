"""The operators' panel over a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.kit.panel import Panel, panel


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[Panel]:
    """Give the panel of a hub on a fresh store, with an operator of all branches and one of one."""
    async with panel(database_url) as found:
        yield found
