"""These tests are about the timestamp authority alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "timestamp_authority"
