"""Synthetic contracts and what registers say of them, for the tests of this room."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from schemas.canonical.contract import RegisteredContract, Statement
from schemas.canonical.identifiers import (
    ContractRegistration,
    LegalId,
    NationalId,
)
from schemas.canonical.money import Rials
from simulators.kit import identifiers as ids
from tests.unit.hub.contracts.made_parts import LATERS

ASSIGNER = LegalId(ids.legal_id(1))
OTHER_ASSIGNER = LegalId(ids.legal_id(2))
CONTRACTOR = LegalId(ids.legal_id(3))
PERSON = NationalId(ids.national_id(98 * 999_999 + 7))
NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
TAX, BUDGET, OWN = "tax_authority", "budget_organization", "assigner"

CONTRACT = RegisteredContract(
    source_id="100200300",
    revision=1,
    number="۱۴۰۵/۱۲",
    subject="نگهداری تأسیسات",
    assigner=ASSIGNER,
    contractor=CONTRACTOR,
    amount=Rials(12_000_000_000),
    signed_on=date(2026, 4, 4),
    starts_on=date(2026, 4, 10),
    ends_on=date(2027, 4, 9),
    crn=None,
    budget_code=None,
    withdrawn=False,
)
ELSE: dict[str, Any] = {
    "number": "99",
    "assigner": OTHER_ASSIGNER,
    "contractor": PERSON,
    "signed_on": date(2020, 1, 1),
    "starts_on": date(2020, 1, 1),
    "ends_on": date(2021, 1, 1),
}
"""What is said of quite another contract."""


def contract(**changes: Any) -> RegisteredContract:
    """Return the contract of these tests with ``changes``."""
    return replace(CONTRACT, **changes)


def said(source: str, minutes: int = 0, **changes: Any) -> Statement:
    """Return what ``source`` said so many minutes after noon."""
    return Statement(source, NOON + timedelta(minutes=minutes), contract(**changes))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Draw a statement of one of three registers, its values from few, so that they often meet."""
    return said(
        draw(st.sampled_from((TAX, BUDGET, OWN))),
        draw(st.integers(0, 3)),
        source_id=draw(st.sampled_from("12")),
        revision=draw(st.integers(1, 3)),
        number=draw(st.sampled_from(("1405/12", "۱۴۰۵/۱۲", "7"))),
        assigner=draw(st.sampled_from((ASSIGNER, OTHER_ASSIGNER))),
        amount=Rials(draw(st.integers(1, 3))),
        crn=draw(st.none() | st.just(ContractRegistration("5"))),
        budget_code=draw(st.none() | st.sampled_from(("A", "B"))),
        withdrawn=draw(st.booleans()),
        **draw(st.just({}) | LATERS),
    )
