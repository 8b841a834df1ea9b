"""Just enough DER (X.690 section 10) to read what is signed in it, and nothing that is not DER."""

from collections.abc import Iterator
from typing import Final

SEQUENCE: Final = 0x30
SET: Final = 0x31
BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
OCTETS: Final = 0x04
OID: Final = 0x06
TIME: Final = 0x18

_SEQUENCE, _INTEGER, _DIRECTORY_NAME = 0x30, 0x02, 0xA4


def read_issuer_serial(data: bytes) -> tuple[bytes, int]:
    """Return the DER of the issuer's name and the serial number in ``data``.

    Raises ``ValueError`` for anything that is not exactly that in DER (X.690 section 10.1).
    """
    outer, rest = take(_SEQUENCE, data)
    names, number = take(_SEQUENCE, outer)
    name, more_names = take(_DIRECTORY_NAME, names)
    serial, tail = take(_INTEGER, number)
    if rest or more_names or tail or not serial:
        raise ValueError("not an IssuerSerial")
    value = int.from_bytes(serial, "big", signed=True)
    if value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True) != serial:
        raise ValueError("not a DER integer")
    return name, value


def take(tag: int, data: bytes) -> tuple[bytes, bytes]:
    """Return the content of the element with ``tag`` at the start of ``data``, and what follows."""
    start, end = _bounds(tag, data, 0, len(data))
    return data[start:end], data[end:]


def _bounds(tag: int, data: bytes, at: int, limit: int) -> tuple[int, int]:
    """Return from where to where the content goes of the element with ``tag`` at ``at``."""
    if limit - at < 2 or data[at] != tag:
        raise ValueError("another DER element was expected")
    length, start = data[at + 1], at + 2
    if length & 0x80:
        first, start = start, start + (length & 0x7F)
        length = int.from_bytes(data[first:start], "big")
        if length < 0x80 or data[first] == 0:
            raise ValueError("a DER length has one spelling")
    if start + length > limit:
        raise ValueError("the DER element is cut off")
    return start, start + length


class Reader:
    """Elements read one after another, the next one always by its tag.

    Every method raises ``ValueError`` where another element stands, or one that is not DER.
    """

    __slots__ = ("_at", "_data", "_end")

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self._data = data
        self._at = at
        self._end = len(data) if end is None else end

    @property
    def rest(self) -> bytes:
        """What has not been read yet."""
        return self._data[self._at : self._end]

    def take(self, tag: int) -> bytes:
        """Return the content of the next element."""
        start, self._at = _bounds(tag, self._data, self._at, self._end)
        return self._data[start : self._at]

    def whole(self, tag: int) -> bytes:
        """Return the next element, its tag and length included."""
        start = self._at
        _, self._at = _bounds(tag, self._data, start, self._end)
        return self._data[start : self._at]

    def enter(self, tag: int) -> "Reader":
        """Return a reader of what is in the next element."""
        start, self._at = _bounds(tag, self._data, self._at, self._end)
        return Reader(self._data, start, self._at)

    def last(self, tag: int) -> "Reader":
        """Return a reader of what is in the next element, behind which there is no other."""
        inner = self.enter(tag)
        self.end()
        return inner

    def has(self, tag: int) -> bool:
        """Tell whether there is another element, and it has this tag."""
        return self._at < self._end and self._data[self._at] == tag

    def optional(self, tag: int) -> bytes | None:
        """Return the content of the next element if it has this tag."""
        return self.take(tag) if self.has(tag) else None

    def each(self, tag: int) -> Iterator["Reader"]:
        """Yield a reader of each element that is left; all have this tag."""
        while self._at < self._end:
            yield self.enter(tag)

    def wholes(self, tag: int) -> Iterator[bytes]:
        """Yield each element that is left, whole; all have this tag."""
        while self._at < self._end:
            yield self.whole(tag)

    def end(self) -> None:
        """Check that nothing is left."""
        if self._at < self._end:
            raise ValueError("nothing may follow")


def only(tag: int, data: bytes) -> Reader:
    """Return a reader of what is in the one element that ``data`` is."""
    return Reader(data).last(tag)
