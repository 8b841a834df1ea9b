"""Synthetic contracts of registers, for tests that take them in."""

from dataclasses import replace
from datetime import date
from typing import Any

from hub.sharing.results import Line
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.identifiers import LegalId
from schemas.canonical.money import Rials
from simulators.kit import identifiers as ids
from tests.unit.hub.contracts.made_parts import LATER

TAX, BUDGET, OWN = "tax_authority", "budget_organization", "assigner"

_ONE = RegisteredContract(
    source_id="100200300",
    revision=1,
    number="1405/12",
    subject="نگهداری تأسیسات",
    assigner=LegalId(ids.legal_id(1)),
    contractor=LegalId(ids.legal_id(3)),
    amount=Rials(12_000_000_000),
    signed_on=date(2026, 4, 4),
    starts_on=date(2026, 4, 10),
    ends_on=date(2027, 4, 9),
    crn=None,
    budget_code=None,
    withdrawn=False,
)


def registered(source_id: str, **changes: Any) -> RegisteredContract:
    """Return a contract of a register; without further ``changes`` all are alike in every word."""
    return replace(_ONE, source_id=source_id, **changes)


def lived(source_id: str, **changes: Any) -> RegisteredContract:
    """Return a contract of a register that says all that can be said of its later life."""
    return registered(source_id, **LATER | changes)


def unlike(serial: int, **changes: Any) -> RegisteredContract:
    """Return a contract that is like no other: number and parties of its own."""
    own: dict[str, Any] = {
        "number": f"1405/{serial}",
        "assigner": LegalId(ids.legal_id(1000 + 2 * serial)),
        "contractor": LegalId(ids.legal_id(1001 + 2 * serial)),
    }
    return registered(f"9{serial:08}", **own | changes)


def lines(*contracts: RegisteredContract) -> list[Line]:
    """Return the lines of a batch, counted from 1."""
    return [Line(number, one) for number, one in enumerate(contracts, 1)]
