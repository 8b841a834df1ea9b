"""Marked values: what agencies say of one person and one firm, each value found wherever it stands.

A mark is a value that nothing else in the house resembles. It is looked for in every text that
octets can be read as: plain, JSON- and XML-escaped, percent-encoded, base64, hexadecimal, in
Persian or ASCII digits, a day in both calendars, an amount grouped or not.
"""

import html
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import unquote

from schemas.canonical.dates import jalali

_FOLDED: Final = str.maketrans(
    "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩يك", "01234567890123456789یک", "\u200c\u200d٬,_'\u200f\u200e"
)
_BASE64: Final = (re.compile("[A-Za-z0-9+/]{12,}"), re.compile("[A-Za-z0-9_-]{12,}"))
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}){6,}")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_DEEPEST: Final = 3
"""How often what is encoded may be encoded again."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked value: the field it is of, and the texts, folded, that would tell it whole."""

    name: str
    texts: tuple[str, ...]


def mark(name: str, value: str | int | date) -> Mark:
    """Return the mark of a value."""
    if not isinstance(value, date):
        return Mark(name, (fold(str(value)),))
    days = (value.isoformat(), jalali(value))
    return Mark(
        name, tuple({re.sub("[-/]", sep, day) for day in days for sep in ("-", "/", ".", "")})
    )


def fold(text: str) -> str:
    """Return a text in ASCII digits and one form of each letter, nothing between digits."""
    return text.translate(_FOLDED)


class Detector:
    """Finds marks in octets and texts."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._names: dict[str, str] = {text: one.name for one in marks for text in one.texts}
        self._pattern = re.compile("|".join(map(re.escape, sorted(self._names, key=len)[::-1])))

    def find(self, *found: bytes | str) -> set[str]:
        """Return the names of the marks that stand anywhere in ``found``."""
        return {
            self._names[hit]
            for one in found
            for text in views(one)
            for hit in self._pattern.findall(text)
        }


def views(found: bytes | str, depth: int = _DEEPEST) -> Iterator[str]:
    """Yield every text that octets, or a text, can be read as; folded."""
    text = found if isinstance(found, str) else found.decode("utf-8", "ignore")
    plain = _unescaped(html.unescape(unquote(text)))
    yield fold(text)
    if plain != text:
        yield fold(plain)
    if depth:
        for inner in _decoded(plain):
            yield from views(inner, depth - 1)


def _unescaped(text: str) -> str:
    """Return a text with its escapes of JSON and Python undone; octets among them are UTF-8."""
    if "\\" not in text:
        return text
    letters = _ESCAPED.sub(lambda hit: chr(int(hit[1] or hit[2], 16)), text)
    try:
        return letters + letters.encode("latin-1").decode("utf-8", "ignore")
    except UnicodeEncodeError:
        octets = bytes(ord(one) for one in letters if ord(one) < 256)
        return letters + octets.decode("utf-8", "ignore")


def _decoded(text: str) -> Iterator[bytes]:
    for hit in {one for letters in _BASE64 for one in letters.findall(text)}:
        whole = hit[: len(hit) - (len(hit) % 4 == 1)]
        yield urlsafe_b64decode(whole.replace("+", "-").replace("/", "_") + "=" * (-len(whole) % 4))
    for hit in _HEX.findall(text):
        yield bytes.fromhex(hit)


def marks_of(values: Mapping[str, str | int | date]) -> tuple[Mark, ...]:
    """Return the marks of values by field."""
    return tuple(mark(name, value) for name, value in values.items())
