"""These tests are about electronic notification alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "electronic_notification"
