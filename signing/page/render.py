"""The page of a certificate as a tagged PDF/A-3, the same octets for the same words."""

import json
import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import fontpkg_ibm_plex_sans_arabic  # type: ignore[import-untyped]  # fonts, no stubs

from signing.page.blocks import Line, Prose, Row, Section, Table, Words
from signing.page.words import issued_at, words_of

if TYPE_CHECKING:
    from typst import Compiler

SIGNATURE_BOX: Final = (0, 59.5, 56.7, 229.6, 170.1)
"""Where the visible signature lies: page from 0, then x0, y0, x1, y1 in points from its foot."""
CODE_WIDTH: Final = 40.0
"""The side of the QR code on paper, quiet zone included, in millimetres (as in ``page.typ``)."""
SMALLEST_MODULE: Final = 0.4
"""What print and a scan at 150 dots to the inch still tell apart, in millimetres."""

_QUIET_ZONE = 4
_DARK = re.compile(b"\x00+")
_SVG = "http://www.w3.org/2000/svg"
_UNBROKEN = re.compile(r'(?![0-9a-f۰-۹٬-]{24})[^\s"\\]{24,}')
_PIECE = re.compile(".{8}(?=.)")
"""A run without a place to break is given some; digests and amounts stay whole."""
_END_OF_LINE = b"\n"
"""What an update adds begins on a line of its own (ISO 19005-3, clause 6.1.9)."""
_IMPORT = '#import "page.typ": page-of\n'
_HERE = Path(__file__).parent.resolve()
_ONE_AT_A_TIME = Lock()


def render(xml: bytes, seal: str) -> bytes:
    """Return the page of the certificate in ``xml``, ``seal`` its QR, both attached.

    The PDF (ISO 19005-3, conformance level A) depends on the two arguments alone: its dates are
    the certificate's own, its fonts come with the package. ``xml`` is the certificate as issued.
    One page is set at a time, whatever thread asks.

    Raises:
        Unspoken: no certificate, or one that the page has no words for.
        ValueError: a seal too long for its square.
    """
    words = json.dumps(words_of(xml), ensure_ascii=False, default=_entries)
    unbroken = _UNBROKEN.sub(lambda run: _PIECE.sub("\\g<0>\u200b", run[0]), words)
    given = ", ".join(map(_quoted, (_code(seal), xml.decode(), seal)))
    source = f"{_IMPORT}#page-of(json(bytes({_quoted(unbroken)})), {given})"
    with _ONE_AT_A_TIME:
        pdf = _compiler().compile(
            input=source.encode(), format="pdf", pdf_standards=["a-3a"], timestamp=issued_at(xml)
        )
    if not isinstance(pdf, bytes):
        raise TypeError("the compiler gives one PDF")
    return pdf + _END_OF_LINE


@cache
def _compiler() -> "Compiler":
    """Return the compiler, which keeps the page's source and fonts between calls."""
    import typst  # 80 MB that only a process that sets a page need have

    folder = Path(fontpkg_ibm_plex_sans_arabic.__file__).parent / "files"
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    return typst.Compiler(_HERE / "page.typ", root=_HERE, font_paths=fonts)


def _entries(block: Words | Section | Table | Prose | Row | Line) -> dict[str, object]:
    """Return what a part of the page holds; ``asdict`` would copy every word of it first."""
    return {name: getattr(block, name) for name in block.__slots__}


def _quoted(text: str) -> str:
    """Return ``text`` as a string of the page's language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _code(seal: str) -> str:
    """Return the QR code (ISO/IEC 18004, level M or better) of ``seal`` as SVG, a unit a module."""
    from zxingcpp import BarcodeFormat, create_barcode

    code = create_barcode(seal, BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(add_quiet_zones=False)
    rows = memoryview(image).tolist()  # type: ignore[arg-type]  # the stub hides its buffer
    side = len(rows) + 2 * _QUIET_ZONE
    if CODE_WIDTH / side < SMALLEST_MODULE:
        raise ValueError("the seal is too long for its square")
    lines = "".join(
        f"M{dark.start()} {row}.5h{dark.end() - dark.start()}"
        for row, modules in enumerate(rows)
        for dark in _DARK.finditer(bytes(modules))
    )
    view = f"{-_QUIET_ZONE} {-_QUIET_ZONE} {side} {side}"
    return f'<svg xmlns="{_SVG}" viewBox="{view}"><path stroke="#000" d="{lines}"/></svg>'
