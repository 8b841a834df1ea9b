"""A certificate issued anew says what the old one said, as of then, under its own number."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.usecases.article37 import texts
from hub.usecases.article37.documents import reissue
from schemas.canonical.certificate import Certificate, certificate_number
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.text import ascii_digits
from schemas.xml import parse
from signing.profile import prepare
from signing.read import read_certificate
from tests.kit import article37 as kit
from tests.unit.hub.usecases.article37.test_documents import _certificate

LATER = kit.NOW + timedelta(days=9)
amounts = st.integers(0, 10**15)


def anew(old: Certificate, issued: datetime = LATER, serial: int = 456) -> Certificate:
    """Return ``old`` issued anew from its own XML."""
    written = read_certificate(parse(prepare(old).xml))
    return reissue(written, certificate_number(old.type, tehran_day(issued), serial), issued)


def old(*debt: int) -> Certificate:
    return _certificate(kit.NAMED_REQUEST, kit.attested(kit.debt(*debt), "ledger"))


@given(amounts, amounts, amounts)
def test_the_facts_stay_what_they_were(definite: int, divisible: int, indivisible: int) -> None:
    """A compromise of a key would change what somebody owes, or for how long a paper holds."""
    before = old(definite, divisible, indivisible)
    after = anew(before)
    assert prepare(after).number == after.number != before.number
    for kept in ("type", "case_id", "decision", "subject", "legal_basis", "dossier_digest"):
        assert getattr(after, kept) == getattr(before, kept)
    assert [(one.name, one.value, one.source) for one in after.facts] == [
        (one.name, one.value, one.source) for one in before.facts
    ]
    assert {one.as_of for one in after.facts} == {kit.NOW}
    assert (after.issued, after.valid_until) == (LATER, before.valid_until)
    assert after.issuing_unit == before.issuing_unit


@given(amounts, amounts, amounts)
def test_the_deed_names_both_numbers_and_the_day_of_the_facts(
    definite: int, divisible: int, indivisible: int
) -> None:
    """A deed would say of today what was only looked up nine days ago."""
    before = old(definite, divisible, indivisible)
    said = ascii_digits(anew(before).deed_text)
    for wanted in (before.number, anew(before).number, jalali(tehran_day(kit.NOW))):
        assert wanted in said
    assert f"در تاریخ {jalali(tehran_day(kit.NOW))}" in said
    assert "در تاریخ صدور" not in said
    total = definite + divisible + indivisible
    if total:
        for amount in (definite, divisible, indivisible, total):
            assert f"{amount:,} ریال" in said
        assert texts.PAY_AND_PROCEED in anew(before).deed_text


@pytest.mark.parametrize("debt", [(), (5,)])
def test_the_reasons_speak_of_the_day_of_the_facts(debt: tuple[int, ...]) -> None:
    """A reason would attest the day of issue, on which nobody asked the ledger."""
    before = old(*debt)
    (reason,) = anew(before).reasons
    (first,) = before.reasons
    assert (reason.code, reason.article, reason.remedy) == (first.code, "37", None)
    assert reason.en.startswith("On 2026-11-22 ")
    assert jalali(tehran_day(kit.NOW)) in ascii_digits(reason.fa)
    assert "در تاریخ صدور" not in reason.fa


def test_what_was_issued_anew_can_be_issued_anew() -> None:
    """A second compromise would find certificates that nobody can replace."""
    first = anew(old())
    second = anew(first, LATER + timedelta(days=1), 789)
    assert first.number in ascii_digits(second.deed_text)
    assert second.facts == first.facts
    assert prepare(second).number == second.number
