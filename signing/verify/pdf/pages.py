"""The pages of a PDF of ours: what each draws, with which fonts, and that nothing lies over it."""

import zlib
from collections.abc import Mapping
from typing import Final

from signing.verify.pdf.file import File
from signing.verify.pdf.objects import Ref, Value
from signing.verify.pdf.printed import Page, read_page
from signing.verify.report import Refused

MAX_PAGES: Final = 64
MAX_STREAM: Final = 2 * 1024 * 1024
"""What the content of one page may unpack to; ours has some 60 KB."""


def pages_of(file: File) -> tuple[Page, ...]:
    """Return what the pages of ``file`` say, as they are in its newest revision.

    Raises `Refused`: twin with ``pages`` (a tree of more than one level, or too many), ``stream``,
    ``annotation``, and what `read_page` finds; or well-formed.
    """
    tree = file.dictionary(file.root(file.last).get("Pages"), file.last)
    kids = file.array(tree.get("Kids"), file.last)
    if not 1 <= len(kids) <= MAX_PAGES or "Resources" in tree:
        raise Refused("twin", "pages")
    return tuple(_page(file, file.dictionary(kid, file.last)) for kid in kids)


def _page(file: File, page: Mapping[str, Value]) -> Page:
    """Return what one page says (ISO 32000-2, clause 7.7.3.3)."""
    if page.get("Type") != "Page":
        raise Refused("twin", "pages")
    _check_notes(file, page)
    resources = file.dictionary(page.get("Resources"), file.last)
    fonts = file.dictionary(resources.get("Font", {}), file.last)
    return read_page(
        _stream(file, page.get("Contents")),
        {name: _meanings(file, font) for name, font in fonts.items()},
    )


def _check_notes(file: File, page: Mapping[str, Value]) -> None:
    """Check that nothing but fields lies on the page (clause 12.5.2)."""
    for note in file.array(page.get("Annots", []), file.last):
        if file.dictionary(note, file.last).get("Subtype") != "Widget":
            raise Refused("twin", "annotation")


def _meanings(file: File, font: Value) -> bytes:
    """Return the ToUnicode map of a font whose codes have two octets."""
    entries = file.dictionary(font, file.last)
    if entries.get("Subtype") != "Type0" or entries.get("Encoding") != "Identity-H":
        raise Refused("twin", "font")
    return _stream(file, entries.get("ToUnicode"))


def _stream(file: File, reference: Value) -> bytes:
    """Return what the stream at ``reference`` unpacks to."""
    found = file.read(reference.number, file.last) if isinstance(reference, Ref) else None
    if found is None or found.octets is None or not isinstance(found.value, dict):
        raise Refused("twin", "stream")
    if found.value.get("Filter") != "FlateDecode" or "DecodeParms" in found.value:
        raise Refused("twin", "stream")
    unpacking = zlib.decompressobj()
    try:
        octets = unpacking.decompress(found.octets, MAX_STREAM)
    except zlib.error:
        raise Refused("twin", "stream") from None
    if not unpacking.eof:
        raise Refused("twin", "stream")
    return octets
