"""These tests are about the registry of legal persons alone."""

import pytest


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "legal_person_registry"
