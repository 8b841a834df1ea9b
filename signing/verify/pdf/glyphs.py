"""What a glyph means: the ToUnicode map of a font (ISO 32000-2, clause 9.10.3), and ActualText."""

import re
from collections.abc import Mapping
from typing import Final

from signing.verify.report import Refused

_SECTION = re.compile(rb"\d+ beginbfchar\s+((?:<[0-9A-F]{4}>\s*<[0-9A-F]+>\s+)*)endbfchar")
_ENTRY = re.compile(rb"<([0-9A-F]{4})>\s*<([0-9A-F]+)>")
_BOM: Final = b"\xfe\xff"


def read_meanings(cmap: bytes) -> Mapping[int, str]:
    """Return the letters of each glyph by its code of two octets.

    Only single codes are read (``bfchar``), the one form that is written here. Raises `Refused`
    (twin) for a map that gives a range, a code twice, or letters that are none.
    """
    if b"bfrange" in cmap:
        raise Refused("twin", "font")
    found: dict[int, str] = {}
    for section in _SECTION.finditer(cmap):
        for code, letters in _ENTRY.findall(section[1]):
            if int(code, 16) in found:
                raise Refused("twin", "font")
            found[int(code, 16)] = _utf16(bytes.fromhex(letters.decode().ljust(4, "0")))
    return found


def letters_of(codes: bytes, meanings: Mapping[int, str]) -> list[str]:
    """Return the letters of each glyph that a string of ``codes`` shows."""
    if len(codes) % 2:
        raise Refused("twin", "font")
    numbers = (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))
    try:
        return [meanings[number] for number in numbers]
    except KeyError:
        raise Refused("twin", "font") from None


def read_text(octets: bytes) -> str:
    """Return a text string (clause 7.9.2.2): UTF-16 behind its mark, or one octet a letter."""
    if octets.startswith(_BOM):
        return _utf16(octets.removeprefix(_BOM))
    return octets.decode("latin-1")


def _utf16(octets: bytes) -> str:
    try:
        return octets.decode("utf-16-be")
    except UnicodeDecodeError:
        raise Refused("twin", "font") from None
