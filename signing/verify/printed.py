"""What the pages of a PDF say, read by PDFium as a reader would see it, in logical order.

A page of ours is made of text and of lines; whatever could show or hide something else is refused.
PDFium gives the glyphs of a line from left to right, and a right-to-left text is put back into the
order in which it is read (ISO 32000-2, clause 14.8.2.5.3, ReversedChars).
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from threading import Lock
from typing import Any, Final
from unicodedata import bidirectional, category

import pypdfium2  # type: ignore[import-untyped]  # the wheel has no stubs
from pypdfium2 import raw

from signing.verify.report import Refused

MAX_PAGES: Final = 64
_DRAWN: Final = frozenset({raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH})
_PALEST: Final = 0x90
"""The lightest that the darkest channel of a letter's colour may be."""
_NEAR: Final = 0.05
_NAME_SIZE: Final = 64
_BACKWARD: Final = frozenset({"R", "AL"})
_MARK: Final = "Mn"
_ONE_AT_A_TIME = Lock()
"""PDFium is not made for more than one thread."""


@dataclass(frozen=True, slots=True)
class Page:
    """The texts of a page: its content, and what the frame (head, foot, repeated heads) says."""

    content: str
    frame: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one text object shows, from ``left`` on the line at ``base``, in points.

    ``single`` is that of one glyph.
    """

    text: str
    left: float
    base: float
    backwards: bool
    single: bool
    frame: bool


def pages_of(pdf: bytes) -> tuple[Page, ...]:
    """Return what the pages of ``pdf`` say, white space left as it comes.

    Raises `Refused` (twin) for a PDF that PDFium does not read, one of too many pages, an object
    that is neither text nor line, text that nobody can see, and a note laid over a page.
    """
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise Refused("twin", "unreadable") from None
        try:
            if len(document) > MAX_PAGES:
                raise Refused("twin", "too-many-pages")
            return tuple(_page(document[place]) for place in range(len(document)))
        except pypdfium2.PdfiumError:
            raise Refused("twin", "unreadable") from None
        finally:
            document.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    """Return what one page says."""
    _check_notes(page)
    objects = [
        raw.FPDFPage_GetObject(page, place) for place in range(raw.FPDFPage_CountObjects(page))
    ]
    if any(raw.FPDFPageObj_GetType(one) not in _DRAWN for one in objects):
        raise Refused("twin", "object")
    glyphs = _glyphs(page)
    size = page.get_size()
    texts = [one for one in objects if raw.FPDFPageObj_GetType(one) == raw.FPDF_PAGEOBJ_TEXT]
    for one in texts:
        _check_visible(one, size)
    pieces = [_piece(one, glyphs.get(_address(one), [])) for one in texts]
    kept = [one for one, after in zip_longest(pieces, pieces[1:]) if not _repeats(one, after)]
    content, frame = (
        _joined([one for one in kept if one.frame is wanted]) for wanted in (False, True)
    )
    return Page(content, frame)


def _check_notes(page: pypdfium2.PdfPage) -> None:
    """Check that nothing but fields of signatures lies on the page (clause 12.5.2)."""
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, place)
        subtype = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if subtype != raw.FPDF_ANNOT_WIDGET:
            raise Refused("twin", "annotation")


def _glyphs(page: pypdfium2.PdfPage) -> dict[int, list[tuple[float, float, str]]]:
    """Return place and letters of every character by the text object that shows it."""
    found: dict[int, list[tuple[float, float, str]]] = {}
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    for place in range(raw.FPDFText_CountChars(text)):
        shown_by = raw.FPDFText_GetTextObject(text, place)
        if shown_by and raw.FPDFText_GetCharOrigin(text, place, x, y):
            letter = chr(raw.FPDFText_GetUnicode(text, place))
            found.setdefault(_address(shown_by), []).append((x.value, y.value, letter))
    text.close()
    return found


def _address(pointer: Any) -> int:
    """Return what tells one object of PDFium from another."""
    return ctypes.addressof(pointer.contents)


def _check_visible(one: Any, size: tuple[float, float]) -> None:
    """Check that a text is filled with ink that shows, and lies on the page."""
    channels = [ctypes.c_uint() for _ in range(4)]
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(one, *channels)
    raw.FPDFPageObj_GetBounds(one, *edges)
    *colour, opacity = (channel.value for channel in channels)
    left, bottom, right, top = (edge.value for edge in edges)
    inked = raw.FPDFTextObj_GetTextRenderMode(one) == raw.FPDF_TEXTRENDERMODE_FILL
    inside = left >= 0 and bottom >= 0 and right <= size[0] and top <= size[1]
    if not inked or opacity != 0xFF or min(colour) > _PALEST or not inside:
        raise Refused("twin", "hidden-text")


def _piece(one: Any, glyphs: Sequence[tuple[float, float, str]]) -> _Piece:
    """Return what a text object shows, its letters in the order in which they are read."""
    marks = [
        raw.FPDFPageObj_GetMark(one, place) for place in range(raw.FPDFPageObj_CountMarks(one))
    ]
    names = {_name(mark) for mark in marks}
    letters = "".join(letter for _, _, letter in glyphs)
    backwards = "ReversedChars" in names or any(bidirectional(one) in _BACKWARD for one in letters)
    places = {x for x, _, _ in glyphs}
    return _Piece(
        text="".join(_ordered(glyphs, backwards=backwards)),
        left=min(places, default=0.0),
        base=glyphs[0][1] if glyphs else 0.0,
        backwards=backwards,
        single=len(places) == 1,
        frame="Artifact" in names,
    )


def _ordered(glyphs: Sequence[tuple[float, float, str]], *, backwards: bool) -> Iterator[str]:
    """Yield the letters by their place; those of one glyph PDFium has turned with the line."""
    by_place = sorted(glyphs, key=lambda one: one[0], reverse=backwards)
    for _, together in groupby(by_place, key=lambda one: one[0]):
        letters = [letter for _, _, letter in together]
        yield "".join(reversed(letters) if backwards else letters)


def _repeats(one: _Piece, after: _Piece | None) -> bool:
    """Tell whether ``one`` is a vowel mark drawn by itself, which names the letter it stands on.

    The letter comes with the next piece, whose last it is.
    """
    letters = _letters(one.text)
    marked = one.single and letters != one.text
    return marked and after is not None and _letters(after.text).endswith(letters)


def _letters(text: str) -> str:
    return "".join(one for one in text if category(one) != _MARK)


def _joined(pieces: Sequence[_Piece]) -> str:
    """Return the texts in reading order: those of a line to the left run from right to left."""
    lines: list[list[str]] = []
    before: _Piece | None = None
    for one in pieces:
        if before is not None and _continues(before, one):
            lines[-1].insert(0, one.text)
        else:
            lines.append([one.text])
        before = one
    return " ".join(text for line in lines for text in line)


def _continues(before: _Piece, one: _Piece) -> bool:
    """Tell whether ``one`` was drawn behind ``before`` but is read ahead of it."""
    same_line = abs(one.base - before.base) < _NEAR
    return before.backwards and one.backwards and same_line and one.left >= before.left


def _name(mark: Any) -> str:
    """Return the name of a marked content (clause 14.6)."""
    buffer, length = (ctypes.c_ushort * (_NAME_SIZE // 2))(), ctypes.c_ulong()
    if not raw.FPDFPageObjMark_GetName(mark, buffer, _NAME_SIZE, length):
        return ""
    return bytes(buffer)[: length.value].decode("utf-16-le", "replace").rstrip("\0")
