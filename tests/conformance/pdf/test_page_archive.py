"""The page is PDF/A-3a to a validator that shares nothing with us, and stays it when it grows."""

from tests.conformance.pades.forms import forms
from tests.conformance.pdf.archivist import COMPLIANT, judged, needs_verapdf
from tests.vectors.certificates.pages import VARIANTS, variant

pytestmark = needs_verapdf


def test_every_page_and_every_level_can_be_archived() -> None:
    """An archive that admits PDF/A alone would turn certificates away, years later."""
    files = {f"{name}.pdf": variant(name)[1] for name in VARIANTS}
    files |= {f"{level}.pdf": pdf for level, pdf in forms().by_level.items()}
    assert judged(files) == dict.fromkeys(files, COMPLIANT)


def test_the_judge_finds_faults() -> None:
    """The test above would mean nothing."""
    page = variant("clearance")[1]
    faults = {
        "level.pdf": page.replace(b"<pdfaid:conformance>A<", b"<pdfaid:conformance>Q<"),
        "tags.pdf": page.replace(b"/Marked true", b"/Marked null"),
        "source.pdf": page.replace(b"/AFRelationship", b"/AFRelationshiq"),
    }
    assert all(fault != page for fault in faults.values())
    assert COMPLIANT not in judged(faults).values()
