"""One house for everything that is held against the contract."""

from collections.abc import Iterator

import pytest

from tests.conformance.openapi.house import House, standing


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house with its simulated agencies."""
    with standing(tmp_path_factory.mktemp("house")) as found:
        yield found
