"""These tests are about the tax authority alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "tax_authority"
