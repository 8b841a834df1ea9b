"""These tests are about the contracts database alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "budget_organization"
