"""The proof that page and XML say the same: it holds for ours, and for nothing that differs."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.page.phrases import shown
from signing.page.render import render
from signing.verify.pdf.pages import MAX_STREAM
from signing.verify.pdf.twin import check_twin
from signing.verify.report import Refused
from tests.vectors.certificates.pages import SEAL, VARIANTS, named, owing, variant, xml_of

LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآأؤئء"
NAMES = st.text(LETTERS + "\u200c \u200c ABCxyz.()«»-،0123۴۵۶", min_size=1, max_size=60)


def refusal(pdf: bytes, xml: bytes, check: str = "twin") -> str:
    """Return how ``check`` refuses the page against ``xml``."""
    with pytest.raises(Refused) as refused:
        check_twin(pdf, xml)
    assert refused.value.check == check
    return refused.value.detail


@pytest.mark.parametrize("name", VARIANTS)
def test_a_page_says_what_its_xml_says(name: str) -> None:
    """A true twin would be called false, and the worker would never store one."""
    xml, page = variant(name)
    check_twin(page, xml)


def test_every_letter_that_is_shown_has_its_glyph() -> None:
    """A certificate with a rare letter would get no page at all: PDF/A wants every glyph."""
    shown_ones = [one for one in map(chr, range(0x21, 0x2100)) if shown(one) == one]
    assert len(shown_ones) > 250
    for at in range(0, len(shown_ones), 60):
        xml = xml_of(named(" ب ".join(shown_ones[at : at + 60])))
        check_twin(render(xml, SEAL), xml)


@settings(max_examples=25, deadline=None)
@given(NAMES)
def test_whatever_the_name_its_page_is_its_twin(name: str) -> None:
    """A name in mixed writing would make its certificate's paper worthless."""
    xml = xml_of(named(name))
    check_twin(render(xml, SEAL), xml)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_one_character_changed_in_the_xml_is_found_on_the_page(data: st.DataObject) -> None:
    """The paper would say one thing, and the XML within it another."""
    xml, page = variant("common-debt")
    text = xml.decode()
    spoken = [place for place, one in enumerate(text) if _is_spoken(text, place, one)]
    place = data.draw(st.sampled_from(spoken))
    other = data.draw(st.sampled_from("0123456789" if text[place].isdigit() else "بجدز"))
    if other != text[place]:
        changed = f"{text[:place]}{other}{text[place + 1 :]}".encode()
        assert refusal(page, changed) in {"content", "seal", "frame", "words"}


def _is_spoken(text: str, place: int, one: str) -> bool:
    """Tell whether the page says the character: those between tags, digits and Persian letters."""
    outside = text.rfind("<", 0, place) < text.rfind(">", 0, place)
    return outside and (one.isdigit() or one in LETTERS)


CHANGES: dict[str, tuple[str, str]] = {
    "amount": (">1500000<", ">1500001<"),
    "name": ("نمونه‌الدین", "نمونه‌الدیز"),
    "national-id": (">0047112239<", ">0047112230<"),
    "workshop": (">0001234567<", ">0001234568<"),
    "birth-day": (">1981-03-21<", ">1981-03-22<"),
    "jalali": ('jalali="1360/01/01"', 'jalali="1360/01/02"'),
    "fact": ('name="debt.definite"', 'name="debt.divisible"'),
    "source": ('source="civil_registry"', 'source="insurance_ledger"'),
    "as-of": ("T11:59:00", "T11:58:59"),
    "reason": ("بدهی ثبت شده است.", "بدهی ثبت نشده است."),
    "english": ("A debt stands.", "No debt stands."),
    "role": ('role="transferee"', 'role="transferor"'),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_fact_is_found(name: str) -> None:
    """Each kind of fact on the page would be free to differ from the XML's."""
    xml, page = variant("common-debt")
    old, new = CHANGES[name]
    assert old in xml.decode()
    forged = xml.decode().replace(old, new, 1).encode()
    assert refusal(render(forged, SEAL), xml) in {"content", "seal"}
    assert refusal(page, forged) in {"content", "seal"}


def test_two_facts_exchanged_are_found() -> None:
    """Every value would be there, beside the wrong label."""
    swapped = render(xml_of(owing([2, 1])), SEAL)
    assert refusal(swapped, xml_of(owing([1, 2]))) == "seal"


def test_the_page_of_another_certificate() -> None:
    """The paper of one case would stand for another."""
    assert refusal(variant("clearance")[1], variant("statement")[0]) == "frame"
    assert refusal(variant("statement")[1], variant("clearance")[0]) == "frame"


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"<Certificate/>", b"%PDF-1.7\n" + b"\0" * 99])
def test_what_is_no_pdf(pdf: bytes) -> None:
    """A verifier would end in a traceback."""
    assert refusal(pdf, variant("clearance")[0], "well-formed")


def test_an_xml_without_words() -> None:
    """A certificate of a kind to come would end in a traceback."""
    xml, page = variant("clearance")
    assert refusal(page, xml.replace(b">article37<", b">article99<")) == "words"


def test_one_page_too_few_or_too_many() -> None:
    """A debt on the last page could be left out."""
    xml, page = variant("many-debts")
    assert refusal(_resaved(page, lambda one: one.pop()), xml) == "frame"
    assert refusal(_resaved(page, lambda one: one.append(one[-1])), xml) == "frame"


def _resaved(pdf: bytes, change: Callable[[generic.ArrayObject], object]) -> bytes:
    """Return ``pdf`` with a change in the list of its pages."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    tree = writer.root["/Pages"]
    change(tree["/Kids"])
    tree["/Count"] = generic.NumberObject(len(tree["/Kids"]))
    writer.update_container(tree)
    return _written(writer)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _drawn(pdf: bytes, more: bytes) -> bytes:
    """Return ``pdf`` with ``more`` at the end of what its first page draws."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    contents = page["/Contents"].data + b"\n" + more
    stream = generic.StreamObject(stream_data=contents)
    stream.compress()
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)
    return _written(writer)


def _first_font(pdf: bytes) -> bytes:
    """Return how the first page names a font, and a letter that it has."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    drawn = writer.root["/Pages"]["/Kids"][0]["/Contents"].data
    found = re.search(rb"(/f\d+) [\d.]+ Tf", drawn)
    assert found
    return found[1]


LETTER = b"<0001> Tj ET"
STROKES: dict[str, tuple[bytes, str]] = {
    "a letter more": (b"BT %b 9 Tf 1 0 0 1 100 400 Tm " + LETTER, "seal"),
    "in the frame": (b"/Artifact BMC BT %b 9 Tf 1 0 0 1 9 9 Tm " + LETTER + b" EMC", "frame"),
    "unseen": (b"BT 3 Tr %b 9 Tf 1 0 0 1 100 400 Tm " + LETTER, "hidden-text"),
    "white": (b"/c0 cs 1 1 1 scn BT %b 9 Tf 1 0 0 1 9 9 Tm " + LETTER, "hidden-text"),
    "moved within the line": (b"BT %b 9 Tf 1 0 0 1 100 400 Tm 5 0 Td " + LETTER, "operator"),
    "without a font": (b"BT " + LETTER, "font"),
    "another font": (b"BT /Helv 9 Tf " + LETTER, "operator"),
    "no letter of it": (b"BT %b 9 Tf 1 0 0 1 100 400 Tm <FFFE> Tj ET", "font"),
    "half a code": (b"BT %b 9 Tf 1 0 0 1 100 400 Tm <00> Tj ET", "font"),
    "a picture": (b"BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI", "operator"),
    "a form": (b"/Fm0 Do", "operator"),
    "a veil": (b"/gs0 gs", "operator"),
    "a colour of words": (b"/c0 cs /f0 scn", "operator"),
    "one end too many": (b"EMC", "operator"),
    "one state too few": (b"Q", "operator"),
}


@pytest.mark.parametrize("name", STROKES)
def test_anything_more_on_the_page_is_found(name: str) -> None:
    """A sentence could be added, laid over, or kept from the reader's eyes."""
    xml, page = variant("common-debt")
    stroke, expected = STROKES[name]
    assert refusal(_drawn(page, stroke.replace(b"%b", _first_font(page))), xml) == expected


def test_a_note_laid_over_the_page_is_found() -> None:
    """A reader's program would show the note in place of the text."""
    xml, page = variant("common-debt")
    writer = IncrementalPdfFileWriter(BytesIO(page))
    first = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": "/Annot", "/Subtype": "/FreeText"}
    entries = {generic.pdf_name(name): generic.pdf_name(value) for name, value in note.items()} | {
        generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9, 9, 99, 99))),
        generic.pdf_name("/Contents"): generic.pdf_string("0"),
    }
    annotation = writer.add_object(generic.DictionaryObject(entries))
    first["/Annots"] = generic.ArrayObject([annotation])
    writer.update_container(first)
    assert refusal(_written(writer), xml) == "annotation"


def test_a_font_of_another_kind_is_refused() -> None:
    """The letters of a page could not be told from their codes."""
    xml, page = variant("common-debt")
    other = page.replace(b"/Encoding/Identity-H", b"/Encoding/Identity-V")
    assert other != page
    assert refusal(other, xml) == "font"


def test_content_that_is_no_packed_stream_is_refused() -> None:
    """A page could unpack to anything, or to a gigabyte."""
    xml, page = variant("common-debt")
    writer = IncrementalPdfFileWriter(BytesIO(page))
    first = writer.root["/Pages"]["/Kids"][0]
    for data in (b"", b"0" * (MAX_STREAM + 1)):
        stream = generic.StreamObject(stream_data=data)
        if data:
            stream.compress()
        first["/Contents"] = writer.add_object(stream)
        writer.update_container(first)
        assert refusal(_written(writer), xml) == "stream"
