"""One way in: what a document is, is decided by what it holds, never by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.verify import Policy, Unreadable
from signing.verify.anything import Form, form_of, verify
from signing.verify.status_list import read_status_list
from tests.kit.pki import world
from tests.vectors.certificates.papers import LATER, papers, policy, status_list

_FORMS = {
    "certificate": papers().xml,
    "pdf": papers().pdf,
    "seal": papers().seal.encode(),
}


@pytest.mark.parametrize("kind", _FORMS)
def test_each_form_is_judged_as_what_it_is(kind: str) -> None:
    """A caller would have to know what it was handed."""
    report = verify(_FORMS[kind], policy=policy(), at=LATER)
    assert (report.ok, report.kind) == (True, kind)


def test_a_grown_certificate_passes_with_its_proven_time() -> None:
    """A certificate would be worth less after it was time-stamped."""
    report = verify(papers().grown, policy=policy(), at=LATER)
    assert report.ok
    assert report.found is not None
    assert report.found.level == "B-T"


@pytest.mark.parametrize("around", [b"%s", b"\xef\xbb\xbf%s\r\n", b"\n\n  %s\n"])
def test_a_seal_is_known_in_a_text_file(around: bytes) -> None:
    """An editor's byte order mark, or a line break, would make a sound seal unreadable."""
    report = verify(around % papers().seal.encode(), policy=policy(), at=LATER)
    assert (report.ok, report.kind) == (True, "seal")


def test_a_damaged_document_is_still_what_it_was() -> None:
    """A forged document would be put aside as the wrong file."""
    seal = papers().seal.encode()
    assert form_of(b"PW1:" + seal[4:]) is Form.SEAL
    assert form_of(seal[4:]) is Form.SEAL
    assert form_of(seal.lower()) is Form.SEAL
    assert form_of(b"x" + papers().xml) is Form.XML
    assert form_of(b"%PXF" + papers().pdf[4:]) is Form.PDF
    for damaged in (b"PW1:" + seal[4:], b"x" + papers().xml, b"%PXF" + papers().pdf[4:]):
        assert not verify(damaged, policy=policy(), at=LATER).ok


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n" * 900, "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "image"),
        (b"PK\x03\x04" + bytes(99), "archive"),
        (b"-----BEGIN CERTIFICATE-----\n", "pem"),
        (b"hello", "not-a-document-of-ours"),
        (b" " * 5000 + b"hello", "not-a-document-of-ours"),
        (b"<html></html>", "not-a-document-of-ours"),
    ],
)
def test_what_is_something_else_is_told_apart(data: bytes, code: str) -> None:
    """A photograph would be called a forged certificate."""
    with pytest.raises(Unreadable) as unreadable:
        verify(data, policy=policy(), at=LATER)
    assert unreadable.value.code == code


@given(st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.7\n", b"PV1:", b"<", b"/ByteRange"]))
def test_no_octets_make_a_traceback(rubbish: bytes, mark: bytes) -> None:
    """Whatever is uploaded ends in a report or in "unreadable"."""
    try:
        report = verify(mark + rubbish, policy=policy(), at=LATER)
    except Unreadable:
        return
    assert not report.ok


def test_a_seal_without_published_keys_is_not_taken() -> None:
    """Trust anchors alone would pass any seal, or a missing key set be a traceback."""
    report = verify(papers().seal.encode(), policy=Policy(world().anchors), at=LATER)
    assert (report.ok, report.checks[-1].detail) == (False, "no-keys")


@pytest.mark.parametrize("kind", _FORMS)
def test_a_revoked_certificate_does_not_stand_in_any_form(kind: str) -> None:
    """A revoked certificate would be taken where only its paper is shown."""
    listed = read_status_list(status_list(), policy(), LATER)
    strict = Policy(world().anchors, keys=policy().keys, status_lists=(listed,))
    report = verify(_FORMS[kind], policy=strict, at=LATER)
    assert (report.checks[-1].name, report.checks[-1].detail) == ("status", "revoked")
    assert report.number is not None
