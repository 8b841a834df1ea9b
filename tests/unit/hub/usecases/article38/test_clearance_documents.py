"""The document of a decided request: what it states, by whom, and the same again anew."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock.deadlines import Deadlines
from hub.usecases.article38.documents import reissue, write_certificate
from hub.usecases.article38.rules import decide
from hub.usecases.article38.usecase import issued_once
from schemas.canonical.certificate import Certificate, CertificateType, Role, certificate_number
from schemas.canonical.contract_file import ClearanceStage, Undertaking
from schemas.canonical.dates import tehran_day
from schemas.canonical.identifiers import parse_legal_id, parse_national_id
from schemas.canonical.person import LegalParty, PersonById
from schemas.canonical.text import ascii_digits, persian_digits
from schemas.xml import parse
from signing.page.words import words_of
from signing.profile import prepare
from signing.read import read_certificate
from tests.kit import article37
from tests.kit import clearances as kit

DEADLINES = Deadlines(answer_days=1, valid_days=3650)
LATER = article37.NOW + timedelta(days=9)
INTERIM = kit.reckoned(stage=ClearanceStage.INTERIM, until=date(2026, 3, 20))


def made(
    definite: int = 0, issued: datetime = article37.NOW, stage: str = "final", **changes: Any
) -> Certificate:
    """Return the document of a request whose facts are all attested."""
    found = kit.findings(definite, **changes)
    asked = kit.inquiry(Stage=stage)
    return write_certificate(
        kit.case(),
        decide(asked, found),
        file=kit.file(**changes),
        contractor=kit.debt(definite),
        assigner=kit.assigner(),
        dossier_digest=bytes(32),
        issued=issued,
        deadlines=DEADLINES,
    )


@given(
    st.integers(0, 10**15),
    st.integers(0, 10**15),
    st.sampled_from(Undertaking),
    st.sampled_from((kit.FIRM, kit.PERSON)),
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=["Cc", "Cs"]),
        min_size=1,
        max_size=500,
    ),
)
def test_what_is_decided_can_be_signed_and_read(
    due: int, paid: int, undertaking: Undertaking, contractor: str, subject: str
) -> None:
    """A decided request would never be answered, for want of a document its profile allows."""
    certificate = made(
        reckoned=kit.reckoned(due, paid),
        undertaking=undertaking,
        contract=kit.contract(contractor, subject=subject),
    )
    owes = due > paid or undertaking is Undertaking.MISSING
    kind = CertificateType.CONTRACT_STATEMENT if owes else CertificateType.ARTICLE38
    assert certificate.type is kind
    written = prepare(certificate).xml
    assert read_certificate(parse(written)) == certificate
    assert words_of(written).number == persian_digits(certificate.number)


def test_each_fact_with_who_said_it() -> None:
    """A court could not tell which register answers for a fact, or how far the clearance goes."""
    found = [(fact.name, fact.value, fact.source) for fact in made().facts]
    tax, files, ledger = "tax_authority", "contract_files", "insurance_ledger"
    assert found == [
        ("contract.ocid", kit.OCID, files),
        ("contract.row", "00120007/0012", files),
        ("contract.number", "1404/118", tax),
        ("contract.subject", "ساخت مدرسهٔ دوازده‌کلاسه", tax),
        ("contract.starts-on", "1404/01/21 2025-04-10", tax),
        ("contract.ends-on", "1405/07/30 2026-10-22", tax),
        ("contract.amount", 12_000_000_000, tax),
        ("assigner.workshop", "0007654321/0012", ledger),
        ("assigner.name", "ادارهٔ نمونهٔ ساختگی", ledger),
        ("clearance.stage", "final", files),
        ("clearance.undertaking", "not-needed", files),
        ("premium.due", 792_000_000, files),
        ("premium.paid", 792_000_000, files),
    ]


def test_both_parties_by_the_numbers_of_the_registers() -> None:
    """A natural contractor, whose birth day no register of contracts has, would get none."""
    parties = made(contract=kit.contract(kit.PERSON)).subject.participants
    assert [(one.role, one.party) for one in parties] == [
        (Role.ASSIGNER, LegalParty(parse_legal_id(str(kit.contract().fields["assigner"].value)))),
        (Role.CONTRACTOR, PersonById(parse_national_id(kit.PERSON))),
    ]


def test_an_interim_clearance_says_to_which_day_it_goes() -> None:
    """An assigner would pay the last instalment on a clearance of the first year."""
    certificate = made(stage="interim", reckoned=INTERIM)
    facts = {one.name: one.value for one in certificate.facts}
    assert facts["clearance.stage"] == "interim"
    assert facts["clearance.until"] == "1404/12/29 2026-03-20"
    assert "1404/12/29" in ascii_digits(certificate.deed_text)
    assert "تا پایان پیمان" not in certificate.deed_text


def test_the_text_says_what_was_paid_or_what_is_left() -> None:
    """Whoever reads the text alone would hold a statement for a clearance."""
    paid, owing = made(), made(reckoned=kit.reckoned(paid=792))
    assert "792,000,000" in ascii_digits(paid.deed_text)
    assert "صادر نشد" in owing.deed_text
    assert "791,999,208" in ascii_digits(owing.deed_text)
    assert all(one.fa in owing.deed_text for one in owing.reasons)


@pytest.mark.parametrize("changes", [{}, {"stage": "interim", "reckoned": INTERIM}])
def test_issued_anew_it_says_the_same(changes: dict[str, Any]) -> None:
    """A lost key would change what was cleared."""
    first = made(**changes)
    number = certificate_number(first.type, tehran_day(LATER), 999)
    again = reissue(first, number, LATER)
    assert prepare(again).number == number
    assert (again.facts, again.subject, again.valid_until) == (
        first.facts,
        first.subject,
        first.valid_until,
    )
    assert ascii_digits(again.deed_text).count(first.number) == 1


def test_what_is_not_calculated_has_no_document() -> None:
    """A contract without a calculation would be cleared by an error of the program."""
    with pytest.raises(TypeError):
        made(reckoned=None)


def test_there_is_one_name_for_one_calculation() -> None:
    """Two requests at once would get two clearances of the same money."""
    assert issued_once(kit.OCID, 9) == "article38/ocds-peyvnd-7/9"
