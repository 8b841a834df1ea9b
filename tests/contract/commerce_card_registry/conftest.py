"""These tests are about the commerce-card registry alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "commerce_card_registry"
