"""Any octet changed, cut out or put in: never a traceback, never "valid"."""

import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical.validation import Level
from signing.verify.pdf import verify_pdf
from signing.verify.report import Report
from tests.conformance.pades.forms import LATER, forms, policy

_places = st.floats(0, 1, exclude_max=True)
_levels = st.sampled_from(list(Level))


def _judged(data: bytes) -> Report:
    return verify_pdf(data, policy=policy(), at=LATER)


def _update_of(pdf: bytes) -> int:
    """Return where the first signature's own update begins."""
    return len(forms().page) if pdf.startswith(forms().page) else 0


@cache
def _last_value() -> tuple[int, int]:
    """Return from where to where the last token stands, which covers all but itself."""
    *_, last = re.finditer(rb"/Contents <[0-9A-F]+>", forms().by_level[Level.B_LTA])
    return last.span()


@settings(max_examples=300)
@given(place=_places, flip=st.integers(1, 255), update=st.booleans())
def test_no_octet_of_a_signed_form_can_change(place: float, flip: int, update: bool) -> None:
    """Something in a certificate would be free to change after it was signed."""
    data = bytearray(forms().by_level[Level.B_B])
    first = _update_of(bytes(data)) if update else 0
    data[first + int(place * (len(data) - first))] ^= flip
    report = _judged(bytes(data))
    assert not report.ok
    assert report.number is None


@settings(max_examples=60)
@given(place=_places, flip=st.integers(1, 255))
def test_no_octet_under_an_archive_time_stamp_can_change(place: float, flip: int) -> None:
    """Validation data would be free to change after they were archived."""
    data = bytearray(forms().by_level[Level.B_LTA])
    first, start, end = _update_of(bytes(data)), *_last_value()
    changed = first + int(place * (len(data) - first))
    if start <= changed < end:
        changed = end + changed % (len(data) - end)
    data[changed] ^= flip
    assert not _judged(bytes(data)).ok


@settings(max_examples=100)
@given(level=_levels, place=_places, size=st.integers(1, 4_000), put=st.binary(max_size=40))
def test_octets_cut_out_or_put_in(level: Level, place: float, size: int, put: bytes) -> None:
    """A damaged file would end the verifier, or pass."""
    whole = forms().by_level[level]
    start = int(place * len(whole))
    damaged = whole[:start] + put + whole[start + size :]
    report = _judged(damaged)
    assert report.ok == (damaged in forms().by_level.values())


@settings(max_examples=100)
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_anything_else(head: bytes, tail: bytes) -> None:
    """A file that is something else would end the verifier."""
    for data in (head, b"%PDF-1.7\n" + head, b"%PDF-1.7\n" + head + b"startxref\n9\n%%EOF\n"):
        assert _judged(data).checks[-1].name == "well-formed"
    update = forms().by_level[Level.B_B][_update_of(forms().by_level[Level.B_B]) :]
    assert not _judged(b"%PDF-1.7\n" + head + update + tail).ok


_WORDS = [
    b"<<",
    b">>",
    b"[",
    b"]",
    b"/A",
    b"1",
    b"1 0 R",
    b"(a)",
    b"<41>",
    b"true",
    b"-.5",
    b"(",
    b"\\",
    b"/#41",
]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(_WORDS), max_size=60))
def test_any_trailer(words: list[bytes]) -> None:
    """A trailer of any shape would end the verifier."""
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n" + b" ".join(words)
    data = b"%PDF-1.7\n" + table + b"\nstartxref\n9\n%%EOF\n"
    assert _judged(data).checks[-1].name in {"well-formed", "one-signature"}
