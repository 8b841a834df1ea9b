"""A policy as it was loaded: the files that say who may ask what, and what the services are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """One version of the policy, whole; ``version`` counts from 1 without a gap.

    ``agreements`` and ``passports`` are the TOML texts by file name. ``loaded_at`` is of any zone.
    """

    version: int
    agreements: Mapping[str, str]
    passports: Mapping[str, str]
    loaded_at: datetime
    loaded_by: str
