"""These tests are about the notaries' system alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "notary_offices"
