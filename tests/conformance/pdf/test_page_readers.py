"""Other readers of PDF find on the page what we say is there: Poppler's tools, and PDFium."""

import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from schemas.canonical.text import ascii_digits
from tests.vectors.certificates.pages import SENTENCE, VARIANTS, variant

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


def asked(tool: str, pdf: bytes, folder: Path, *options: str) -> str:
    """Return what a tool of Poppler says of ``pdf``."""
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    command = [tool, *options, str(path)]
    command += ["-"] if tool == "pdftotext" else []
    return subprocess.run(command, check=True, capture_output=True).stdout.decode(
        "utf-8", "replace"
    )


def plain(text: str) -> str:
    """Return ``text`` without the marks of direction that a tool puts about its words."""
    return " ".join(text.translate(dict.fromkeys(range(0x202A, 0x202F))).split())


@needs_poppler
def test_a_sentence_comes_out_whole(tmp_path: Path) -> None:
    """A screen reader would read the words of a deed backwards, or letter by letter."""
    words = plain(asked("pdftotext", variant("sentence")[1], tmp_path, "-raw"))
    drawn = SENTENCE.replace("،", "").replace(".", "").split()
    assert set(drawn) <= {word.strip("،.") for word in words.split()}
    layout = plain(asked("pdftotext", variant("sentence")[1], tmp_path, "-layout"))
    first, second = SENTENCE.split("، ")
    assert first in layout
    assert second in layout


def test_pdfium_reads_the_sentence_in_its_order() -> None:
    """What is copied out of a browser would be another text."""
    text = pypdfium2.PdfDocument(variant("sentence")[1])[0].get_textpage().get_text_range()
    assert SENTENCE.rstrip(".") in text


@pytest.mark.parametrize("name", ["statement", "many-debts", "largest-debt"])
def test_pdfium_finds_every_amount(name: str) -> None:
    """Amounts would stand on the page with their digits turned about."""
    xml, page = variant(name)
    document = pypdfium2.PdfDocument(page)
    text = ascii_digits("".join(one.get_textpage().get_text_range() for one in document))
    amounts = [one.split("<")[0] for one in xml.decode().split('unit="rials">')[1:]]
    assert amounts
    assert all(f"{int(one):,}".replace(",", "٬") in text for one in amounts)


@needs_poppler
@pytest.mark.parametrize("name", VARIANTS)
def test_every_font_travels_with_the_page(name: str, tmp_path: Path) -> None:
    """A machine without our font would show boxes, or another font's digits."""
    fonts = asked("pdffonts", variant(name)[1], tmp_path).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert "+IBMPlexSansArabic-" in font
        assert font.split()[-5:-2] == ["yes", "yes", "yes"]


@needs_poppler
def test_the_page_is_tagged_and_told_to_be_persian(tmp_path: Path) -> None:
    """A screen reader would spell it in another language, or not find its headings."""
    page = variant("clearance")[1]
    assert "Tagged:          yes" in asked("pdfinfo", page, tmp_path)
    outline = asked("pdfinfo", page, tmp_path, "-struct")
    tags = set(re.findall(r"^ *(\w+)", outline, re.MULTILINE))
    assert tags >= {"H1", "H2", "P", "Table", "TH", "TD", "Figure"}
    assert b"/Lang(fa)" in page
    assert b"/Direction/R2L" in page


@needs_poppler
def test_the_attachments_come_out_of_another_tool(tmp_path: Path) -> None:
    """Whoever has another program could not get at the XML."""
    xml, page = variant("statement")
    asked("pdfdetach", page, tmp_path, "-saveall", "-o", str(tmp_path))
    assert (tmp_path / "certificate.xml").read_bytes() == xml
