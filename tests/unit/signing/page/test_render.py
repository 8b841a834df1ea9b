"""The page: the same octets wherever it is made, with its XML, its seal and its frame in place."""

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
import segno
from pypdfium2 import raw

from signing.page.render import CODE_WIDTH, SIGNATURE_BOX, SMALLEST_MODULE, render
from signing.page.words import Unspoken
from signing.verify.pdf.twin import check_twin
from tests.architecture.source import ROOT
from tests.vectors.certificates.pages import SEAL, VARIANTS, variant, xml_of
from tests.vectors.certificates.samples import clearance, statement

ELSEWHERE = """
import sys
from hashlib import sha256
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from signing.page.render import render
for name in sys.argv[3:]:
    print(sha256(render(Path(name).read_bytes(), sys.argv[2])).hexdigest())
"""
POINTS_TO_THE_MM = 72 / 25.4


def opened(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf)


def test_the_same_octets_again_after_others() -> None:
    """Two workers would make two twins of one certificate, and the XML could name but one."""
    xml, page = variant("clearance")
    assert render(xml_of(statement()), SEAL) != page
    assert render(xml, SEAL) == page
    assert render(xml, SEAL + "0") != page


def test_the_same_octets_in_another_process_zone_locale_and_folder(tmp_path: Path) -> None:
    """A twin could not be made again after a move to another machine."""
    names = ("clearance", "many-debts")
    for name in names:
        (tmp_path / name).write_bytes(variant(name)[0])
    paths = [str(tmp_path / name) for name in names]
    made = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(ROOT), SEAL, *paths],
        env={"TZ": "Pacific/Chatham", "LC_ALL": "C", "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.split() == [sha256(variant(name)[1]).hexdigest() for name in names]


def test_xml_and_seal_are_attached_octet_for_octet() -> None:
    """The signature of the XML would break on the way out of the PDF."""
    xml, page = variant("clearance")
    document = opened(page)
    attached = [document.get_attachment(place) for place in range(document.count_attachments())]
    assert [one.get_name() for one in attached] == ["certificate.xml", "seal.txt"]
    assert [bytes(one.get_data()) for one in attached] == [xml, SEAL.encode()]
    assert b"/AFRelationship/Source" in page
    assert b"/Subtype/text#2Fxml" in page


def test_words_are_not_taken_for_the_language_of_the_page() -> None:
    """A workshop's name would end a string of the page's source and go on as its program."""
    hostile = '") #panic("x") \\u{41} $a$ *b* \\'
    made = clearance()
    xml = xml_of(replace(made, subject=replace(made.subject, workshop_name=hostile)))
    page = render(xml, SEAL)
    check_twin(page, xml)
    assert bytes(opened(page).get_attachment(0).get_data()) == xml


def test_the_document_is_named_for_its_certificate() -> None:
    """A reader's window, and a search in an archive, would not show which certificate it is."""
    told = opened(variant("clearance")[1]).get_metadata_dict()
    assert told["Title"] == "گواهی مادۀ ۳۷ ۳۷-۱۴۰۵-۰۰۰۰۰۰۰۱۲۳-۱"
    assert told["Author"] == "سازمان تأمین اجتماعی"
    assert "۳۷-۱۴۰۵-۰۰۰۰۰۰۰۱۲۳-۱" in told["Keywords"]
    assert told["CreationDate"].startswith(("D:20261122083000", "D:20261122120000"))


@pytest.mark.parametrize(
    ("name", "pages"),
    [("sentence", 1), ("common-debt", 1), ("many-debts", 5), ("prose", 3)],
)
def test_the_number_of_pages(name: str, pages: int) -> None:
    """A common certificate would spill over, or a long one be cut off at the foot."""
    assert len(opened(variant(name)[1])) == pages


@pytest.mark.parametrize("name", VARIANTS)
def test_no_text_leaves_the_margins(name: str) -> None:
    """A long name would run off the paper."""
    margin = 20 * POINTS_TO_THE_MM
    for page in opened(variant(name)[1]):
        width, _ = page.get_size()
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            left, _, right, _ = one.get_bounds()
            assert left == right or (left >= margin and right <= width - margin)


@pytest.mark.parametrize("name", ["clearance", "many-debts"])
def test_the_frame_of_the_signature_is_where_it_is_said_to_be(name: str) -> None:
    """The signature of the PDF would lie across the text."""
    place, *box = SIGNATURE_BOX
    page = opened(variant(name)[1])[place]
    frames = [one.get_bounds() for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
    assert any(one == pytest.approx(box, abs=1.5) for one in frames)
    words = page.get_textpage().get_text_bounded(*box)
    assert "امضای" in words
    assert len(words.split()) == 2


def test_the_square_of_the_code_is_as_wide_as_is_said() -> None:
    """The modules of the code would be finer than was reckoned."""
    page = opened(variant("clearance")[1])[0]
    dark = [one.get_bounds() for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
    sides = [right - left for left, bottom, right, top in dark if top < 200 and right - left < 120]
    code = segno.make_qr(SEAL, error="m")
    module = CODE_WIDTH / code.symbol_size(border=4)[0]
    assert module >= SMALLEST_MODULE
    modules = code.symbol_size(border=0)[0]
    assert max(sides) / POINTS_TO_THE_MM == pytest.approx(module * (modules + 2), abs=module)


def test_a_seal_too_long_for_paper_is_refused() -> None:
    """The code would be printed so fine that no scan could read it."""
    with pytest.raises(ValueError, match="too long"):
        render(variant("clearance")[0], "A" * 900)


def test_what_is_no_certificate_has_no_page() -> None:
    """A page with the organization's head could be had for anything."""
    with pytest.raises(Unspoken):
        render(b"<a/>", SEAL)
    with pytest.raises(Unspoken):
        render(xml_of(clearance()).replace(b">article37<", b">article99<"), SEAL)
