"""These tests are about the debt ledger alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "insurance_ledger"
