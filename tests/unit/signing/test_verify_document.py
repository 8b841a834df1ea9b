"""Offline verification: nothing damaged, forged, foreign or expired comes out as valid."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical.receipt import ReceiptState
from schemas.xml import XmlRefused, parse
from signing.canonicalize import canonical
from signing.profile import prepare, prepare_receipt
from signing.verify import Report, Unreadable, verify_document
from signing.verify.report import XML_CHECKS, Indication, SubIndication
from signing.xades import sign
from tests.vectors.certificates.samples import NOW, clearance, natural, pki, receipt, statement

CERTIFICATE = sign(prepare(clearance()), pki().signer, NOW).xml
RECEIPT = sign(prepare_receipt(receipt()), pki().signer, NOW).xml
LATER = NOW + timedelta(days=1)


def verify(data: bytes, at: datetime = LATER) -> Report:
    return verify_document(data, policy=pki().policy, at=at)


def failed(report: Report) -> tuple[str, str]:
    """Return the check that failed and its detail; the report must not be valid."""
    assert not report.ok
    assert [c.ok for c in report.checks] == [True] * (len(report.checks) - 1) + [False]
    return report.checks[-1].name, report.checks[-1].detail


def test_a_valid_certificate_shows_what_it_says() -> None:
    """A reader decides by these facts, so they must be there and be the document's."""
    report = verify(CERTIFICATE)
    assert report.ok
    assert report.number == clearance().number
    assert report.facts["type"] == "article37"
    assert report.facts["decision"] == "GRANTED"
    assert report.facts["valid_until"] == "2026-12-22T12:00:00+03:30"
    assert tuple(check.name for check in report.checks) == XML_CHECKS


def test_a_valid_receipt_shows_what_it_says() -> None:
    """A receipt verifies by the same rules; a pending one says that it is pending."""
    report = verify(sign(prepare_receipt(receipt(ReceiptState.PENDING)), pki().signer, NOW).xml)
    assert report.ok
    assert report.facts["state"] == "pending"
    assert report.facts["due_at"] == "2026-12-07T12:00:00+03:30"


def test_a_statement_verifies() -> None:
    """A refusal is evidence too."""
    assert verify(sign(prepare(statement()), pki().signer, NOW).xml).facts["decision"] == "REFUSED"


def test_a_report_is_json_and_names_no_person() -> None:
    """Reports are logged and shown on public pages."""
    text = json.dumps(verify(CERTIFICATE).to_json(), ensure_ascii=False)
    assert json.loads(text)["kind"] == "certificate"
    assert natural().national_id not in text
    assert "آزمون" not in text


def flips(data: bytes, mask: int) -> Iterator[tuple[int, bytes]]:
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= mask
        yield place, bytes(damaged)


@pytest.mark.parametrize("mask", [0x01, 0x20, 0xFF])
@pytest.mark.parametrize("data", [CERTIFICATE, RECEIPT], ids=["certificate", "receipt"])
def test_any_flipped_byte_is_noticed(data: bytes, mask: int) -> None:
    """A damaged certificate is invalid, wherever the damage is: never valid, never unreadable."""
    unnoticed = [place for place, damaged in flips(data, mask) if verify(damaged).ok]
    assert unnoticed == []


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(CERTIFICATE) - 1), st.integers(1, 255))
def test_a_changed_byte_that_passes_changed_nothing(place: int, mask: int) -> None:
    """White space within a tag is spelling; anything that verifies has the same infoset."""
    damaged = bytearray(CERTIFICATE)
    damaged[place] ^= mask
    if verify(bytes(damaged)).ok:
        assert canonical(parse(bytes(damaged))) == CERTIFICATE


def test_the_only_free_spelling_is_white_space_in_tags() -> None:
    """The exception above, shown on purpose: a tab between two attributes is no change."""
    respelled = CERTIFICATE.replace(b'" Id="', b'"\tId="', 1)
    assert verify(respelled).ok
    assert canonical(parse(respelled)) == CERTIFICATE


def test_a_prefix_that_says_nothing_is_no_change() -> None:
    """A bus that declares its namespaces on what it carries would make every certificate void."""
    carried = CERTIFICATE.replace(b"<Certificate ", b'<Certificate xmlns:bus="urn:bus" ', 1)
    assert canonical(parse(carried)) == CERTIFICATE
    assert verify(carried).ok


def test_a_prefix_that_was_renamed_is_a_change() -> None:
    """Another canonical form is another document, though it means the same (C14N keeps names)."""
    renamed = CERTIFICATE.replace(b"ds:", b"dsig:").replace(b"xmlns:ds=", b"xmlns:dsig=")
    report = verify(renamed)
    assert failed(report) == ("digest", "properties")
    assert report.indication is Indication.TOTAL_FAILED


def test_indented_again_is_a_change() -> None:
    """A tool that makes XML pretty makes another document, and the reader is told so."""
    report = verify(CERTIFICATE.replace(b"><", b">\n  <"))
    assert failed(report) == ("one-signature", "misplaced")
    assert report.indication is Indication.TOTAL_FAILED
    inside = verify(CERTIFICATE.replace(b"<Facts>", b"\n  <Facts>"))
    assert failed(inside) == ("digest", "content")
    assert inside.sub_indication is SubIndication.HASH_FAILURE


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_cutting_and_splicing_is_noticed(data: st.DataObject) -> None:
    """Lost, doubled and moved pieces are damage as well."""
    one = data.draw(st.integers(0, len(CERTIFICATE)))
    two = data.draw(st.integers(0, len(CERTIFICATE)))
    spliced = CERTIFICATE[:one] + CERTIFICATE[two:]
    try:
        report = verify(spliced)
    except Unreadable:
        assert b"urn:peyvand:" not in spliced
        return
    assert not report.ok or canonical(parse(spliced)) == CERTIFICATE


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"urn:peyvand:", CERTIFICATE[:400]]))
def test_no_bytes_make_a_traceback(rubbish: bytes, mark: bytes) -> None:
    """Whatever is uploaded to the public page ends in a report or in "unreadable"."""
    for data in (rubbish, mark + rubbish, rubbish + mark, rubbish + CERTIFICATE):
        try:
            report = verify(data)
        except Unreadable:
            continue
        assert not report.ok or canonical(parse(data)) == CERTIFICATE


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_well_formed_damage_makes_no_traceback(data: st.DataObject) -> None:
    """Any element may be emptied, doubled, or lose its attributes: a report, never an error."""
    root = parse(CERTIFICATE)
    elements = list(root.iter())
    element = data.draw(st.sampled_from(elements))
    match data.draw(st.sampled_from(["empty", "text", "strip", "double"])):
        case "empty":
            element.clear()
        case "text":
            element.text = data.draw(st.text("A=24:é", max_size=8))
        case "strip":
            for name in list(element.attrib):
                del element.attrib[name]
        case _ if element is not root:
            element.addnext(parse(canonical(element)))
    damaged = canonical(root)
    assert verify(damaged).ok == (damaged == CERTIFICATE)


@pytest.mark.parametrize(
    "foreign",
    [b"", b"  \n", b"\x89PNG\r\n\x1a\n", b"<html/>", b"%PDF-1.7", "گواهی".encode(), b"\xff\xfe<"],
)
def test_what_is_not_ours_is_unreadable(foreign: bytes) -> None:
    """A photograph is not a forged certificate; the reader is told to bring the right file."""
    with pytest.raises(Unreadable):
        verify(foreign)


def test_a_foreign_signature_is_invalid_not_unreadable() -> None:
    """One flipped byte of our namespace looks just like this, and that is damage."""
    foreign = b'<x xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Signature/></x>'
    assert failed(verify(foreign)) == ("kind", "unknown-root")


def test_an_oversized_document_is_refused() -> None:
    """A megabyte is no certificate, and is not parsed."""
    assert failed(verify(CERTIFICATE + b" " * 1_100_000)) == ("well-formed", "too-large")


def test_expired_is_said_with_the_facts() -> None:
    """A certificate that has run out is genuine but no longer clears anybody."""
    until = clearance().valid_until
    assert verify(CERTIFICATE, until).ok
    report = verify(CERTIFICATE, until + timedelta(seconds=1))
    assert failed(report) == ("validity", "expired")
    assert report.number == clearance().number


def test_not_yet_valid_within_a_clock_s_slack() -> None:
    """A verifier's clock may run five minutes behind; a certificate from tomorrow is refused."""
    assert verify(CERTIFICATE, NOW - timedelta(minutes=4)).ok
    outcome = failed(verify_document(CERTIFICATE, policy=pki().policy, at=NOW - timedelta(hours=1)))
    assert outcome == ("chain", "outside-its-validity")


def test_a_receipt_does_not_expire_while_its_signer_holds() -> None:
    """A receipt proves the past."""
    assert verify(RECEIPT, NOW + timedelta(days=364)).ok
    assert failed(verify(RECEIPT, NOW + timedelta(days=366)))[0] == "chain"


def test_a_naive_instant_is_refused() -> None:
    """A verification at no zone's time has no meaning."""
    with pytest.raises(ValueError, match="zone"):
        verify(CERTIFICATE, datetime(2026, 11, 23))  # noqa: DTZ001 - naive on purpose


def test_xml_refusals_keep_their_code() -> None:
    """The report tells a document type from a mere typing error."""
    with pytest.raises(XmlRefused):
        parse(b"<!DOCTYPE x>" + CERTIFICATE)
    assert failed(verify(b"<!DOCTYPE x>" + CERTIFICATE)) == ("well-formed", "dtd")
