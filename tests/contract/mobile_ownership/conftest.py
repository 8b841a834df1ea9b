"""These tests are about the mobile register alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "mobile_ownership"
