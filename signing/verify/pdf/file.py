"""A PDF as the revisions it grew by: each one's objects, and where it ends (ISO 32000-2, 7.5.6).

Read is the one form that is written here: cross-reference tables, one after the other, chained
from the last back to the first; no streams of them, no repair of what is damaged, no encryption.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from signing.verify.pdf.objects import Ref, Scanner, Value
from signing.verify.report import Refused

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_REVISIONS: Final = 128
"""Two a year, and the century is over before they are."""
MAX_ENTRIES: Final = 20_000
"""How many objects all tables together may tell of; a page of ours has some hundreds."""

_HEADER = re.compile(rb"%PDF-1\.[0-9][\r\n]")
_END = re.compile(rb"startxref\n(\d{1,8})\n%%EOF\n")
_SUBSECTION = re.compile(rb"(\d{1,7}) (\d{1,7})\r?\n")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \n|\r\n| \r)")
_ENTRY_SIZE = 20
_OBJECT = re.compile(rb"(\d{1,7}) 0 obj[\r\n ]")
_TAIL = 64


@dataclass(frozen=True, slots=True)
class Revision:
    """What one update wrote: objects by number with their offsets, trailer, extent in the file.

    ``table`` is where its cross-reference table begins, ``end`` where the revision ends.
    """

    offsets: Mapping[int, int]
    freed: frozenset[int]
    trailer: Mapping[str, Value]
    start: int
    table: int
    end: int


@dataclass(frozen=True, slots=True)
class _Section:
    offsets: Mapping[int, int]
    freed: frozenset[int]
    trailer: Mapping[str, Value]
    table: int
    end: int


@dataclass(frozen=True, slots=True)
class Indirect:
    """An indirect object: its value, a stream's octets as stored, and its extent in the file."""

    value: Value
    octets: bytes | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class File:
    """The octets and the revisions in them, the oldest first."""

    data: bytes
    revisions: tuple[Revision, ...]

    @property
    def last(self) -> int:
        """The place of the newest revision."""
        return len(self.revisions) - 1

    def written_in(self, number: int, revision: int) -> int:
        """Return the revision in which the object, as seen in ``revision``, was last written."""
        for place in range(revision, -1, -1):
            if number in self.revisions[place].offsets:
                return place
        raise Refused("well-formed", "missing-object")

    def value(self, value: Value, revision: int) -> Value:
        """Return ``value``, or what it refers to as seen in ``revision``."""
        return self.read(value.number, revision).value if isinstance(value, Ref) else value

    def dictionary(self, value: Value, revision: int) -> dict[str, Value]:
        """Return the dictionary that ``value`` is or refers to; raises `Refused` for another."""
        found = self.value(value, revision)
        if not isinstance(found, dict):
            raise Refused("well-formed", "dictionary-expected")
        return found

    def array(self, value: Value, revision: int) -> list[Value]:
        """Return the array that ``value`` is or refers to; raises `Refused` for another."""
        found = self.value(value, revision)
        if not isinstance(found, list):
            raise Refused("well-formed", "array-expected")
        return found

    def root(self, revision: int) -> dict[str, Value]:
        """Return the document catalog as seen in ``revision``."""
        return self.dictionary(self.revisions[revision].trailer.get("Root"), revision)

    def read(self, number: int, revision: int) -> Indirect:
        """Return the object with ``number`` as seen in ``revision``, read to its end."""
        start = self.revisions[self.written_in(number, revision)].offsets[number]
        found = _OBJECT.match(self.data, start)
        if found is None or int(found[1]) != number:
            raise Refused("well-formed", "missing-object")
        scanner = Scanner(self.data, found.end())
        value = scanner.value()
        scanner.skip_space()
        octets = self._octets(value, scanner) if scanner.literally(b"stream") else None
        if isinstance(value, Ref) or not scanner.literally(b"endobj"):
            raise Refused("well-formed", "syntax")
        return Indirect(value, octets, start, scanner.place)

    def _octets(self, value: Value, scanner: Scanner) -> bytes:
        """Return the octets of the stream that begins here (clause 7.3.8)."""
        size = value.get("Length") if isinstance(value, dict) else None
        if type(size) is not int or not (scanner.literally(b"\r\n") or scanner.literally(b"\n")):
            raise Refused("well-formed", "stream")
        octets = self.data[scanner.place : scanner.place + size]
        scanner.place += size
        scanner.skip_space()
        if size < 0 or not scanner.literally(b"endstream"):
            raise Refused("well-formed", "stream")
        scanner.skip_space()
        return octets


def read_file(data: bytes) -> File:
    """Return the revisions of ``data``; raises `Refused` (well-formed) before it costs much."""
    if len(data) > MAX_BYTES:
        raise Refused("well-formed", "too-large")
    if not _HEADER.match(data):
        raise Refused("well-formed", "not-a-pdf")
    sections = _sections(data)
    if sections[-1].end != len(data):
        raise Refused("well-formed", "octets-behind-the-end")
    starts = [0, *(one.end for one in sections)]
    revisions = tuple(
        Revision(one.offsets, one.freed, one.trailer, start, one.table, one.end)
        for one, start in zip(sections, starts, strict=False)
    )
    if any(one.table < one.start for one in revisions):
        raise Refused("well-formed", "cross-reference")
    return File(data, revisions)


def _sections(data: bytes) -> list[_Section]:
    """Return the cross-reference sections, the oldest first."""
    found: list[_Section] = []
    table: Value = _last_table(data)
    entries = 0
    while table is not None:
        if type(table) is not int or len(found) == MAX_REVISIONS:
            raise Refused("well-formed", "cross-reference")
        if found and table >= found[-1].table:
            raise Refused("well-formed", "cross-reference")
        section = _section(data, table, MAX_ENTRIES - entries)
        entries += len(section.offsets) + len(section.freed)
        found.append(section)
        table = section.trailer.get("Prev")
    return found[::-1]


def _last_table(data: bytes) -> int:
    """Return where the last table begins; nothing may stand behind the end of the file."""
    tail = data[-_TAIL:]
    ends = list(_END.finditer(tail))
    if not ends:
        raise Refused("well-formed", "truncated")
    if ends[-1].end() != len(tail):
        raise Refused("well-formed", "octets-behind-the-end")
    return int(ends[-1][1])


def _section(data: bytes, table: int, most: int) -> _Section:
    """Return the section whose table begins at ``table``, with at most ``most`` entries."""
    if not data.startswith(b"xref\n", table):
        raise Refused("well-formed", "cross-reference")
    offsets: dict[int, int] = {}
    freed: set[int] = set()
    place = table + len(b"xref\n")
    while found := _SUBSECTION.match(data, place):
        first, count, place = int(found[1]), int(found[2]), found.end()
        if count > most - len(offsets) - len(freed):
            raise Refused("well-formed", "too-many-objects")
        for number in range(first, first + count):
            _enter(data, place, number, offsets, freed)
            place += _ENTRY_SIZE
    scanner = Scanner(data, place)
    if not scanner.literally(b"trailer"):
        raise Refused("well-formed", "cross-reference")
    trailer = scanner.value()
    scanner.skip_space()
    end = _END.match(data, scanner.place)
    if not isinstance(trailer, dict) or end is None or int(end[1]) != table:
        raise Refused("well-formed", "cross-reference")
    _check_trailer(trailer)
    return _Section(offsets, frozenset(freed), trailer, table, end.end())


def _enter(data: bytes, place: int, number: int, offsets: dict[int, int], freed: set[int]) -> None:
    """Take in one entry of a table; no number comes twice in it."""
    entry = _ENTRY.match(data, place)
    if entry is None or number in offsets or number in freed:
        raise Refused("well-formed", "cross-reference")
    if entry[3] == b"f":
        freed.add(number)
    elif entry[2] == b"00000" and number:
        offsets[number] = int(entry[1])
    else:
        raise Refused("well-formed", "cross-reference")


def _check_trailer(trailer: Mapping[str, Value]) -> None:
    if "Encrypt" in trailer:
        raise Refused("well-formed", "encrypted")
    if not {"Size", "Root"} <= trailer.keys() <= {"Size", "Root", "Info", "ID", "Prev"}:
        raise Refused("well-formed", "cross-reference")
