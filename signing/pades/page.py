"""What a signature has to know of the PDF it is added to, read from the form the renderer writes.

Read are the trailer, the catalog and the first page, each as its octets, by classic
cross-reference tables (ISO 32000-2, clauses 7.5.4 and 7.7.2); nothing else is looked at. What was
read wrongly does not get out: the verifier, which shares no code with this, is asked of every
document before it is stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_TAIL: Final = 64
_ENTRY: Final = 20
_END: Final = re.compile(rb"startxref\n(\d{1,8})\n%%EOF\n\Z")
_SUBSECTION: Final = re.compile(rb"(\d{1,7}) (\d{1,7})\r?\n")
_OFFSET: Final = re.compile(rb"(\d{10}) 00000 n")
_DICTIONARY: Final = re.compile(
    rb"(?P<number>\d{1,7}) 0 obj\s*(?P<text><<.*?>>)\s*endobj", re.DOTALL
)
_TRAILER: Final = re.compile(rb"trailer\s*<<(?P<text>.*?)>>\s*startxref\n", re.DOTALL)
_SIZE: Final = re.compile(rb"/Size (\d{1,7})")
_PREVIOUS: Final = re.compile(rb"/Prev (\d{1,8})")
_ROOT: Final = re.compile(rb"/Root (\d{1,7}) 0 R")
_INFO: Final = re.compile(rb"/Info \d{1,7} 0 R")
_ID: Final = re.compile(rb"/ID ?\[ ?(\([^()\\]*\)|<[0-9A-Fa-f]*>)")
_PAGES: Final = re.compile(rb"/Pages (\d{1,7}) 0 R")
_FIRST_KID: Final = re.compile(rb"/Kids ?\[ ?(\d{1,7}) 0 R")
_DEEPEST: Final = 8


class NoPage(ValueError):
    """No PDF in the form that the renderer writes; ``args[0]`` says what was missing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An indirect dictionary: its number and its octets from ``<<`` to ``>>``."""

    number: int
    text: bytes

    def with_entries(self, added: Mapping[bytes, bytes]) -> "Entry":
        """Return the dictionary with ``added``, none of which it has; raises `NoPage`."""
        if any(key in self.text for key in added):
            raise NoPage("an entry that a signature adds is there already")
        lines = b"\n".join(b"%s %s" % entry for entry in added.items())
        return Entry(self.number, b"%s\n%s\n>>" % (self.text.removesuffix(b">>"), lines))


@dataclass(frozen=True, slots=True)
class PageFile:
    """The parts of a PDF that a signature refers to or replaces.

    ``size`` is the first free object number, ``table`` where the last table begins, ``info`` the
    trailer's reference or empty, ``identifier`` the first half of the file identifier as written.
    """

    size: int
    table: int
    info: bytes
    identifier: bytes
    catalog: Entry
    page: Entry


def read_page(pdf: bytes) -> PageFile:
    """Return what a signature has to know of ``pdf``; raises `NoPage` for another form of file."""
    table = int(_found(_END, pdf[-_TAIL:], "the end")[1])
    trailer = _found(_TRAILER, pdf, "the trailer", table)["text"]
    catalog = _object(pdf, table, int(_found(_ROOT, trailer, "the catalog")[1]))
    page = _object(pdf, table, int(_found(_PAGES, catalog.text, "the pages")[1]))
    for _ in range(_DEEPEST):
        kid = _FIRST_KID.search(page.text)
        if kid is None:
            break
        page = _object(pdf, table, int(kid[1]))
    info = _INFO.search(trailer)
    return PageFile(
        size=int(_found(_SIZE, trailer, "the size")[1]),
        table=table,
        info=info[0] if info else b"",
        identifier=_found(_ID, trailer, "the identifier")[1],
        catalog=catalog,
        page=page,
    )


def _object(pdf: bytes, table: int, number: int) -> Entry:
    """Return the dictionary that is object ``number``, as the newest table tells of it."""
    found = _DICTIONARY.match(pdf, _offset(pdf, table, number))
    if found is None or int(found["number"]) != number:
        raise NoPage("an object is not where its table says")
    return Entry(number, found["text"])


def _offset(pdf: bytes, table: int, number: int) -> int:
    """Return where object ``number`` begins, by the table at ``table`` and those before it."""
    place = table + len(b"xref\n")
    while section := _SUBSECTION.match(pdf, place):
        first, count, place = int(section[1]), int(section[2]), section.end()
        if first <= number < first + count:
            at = place + _ENTRY * (number - first)
            return int(_found(_OFFSET, pdf[at : at + _ENTRY], "an object")[1])
        place += _ENTRY * count
    trailer = _found(_TRAILER, pdf, "the trailer", place)["text"]
    earlier = int(_found(_PREVIOUS, trailer, "an object")[1])
    if earlier >= table:
        raise NoPage("tables that do not lead back")
    return _offset(pdf, earlier, number)


def _found(pattern: re.Pattern[bytes], octets: bytes, what: str, start: int = 0) -> re.Match[bytes]:
    """Return what ``pattern`` finds from ``start``; raises `NoPage` for ``what`` is missing."""
    found = pattern.search(octets, start)
    if found is None:
        raise NoPage(f"no PDF as it is rendered: {what} is missing")
    return found
