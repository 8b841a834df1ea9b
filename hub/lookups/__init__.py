"""Lookups: facts of the registries for the organization's own services, as far as agreed."""

from typing import Any

from hub.lookups.base import Lookup
from hub.lookups.firms import FIRM
from hub.lookups.persons import MOBILE, PERSON, REGISTRATION, RELATION

LOOKUPS: tuple[Lookup[Any], ...] = (PERSON, MOBILE, RELATION, REGISTRATION, FIRM)
"""Every lookup there is; one is served where all its ports are offered."""
