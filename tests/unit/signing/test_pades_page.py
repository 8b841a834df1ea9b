"""What a signature refers to is read as another reader of PDF reads it, or not at all."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from schemas.canonical.validation import Level
from signing.pades import sign_pdf
from signing.pades.page import NoPage, read_page
from signing.verify.pdf.file import read_file
from tests.conformance.pades.forms import forms
from tests.kit.pki import world
from tests.vectors.certificates.pages import VARIANTS, variant
from tests.vectors.certificates.samples import NOW


def updated(pdf: bytes) -> bytes:
    """Return ``pdf`` with an update by another hand: its table, spaces and lines are pyHanko's."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/PageMode"] = generic.pdf_name("/UseNone")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("once_more", [False, True])
def test_catalog_and_first_page_are_those_of_another_reader(name: str, once_more: bool) -> None:
    """The signature would lie on another page, or in a catalog that no reader looks at."""
    pdf = updated(variant(name)[1]) if once_more else variant(name)[1]
    known, other = read_page(pdf), PdfFileReader(BytesIO(pdf))
    first = other.root["/Pages"]["/Kids"][0]
    assert known.catalog.number == other.root_ref.idnum
    assert known.page.number == first.container_ref.idnum
    assert known.size == other.trailer["/Size"]
    assert known.table == other.last_startxref
    assert (b"/PageMode" in known.catalog.text) == once_more


def test_an_updated_page_is_signed_and_read_by_others() -> None:
    """Only what comes from the renderer unchanged could be signed."""
    pdf = sign_pdf(updated(forms().page), world().signer, NOW)
    assert len(read_file(pdf).revisions) == 3
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    signature.compute_integrity_info()
    assert signature.summarise_integrity_info()["docmdp_ok"]


def test_nothing_is_signed_twice() -> None:
    """A second signature would replace the form, and the first one be lost from it."""
    with pytest.raises(NoPage, match="there already"):
        sign_pdf(forms().by_level[Level.B_B], world().signer, NOW)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"startxref\n0\n%%EOF\n"])
def test_what_is_no_pdf_is_refused(pdf: bytes) -> None:
    """Whatever is handed in would come back with a signature behind it."""
    with pytest.raises(NoPage):
        sign_pdf(pdf, world().signer, NOW)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_page_is_refused_or_kept_as_it_is(data: st.DataObject) -> None:
    """A damaged table would send the reader into a loop, or end in another kind of error."""
    page = forms().page
    tail = page.rindex(b"xref\n", 0, -64)
    at = data.draw(st.integers(tail, len(page) - 1))
    octet = data.draw(st.integers(0, 255))
    damaged = page[:at] + bytes([octet]) + page[at + 1 :]
    try:
        signed = sign_pdf(damaged, world().signer, NOW)
    except NoPage:
        return
    assert signed.startswith(damaged)
