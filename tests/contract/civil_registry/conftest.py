"""These tests are about the civil registry alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "civil_registry"
