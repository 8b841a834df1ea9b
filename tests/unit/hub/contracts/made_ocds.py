"""Publishers, versions and drawn histories of contracts for the tests of the standard's words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from hub.contracts.ocds import Publisher, Version
from schemas.canonical.contract import JoinedContract, Stated
from schemas.canonical.contract_parts import Payment
from schemas.canonical.identifiers import ContractRegistration, LegalId, NationalId
from schemas.canonical.money import Rials
from simulators.kit import identifiers as ids
from tests.unit.hub.contracts.made import ASSIGNER, CONTRACTOR, NOON, PERSON, TAX
from tests.unit.hub.contracts.made_parts import LATERS, SUB_PERSON

PUBLISHER = Publisher(
    prefix="ocds-peyvnd",
    name="سازمان تأمین اجتماعی",
    uri="https://hub.example/",
    license="https://creativecommons.org/publicdomain/zero/1.0/",
    secret=bytes(range(32)),
)
OCID = "ocds-peyvnd-0001"
FIELDS: Mapping[str, Any] = {
    "number": "1405/12",
    "subject": "نگهداری تأسیسات",
    "assigner": ASSIGNER,
    "contractor": CONTRACTOR,
    "amount": Rials(12_000_000_000),
    "signed_on": date(2026, 4, 4),
    "starts_on": date(2026, 4, 10),
    "ends_on": date(2027, 4, 9),
}
FIRMS = tuple(LegalId(ids.legal_id(number)) for number in (1, 2, 3, 4))
PEOPLE = (PERSON, NationalId(ids.national_id(98 * 999_999 + 8)))
NOBODY = (*PEOPLE, SUB_PERSON)
"""Everybody whose number may be published nowhere."""


def extended(address: str) -> Publisher:
    """Return the publisher with the extension of identifiers at ``address``."""
    return replace(PUBLISHER, extension=address)


def version(
    minutes: int = 0, *, without: str = "", withdrawn: bool = False, **changes: Any
) -> Version:
    """Return the contract as it was told so many minutes after noon, with ``changes``."""
    names = changes.pop("names", {})
    name_here = changes.pop("ocid", "0001")
    said_at = NOON + timedelta(minutes=minutes)
    stated = {
        name: Stated(value, TAX, "100200300", 1, said_at)
        for name, value in {**FIELDS, **changes}.items()
        if name != without and value is not None
    }
    joined = JoinedContract(name_here, stated, {TAX: ("100200300",)}, (), withdrawn)
    return Version(joined, names)


def paid(number: int, gross: int = 5_000_000, **changes: Any) -> Payment:
    """Return a payment of that number."""
    return Payment(f"p-{number}", date(2026, 6, number), Rials(gross), **changes)


_TEXTS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=12)
_DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@st.composite
def versions(draw: st.DrawFn, ocid: str = "0001") -> Version:
    """Draw a version; few parties and numbers, so that those of a history often change back."""
    starts, ends = sorted((draw(_DAYS), draw(_DAYS)))
    later = draw(st.just({}) | LATERS)
    if later.get("amendments"):
        later["amendments"] = tuple(
            replace(one, ends_on=one.ends_on if one.ends_on and one.ends_on >= starts else None)
            for one in later["amendments"]
        )
    return version(
        draw(st.integers(0, 5)),
        ocid=ocid,
        without=draw(st.sampled_from(("", "", "", *FIELDS))),
        withdrawn=draw(st.booleans()),
        number=draw(st.sampled_from(("1", "2/الف")) | _TEXTS),
        subject=draw(_TEXTS),
        assigner=draw(st.sampled_from(FIRMS)),
        contractor=draw(st.sampled_from((*FIRMS, *PEOPLE))),
        amount=Rials(draw(st.integers(3, 10**15))),
        signed_on=draw(_DAYS),
        starts_on=starts,
        ends_on=ends,
        crn=draw(st.none() | st.sampled_from((ContractRegistration("7"), "900"))),
        row=draw(st.none() | st.just("02100001")),
        branch=draw(st.none() | st.just("0210")),
        project=draw(st.none() | st.sampled_from(("P-1", "P-2"))),
        budget_code=draw(st.none() | st.sampled_from(("B-1", "B-2"))),
        **later,
        names=draw(st.just({}) | st.just({FIRMS[0]: "شرکت نمونه"})),
    )


def histories(ocid: str = "0001") -> st.SearchStrategy[list[Version]]:
    """Draw the versions of one contract."""
    return st.lists(versions(ocid), min_size=1, max_size=3)
