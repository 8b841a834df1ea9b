"""The objects of a PDF, read from its octets (ISO 32000-2, clause 7.3), strictly and bounded.

Comments are not read, nor is anything that PDF readers are known to guess at.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

from signing.verify.report import Refused

MAX_DEPTH: Final = 24
MAX_ITEMS: Final = 20_000
"""How many values one object may hold; an array of millions costs memory, not time alone."""

_WHITE: Final = b"\x00\t\n\x0c\r "
_SPACE = re.compile(rb"[\x00\t\n\x0c\r ]*")
_REFERENCE = re.compile(rb"(\d{1,8})[\n\r ]+0[\n\r ]+R(?![^\x00\t\n\x0c\r \[\]<>()/])")
_NUMBER = re.compile(rb"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?![^\x00\t\n\x0c\r \[\]<>()/])")
_NAME = re.compile(rb"/([^\x00-\x20\x7f\[\]<>()/%{}]{1,127})")
_KEYWORD = re.compile(rb"(?:true|false|null)(?![^\x00\t\n\x0c\r \[\]<>()/])")
_HEX = re.compile(rb"<([0-9A-Fa-f\x00\t\n\x0c\r ]*)>")
_LITERAL_PART = re.compile(rb"[^()\\]*")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OCTAL = re.compile(rb"[0-7]{1,3}")
_KEYWORDS = {b"true": True, b"false": False, b"null": None}


class Name(str):
    """A name, its escapes resolved; Latin-1."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to the indirect object with this number, generation 0."""

    number: int


@dataclass(frozen=True, slots=True)
class String:
    """A string's octets, and from where to where it stands in the file."""

    value: bytes
    start: int = field(compare=False)
    end: int = field(compare=False)


Value: TypeAlias = (
    "bool | int | Decimal | Name | Ref | String | list[Value] | dict[str, Value] | None"
)


def alike(one: Value, other: Value) -> bool:
    """Tell whether two values are the same; a truth value is never a number, as it is in Python."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return isinstance(one, bool) is isinstance(other, bool) and one == other


class Scanner:
    """Reads values from ``data``, one after the other, from ``place`` on."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data = data
        self.place = place
        self._items = 0

    def value(self, depth: int = 0) -> Value:
        """Return the value that begins here; raises `Refused` for what is none."""
        self._items += 1
        if depth > MAX_DEPTH or self._items > MAX_ITEMS:
            raise Refused("well-formed", "too-many-objects")
        self.skip_space()
        first = self._data[self.place : self.place + 2]
        if first == b"<<":
            return self._dictionary(depth)
        if first[:1] == b"[":
            return self._array(depth)
        return self._scalar(first[:1])

    def skip_space(self) -> None:
        """Go on to what is not white space."""
        found = _SPACE.match(self._data, self.place)
        self.place = found.end() if found else self.place

    def literally(self, text: bytes) -> bool:
        """Go past ``text`` when it stands here, and tell whether it did."""
        stands = self._data.startswith(text, self.place)
        self.place += len(text) if stands else 0
        return stands

    def _scalar(self, first: bytes) -> Value:
        if first == b"/":
            return self._name()
        if first == b"(":
            return self._literal()
        if first == b"<":
            return self._hexadecimal()
        if (found := self._take(_REFERENCE)) is not None:
            return Ref(int(found[1]))
        if (found := self._take(_NUMBER)) is not None:
            return Decimal(found[0].decode()) if b"." in found[0] else int(found[0])
        return _KEYWORDS[self._expect(_KEYWORD)[0]]

    def _dictionary(self, depth: int) -> dict[str, Value]:
        """Return a dictionary; a key that comes twice is refused, as readers differ on it."""
        self.place += 2
        found: dict[str, Value] = {}
        while True:
            self.skip_space()
            if self.literally(b">>"):
                return found
            key = self._name()
            if key in found:
                raise Refused("well-formed", "repeated-key")
            found[key] = self.value(depth + 1)

    def _array(self, depth: int) -> list[Value]:
        self.place += 1
        found: list[Value] = []
        while True:
            self.skip_space()
            if self.literally(b"]"):
                return found
            found.append(self.value(depth + 1))

    def _name(self) -> Name:
        octets = self._expect(_NAME)[1]
        return Name(_ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), octets).decode("latin-1"))

    def _hexadecimal(self) -> String:
        start = self.place
        digits = self._expect(_HEX)[1].translate(None, _WHITE)
        return String(
            bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), start, self.place
        )

    def _literal(self) -> String:
        """Return a string in parentheses, its escapes resolved (clause 7.3.4.2)."""
        start, parts, open_ones = self.place, list[bytes](), 0
        while True:
            sign = self._data[self.place : self.place + 1]
            self.place += 1
            if sign == b"\\":
                parts.append(self._escape())
            elif sign in {b"(", b")"}:
                open_ones += 1 if sign == b"(" else -1
                if not open_ones:
                    return String(b"".join(parts)[1:], start, self.place)
                parts.append(sign)
            else:
                raise Refused("well-formed", "syntax")
            parts.append(self._expect(_LITERAL_PART)[0])

    def _escape(self) -> bytes:
        if (octal := self._take(_OCTAL)) is not None:
            return bytes([int(octal[0], 8) & 0xFF])
        sign = self._data[self.place : self.place + 1]
        self.place += 1
        return b"" if sign in {b"\n", b"\r"} else _ESCAPES.get(sign, sign)

    def _take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        found = pattern.match(self._data, self.place)
        if found is not None:
            self.place = found.end()
        return found

    def _expect(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        found = self._take(pattern)
        if found is None:
            raise Refused("well-formed", "syntax")
        return found
