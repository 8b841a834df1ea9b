"""The certificate of a decided case: its kind, its facts, its words for the deed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock.deadlines import Deadlines
from hub.findings import Silent
from hub.usecases.article37 import texts
from hub.usecases.article37.documents import write_certificate
from hub.usecases.article37.rules import Findings, decide
from schemas.canonical.certificate import Certificate, CertificateType, Role
from schemas.canonical.decision import Outcome
from schemas.canonical.person import LegalParty, NaturalParty, Person
from schemas.canonical.text import ascii_digits
from signing.profile import prepare
from tests.kit import article37 as kit

DEADLINES = Deadlines(answer_days=15, valid_days=30)
amounts = st.integers(0, 10**15)
MISSPELT = kit.person("نمونة", "ازمون زاده")


def _certificate(
    fields: dict[str, str], debt: Any, issued: datetime = kit.NOW, named: Person = MISSPELT
) -> Certificate:
    person = kit.attested(named, "registry") if fields != kit.LEGAL_REQUEST else None
    asked = kit.inquiry(fields)
    decision = decide(asked, Findings(person, None, debt))
    return write_certificate(
        kit.case(fields),
        asked,
        decision,
        dossier_digest=bytes(32),
        issued=issued,
        deadlines=DEADLINES,
    )


@given(amounts, amounts, amounts)
def test_what_is_decided_can_be_signed(definite: int, divisible: int, indivisible: int) -> None:
    """A decided case would never be answered, for want of a certificate its profile allows."""
    debt = kit.attested(kit.debt(definite, divisible, indivisible), "ledger")
    made = _certificate(kit.NAMED_REQUEST, debt)
    owing = definite + divisible + indivisible > 0
    assert made.type is (CertificateType.DEBT_STATEMENT if owing else CertificateType.ARTICLE37)
    assert made.decision is (Outcome.REFUSED if owing else Outcome.GRANTED)
    assert prepare(made).number == made.number


@given(amounts, amounts, amounts.filter(bool))
def test_the_deed_says_what_is_owed(definite: int, divisible: int, indivisible: int) -> None:
    """A deed would quote another amount than the one the ledger attested."""
    made = _certificate(kit.NAMED_REQUEST, kit.attested(kit.debt(definite, divisible, indivisible)))
    said = ascii_digits(made.deed_text)
    for amount in (definite, divisible, indivisible, definite + divisible + indivisible):
        assert f"{amount:,} ریال" in said
    assert made.number in said
    assert texts.PAY_AND_PROCEED in made.deed_text
    assert texts.JOINT_LIABILITY in made.deed_text


def test_each_fact_with_who_said_it() -> None:
    """A court could not tell which agency answers for a fact."""
    made = _certificate(kit.NAMED_REQUEST, kit.attested(kit.debt(1, 20, 300), "ledger"))
    assert [(fact.name, fact.value, fact.source) for fact in made.facts] == [
        ("transferor.alive", "true", "registry"),
        ("debt.definite", 1, "ledger"),
        ("debt.divisible", 20, "ledger"),
        ("debt.indivisible", 300, "ledger"),
    ]


def test_the_transferor_under_the_names_the_registry_attests() -> None:
    """A certificate would carry a name that only the deed's writer vouches for."""
    made = _certificate(kit.NAMED_REQUEST, kit.attested(kit.debt()))
    parties = {one.role: one.party for one in made.subject.participants}
    assert parties[Role.TRANSFEROR] == NaturalParty(
        MISSPELT.national_id, MISSPELT.birth_date, "نمونة", "ازمون زاده"
    )
    assert isinstance(parties[Role.TRANSFEREE], LegalParty)


def test_a_firm_has_no_life_to_attest() -> None:
    """A firm's certificate would claim that the civil registry was asked about it."""
    made = _certificate(kit.LEGAL_REQUEST, kit.attested(kit.debt(), "ledger"))
    assert {fact.source for fact in made.facts} == {"ledger"}
    assert prepare(made).number == made.number


@pytest.mark.parametrize(
    ("issued", "number", "until"),
    [
        (datetime(2026, 11, 22, 8, tzinfo=UTC), "37-1405-0000000123-", "1405/10/01"),
        (datetime(2026, 3, 20, 20, 29, tzinfo=UTC), "37-1404-0000000123-", "1405/01/30"),
        (datetime(2026, 3, 20, 20, 30, tzinfo=UTC), "37-1405-0000000123-", "1405/01/31"),
    ],
)
def test_days_and_years_are_tehrans(issued: datetime, number: str, until: str) -> None:
    """A certificate of New Year's eve would carry the wrong year, or end a day early."""
    made = _certificate(kit.NAMED_REQUEST, kit.attested(kit.debt()), issued)
    assert made.number.startswith(number)
    assert until in ascii_digits(made.deed_text)


@pytest.mark.parametrize(
    ("debt", "named"),
    [
        (Silent("ledger", "timeout", broken=False), MISSPELT),
        (None, MISSPELT),
        (kit.attested(kit.debt()), kit.person("دیگری")),
    ],
    ids=["debt not told", "no one workshop", "somebody else"],
)
def test_an_open_case_has_no_certificate(debt: Any, named: Person) -> None:
    """What nobody has decided would be certified, and a debt stated of who may not owe it."""
    with pytest.raises(TypeError, match="undetermined"):
        _certificate(kit.NAMED_REQUEST, debt, named=named)


def test_an_open_case_never_reads_as_a_clearance() -> None:
    """A notary would quote the answer of an open case as if nothing were owed."""
    said = texts.pending_deed(date(2026, 12, 7))
    assert "گواهی نیست" in said
    assert "۱۴۰۵/۰۹/۱۶" in said
    assert "ندارد" not in said
