"""These tests are about the certification authority alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "certification_authority"
