"""What the page says: everything that the XML says to people, and nothing of its own."""

import re
from base64 import b32encode
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical.certificate import CertificateType, Role
from schemas.canonical.text import persian_digits
from signing.page.phrases import fixed, shown
from signing.page.words import Unspoken, access_code, issued_at, words_of
from signing.profile import PROFILES
from signing.render import render_receipt
from tests.vectors.certificates.pages import VARIANTS, named, owing, xml_of
from tests.vectors.certificates.samples import (
    NOW,
    card_clearance,
    card_statement,
    clearance,
    receipt,
    statement,
)


def said(value: Any) -> list[str]:
    """Return every text in the words of a page."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value
    return [text for one in items if not isinstance(one, bool) for text in said(one)]


def texts(xml: bytes) -> list[str]:
    return said(asdict(words_of(xml)))


def test_a_clearance_in_words() -> None:
    """An office would read something else than was decided."""
    words = words_of(xml_of(clearance()))
    assert words.organization == ("سازمان تأمین اجتماعی", "Social Security Organization")
    assert words.title == ("گواهی مادۀ ۳۷", "Article 37 certificate")
    assert words.number == "۳۷-۱۴۰۵-۰۰۰۰۰۰۰۱۲۳-۱"
    assert [row.value for row in words.summary] == [
        "۳۷-۱۴۰۵-۰۰۰۰۰۰۰۱۲۳-۱",
        "۱۴۰۵/۰۹/۰۱ ساعت ۱۲:۰۰:۰۰ (۲۰۲۶/۱۱/۲۲ میلادی)",
        "۱۴۰۵/۱۰/۰۱ ساعت ۱۲:۰۰:۰۰ (۲۰۲۶/۱۲/۲۲ میلادی)",
        "گواهی نداشتن بدهی معوق صادر شد",
    ]
    transferor, transferee, workshop, unit = words.subject
    assert [row.value for row in transferor.rows] == [
        "نمونه‌الدین",
        "آزمون‌زاده & پسران <ساختگی>",
        persian_digits("0047112239"),
        "۱۳۶۰/۰۱/۰۱ (۱۹۸۱/۰۳/۲۱ میلادی)",
    ]
    assert [row.value for row in transferee.rows] == ['شرکت "نمونه"', "۱۰۱۰۱۱۲۲۳۳۴"]
    assert [row.value for row in workshop.rows] == ["کارگاه نمونۀ ساختگی", "۰۰۰۱۲۳۴۵۶۷", "۰۰۱۲"]
    assert [row.value for row in unit.rows] == ["شعبۀ نمونه", "۰۰۱۲"]
    assert [line.value for line in words.facts.lines] == ["تأیید شد", *["۰ ریال"] * 3]
    assert words.prose[0].paragraphs == ("بدهی معوق ثبت نشده است.",)
    assert words.prose[0].foreign == ("No overdue debt stands.",)


def test_a_card_s_clearance_in_words() -> None:
    """A chamber would read of a deed, or not what the clearance is for."""
    words = words_of(xml_of(card_clearance()))
    assert words.title == ("گواهی کارت بازرگانی", "Commerce card clearance")
    applicant, workshop, unit = words.subject
    assert applicant.title == ("متقاضی", "Applicant")
    assert [line.value for line in words.facts.lines[:3]] == [
        "تأیید شد",
        "تمدید کارت بازرگانی",
        "۱۴۰۰۱۲۳۴۵۶۷",
    ]
    assert words.facts.lines[0].source == "سامانۀ ثبت اشخاص حقوقی"
    assert words.facts.lines[1].source == "متن استعلام"
    assert words.prose[1].title[1] == "Text for the file of the commerce card"
    assert words_of(xml_of(card_statement())).title == words_of(xml_of(statement())).title
    assert words_of(xml_of(clearance())).prose[1].title[1] == "Text for the deed"
    assert (workshop.title[1], unit.title[1]) == ("Workshop", "Issuing unit")


def test_a_debt_in_digits_and_in_words() -> None:
    """An amount could be changed by a stroke of the pen where only digits stand."""
    line = words_of(xml_of(statement())).facts.lines[1]
    assert (line.value, line.spelled) == ("۱٬۵۰۰٬۰۰۰ ریال", "یک میلیون و پانصد هزار ریال")
    assert (line.source, line.as_of) == ("دفتر بدهی سازمان", "۱۴۰۵/۰۹/۰۱ ۱۱:۵۹:۰۰")


@given(st.integers(0, 2**63))
def test_every_amount_stands_on_the_page(amount: int) -> None:
    """A debt would be shown as another one."""
    line = words_of(xml_of(owing([amount]))).facts.lines[1]
    digits = line.value.removesuffix(" ریال").replace("٬", "")
    assert digits == persian_digits(str(amount))


def test_the_xml_and_nothing_else_is_spoken() -> None:
    """A page would say what nobody signed: the clock, the caller, the last certificate."""
    first, second = xml_of(clearance()), xml_of(statement())
    assert texts(first) == texts(first) != texts(second)
    assert len({tuple(texts(xml_of(make()))) for make in VARIANTS.values()}) == len(VARIANTS)


def test_the_digest_of_the_xml_is_on_the_page_and_in_the_code() -> None:
    """The paper could not be matched with the document that it shows."""
    xml = xml_of(clearance())
    assert sha256(xml).hexdigest() in texts(xml)
    assert access_code(xml) in texts(xml)
    assert access_code(xml).replace("-", "") == b32encode(sha256(xml).digest()).decode()[:16]
    assert re.fullmatch("([A-Z2-7]{4}-){3}[A-Z2-7]{4}", access_code(xml))
    assert access_code(xml) != access_code(xml + b"\n")


def test_the_instant_of_issue() -> None:
    """The PDF would bear another date than its certificate."""
    assert issued_at(xml_of(clearance())) == NOW
    assert issued_at(xml_of(replace(clearance(), issued=datetime(2027, 1, 1, tzinfo=UTC)))) > NOW


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شمارهٔ", "شمارۀ"),
        ("می‌شود", "می‌شود"),
        ("a\tb\u00a0 c", "a b c"),
        ("a\u202eb\u200fc", "abc"),
        ("李", "[U+674E]"),
        ("e\u0301", "é"),
        ("🙂", "[U+1F642]"),
        ("ğ", "[U+011F]"),
        ("a\u00adb", "ab"),
        ("كي", "كي"),
    ],
)
def test_a_text_as_the_page_writes_it(text: str, expected: str) -> None:
    """A name would be turned about, or lose letters that the font has not."""
    assert shown(text) == expected


def test_a_line_break_in_a_name_is_a_space() -> None:
    """A name could look like two rows of the page."""
    xml = xml_of(named("الف\nب"))
    assert "الف ب" in texts(xml)


def test_every_type_fact_role_and_decision_has_its_words() -> None:
    """A lawful certificate would have no page."""
    assert {str(one) for one in CertificateType} <= set(fixed()["types"])
    assert {str(one) for one in Role} == set(fixed()["roles"])
    for kind, profile in PROFILES.items():
        assert profile.debts | {"transferor.alive"} <= set(fixed()["facts"])
        assert profile.decision in fixed()["types"][kind]["decisions"]


def test_an_agency_without_a_name_stands_under_its_code() -> None:
    """A further agency would need a change of the page before it could be asked."""
    xml = xml_of(statement()).replace(b"insurance_ledger", b"customs_house")
    assert {line.source for line in words_of(xml).facts.lines[1:]} == {"customs_house"}


DAMAGED: dict[str, tuple[bytes, bytes, str]] = {
    "type": (b">article37<", b">article99<", "types.article99"),
    "decision": (b">GRANTED<", b">REFUSED<", "decisions.REFUSED"),
    "role": (b'role="transferee"', b'role="witness"', "roles.witness"),
    "fact": (b'name="debt.definite"', b'name="debt.other"', "facts.debt.other"),
    "amount": (b'unit="rials">0<', b'unit="rials">none<', "amount"),
    "missing": (b"<DeedText>", b"<Other>", "not-well-formed"),
    "root": (b"urn:peyvand:certificate:1", b"urn:peyvand:certificate:9", "root"),
    "day": (b"2026-11-22T12:00:00+03:30", b"yesterday", "instant"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_has_no_words_is_refused_by_name(name: str) -> None:
    """A page would leave something out, or say it wrong, without anybody's notice."""
    old, new, what = DAMAGED[name]
    xml = xml_of(clearance())
    assert old in xml
    with pytest.raises(Unspoken) as refused:
        words_of(xml.replace(old, new))
    assert refused.value.what == what


def test_a_receipt_has_no_page() -> None:
    """A receipt would be shown as a certificate."""
    with pytest.raises(Unspoken) as refused:
        words_of(render_receipt(receipt()).encode())
    assert refused.value.what == "root"
