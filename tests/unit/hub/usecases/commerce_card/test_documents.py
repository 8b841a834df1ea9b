"""The document of a decided case: its kind, its facts, its words, and the same again anew."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.ports import Attested
from hub.clock.deadlines import Deadlines
from hub.usecases.commerce_card import texts
from hub.usecases.commerce_card.documents import reissue, write_certificate
from hub.usecases.commerce_card.rules import Findings, decide
from schemas.canonical.certificate import (
    Certificate,
    CertificateType,
    Role,
    certificate_number,
)
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.decision import Outcome
from schemas.canonical.person import Firm, LegalParty, NaturalParty
from schemas.canonical.text import ascii_digits
from schemas.xml import parse
from signing.page.words import words_of
from signing.profile import prepare
from signing.read import read_certificate
from tests.kit import article37
from tests.kit import commerce_card as kit

DEADLINES = Deadlines(answer_days=3, valid_days=30)
LATER = article37.NOW + timedelta(days=9)
TODAY = jalali(tehran_day(article37.NOW))
amounts = st.integers(0, 10**15)


def made(
    fields: dict[str, str], *debt: int, firm: Firm | None = None, issued: datetime = article37.NOW
) -> Certificate:
    """Return the document of a case whose facts are all attested."""
    owed = article37.attested(article37.debt(*debt), "ledger")
    legal = "Applicant/Legal/LegalId" in fields
    attested: Attested[Any] = (
        article37.attested(firm or kit.firm(), "firms")
        if legal
        else article37.attested(article37.person(), "registry")
    )
    found = Findings(attested if legal else None, None if legal else attested, None, owed)
    asked = kit.inquiry(fields)
    return write_certificate(
        kit.case(fields),
        asked,
        decide(asked, found, kit.REFUSE),
        dossier_digest=bytes(32),
        issued=issued,
        deadlines=DEADLINES,
    )


@given(
    st.sampled_from((kit.FIRM_REQUEST, kit.FIRST_REQUEST, kit.PERSON_REQUEST)),
    st.booleans(),
    *(amounts,) * 3,
)
def test_what_is_decided_can_be_signed_and_read(
    fields: dict[str, str], dissolved: bool, definite: int, divisible: int, indivisible: int
) -> None:
    """A decided case would never be answered, for want of a document its profile allows."""
    firm = kit.firm(dissolved=dissolved)
    certificate = made(fields, definite, divisible, indivisible, firm=firm)
    owing = definite + divisible + indivisible > 0
    if dissolved and "Applicant/Legal/LegalId" in fields:
        kind = CertificateType.CLEARANCE_REFUSAL
    else:
        kind = CertificateType.DEBT_STATEMENT if owing else CertificateType.COMMERCE_CARD
    assert certificate.type is kind
    granted = kind is CertificateType.COMMERCE_CARD
    assert certificate.decision is (Outcome.GRANTED if granted else Outcome.REFUSED)
    written = prepare(certificate).xml
    assert read_certificate(parse(written)) == certificate
    assert words_of(written).number == certificate.number.translate(_PERSIAN)


_PERSIAN = {ord(str(at)): digit for at, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")}


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        (
            kit.FIRM_REQUEST,
            [
                ("applicant.active", "true", "firms"),
                ("card.purpose", "renewal", "inquiry"),
                ("card.number", "14001234567", "inquiry"),
            ],
        ),
        (
            kit.FIRST_REQUEST,
            [("applicant.active", "true", "firms"), ("card.purpose", "issue", "inquiry")],
        ),
        (
            kit.PERSON_REQUEST,
            [
                ("applicant.alive", "true", "registry"),
                ("card.purpose", "renewal", "inquiry"),
                ("card.number", "14001234567", "inquiry"),
            ],
        ),
    ],
)
def test_each_fact_with_who_said_it(fields: dict[str, str], facts: list[Any]) -> None:
    """A court could not tell which agency answers for a fact, or what the clearance was for."""
    debts = [("debt.definite", 1, "ledger"), ("debt.divisible", 20, "ledger")]
    debts.append(("debt.indivisible", 300, "ledger"))
    found = [(fact.name, fact.value, fact.source) for fact in made(fields, 1, 20, 300).facts]
    assert found == facts + debts


def test_the_applicant_under_the_name_its_registry_attests() -> None:
    """A clearance would be made out to nobody, or to a name that no registry vouches for."""
    (one,) = made(kit.FIRM_REQUEST).subject.participants
    assert (one.role, one.party) == (
        Role.APPLICANT,
        LegalParty(kit.firm().legal_id, kit.firm().name),
    )
    (one,) = made(kit.PERSON_REQUEST).subject.participants
    person = article37.person()
    assert one.party == NaturalParty(
        person.national_id, person.birth_date, person.given_name, person.family_name
    )


def test_the_text_says_what_is_owed_and_nothing_of_a_transfer() -> None:
    """A chamber would quote another amount, or read of a deed."""
    certificate = made(kit.FIRM_REQUEST, 1_500_000, 20, 300)
    said = ascii_digits(certificate.deed_text)
    for amount in (1_500_000, 20, 300, 1_500_320):
        assert f"{amount:,} ریال" in said
    assert texts.PAY_AND_ASK_AGAIN in certificate.deed_text
    for word in ("انتقال", "تضامنی", "معامله"):
        assert word not in certificate.deed_text + certificate.legal_basis.text


def test_a_clearance_names_its_card() -> None:
    """A clearance for a first card would renew one, or that of another card."""
    assert "تمدید کارت بازرگانی شمارهٔ 14001234567" in ascii_digits(made(kit.FIRM_REQUEST).deed_text)
    assert "صدور کارت بازرگانی" in made(kit.FIRST_REQUEST).deed_text


@pytest.mark.parametrize("debt", [(), (7,)])
def test_a_refusal_is_never_a_clearance(debt: tuple[int, ...]) -> None:
    """A dissolved firm's paper would be taken for the word that it owes nothing."""
    refusal = made(kit.FIRM_REQUEST, *debt, firm=kit.firm(dissolved=True))
    assert "به معنای نداشتن بدهی نیست" in refusal.deed_text
    assert "بلامانع" not in refusal.deed_text
    assert refusal.number.startswith("337-")


@given(st.booleans(), amounts, amounts)
def test_issued_anew_the_facts_stay_what_they_were(
    dissolved: bool, definite: int, divisible: int
) -> None:
    """A compromise of a key would change what somebody owes, or for how long a paper holds."""
    before = made(kit.FIRM_REQUEST, definite, divisible, 0, firm=kit.firm(dissolved=dissolved))
    number = certificate_number(before.type, tehran_day(LATER), 456)
    after = reissue(read_certificate(parse(prepare(before).xml)), number, LATER)
    assert prepare(after).number == number != before.number
    for kept in ("type", "decision", "subject", "facts", "legal_basis", "dossier_digest"):
        assert getattr(after, kept) == getattr(before, kept)
    assert (after.issued, after.valid_until) == (LATER, before.valid_until)
    said = ascii_digits(after.deed_text)
    for wanted in (before.number, number, f"در تاریخ {TODAY}"):
        assert wanted in said
    assert "در تاریخ صدور" not in said
    assert [one.code for one in after.reasons] == [one.code for one in before.reasons]
    assert all(one.en.startswith("On 2026-11-22 ") for one in after.reasons)


def test_an_open_case_never_reads_as_a_clearance() -> None:
    """A chamber would quote the answer of an open case as if nothing were owed."""
    said = texts.pending_text(kit.DUE)
    assert "گواهی نیست" in said
    assert "۱۴۰۵/۰۹/۰۴" in said
    assert "مهلت قانونی" not in said
