"""Contract files over a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.kit.article38 import Office, office


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Office]:
    """Give the doors of files on a fresh store."""
    async with office(database_url) as found:
        yield found
