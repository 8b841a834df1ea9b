"""Taxpayers as the tax authority knows them."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.canonical.identifiers import EconomicCode, LegalId, NationalId


class Standing(StrEnum):
    """Whether a taxpayer may act in the taxpayers' system."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Taxpayer:
    """A taxpayer: who stands behind an economic code, and how he stands."""

    economic_code: EconomicCode
    name: str
    owner: NationalId | LegalId
    standing: Standing
