"""Just enough CBOR to read a seal: deterministically encoded integers, strings, arrays and maps.

A seal comes from a stranger's paper, so nothing else is read: no floating point, no tag (the one of
COSE_Sign1 is looked for by its octet), no indefinite length, nothing nested deeper than a seal is.
Every item has one spelling (RFC 8949, section 4.2.1), so octets cannot change unnoticed.
"""

from typing import Final

_DEEPEST: Final = 4
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_SMALLEST: Final = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}


class NotDeterministic(ValueError):
    """The octets are not one CBOR item of the few kinds read here, in its one spelling."""


def read_item(data: bytes) -> object:
    """Return the one item that ``data`` holds: int, bytes, str, list or dict (keys int or str).

    Raises `NotDeterministic` for anything else, octets behind the item included.
    """
    item, end = _item(data, 0, 0)
    if end != len(data):
        raise NotDeterministic("octets behind the item")
    return item


def _item(data: bytes, at: int, depth: int) -> tuple[object, int]:
    """Return the item that begins ``at``, and where the next one does."""
    if depth > _DEEPEST:
        raise NotDeterministic("nested too deep")
    major, number, at = _head(data, at)
    match major:
        case 0:  # unsigned
            return number, at
        case 1:  # negative
            return -1 - number, at
        case 2:  # byte string
            return _string(data, at, number)
        case 3:  # text string
            return _text(data, at, number)
        case 4:  # array
            return _array(data, at, number, depth)
        case 5:  # map
            return _map(data, at, number, depth)
    raise NotDeterministic("a kind that no seal has")


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the major type, the argument in its shortest form, and what follows (section 3)."""
    if at >= len(data):
        raise NotDeterministic("cut off")
    major, short = data[at] >> 5, data[at] & 0x1F
    if short < 24:
        return major, short, at + 1
    width = _WIDTHS.get(short)
    if width is None or at + 1 + width > len(data):
        raise NotDeterministic("an indefinite length, or cut off")
    number = int.from_bytes(data[at + 1 : at + 1 + width], "big")
    if number < _SMALLEST[short]:
        raise NotDeterministic("a number has one spelling")
    return major, number, at + 1 + width


def _string(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    end = at + size
    if end > len(data):
        raise NotDeterministic("cut off")
    return data[at:end], end


def _text(data: bytes, at: int, size: int) -> tuple[str, int]:
    octets, end = _string(data, at, size)
    try:
        return octets.decode(), end
    except UnicodeDecodeError:
        raise NotDeterministic("not UTF-8") from None


def _array(data: bytes, at: int, size: int, depth: int) -> tuple[list[object], int]:
    items: list[object] = []
    for _ in range(size):
        item, at = _item(data, at, depth + 1)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, size: int, depth: int) -> tuple[dict[int | str, object], int]:
    """Return a map whose keys stand once each, in the order of their octets."""
    entries: dict[int | str, object] = {}
    last = b""
    for _ in range(size):
        key, value_at = _item(data, at, depth + 1)
        spelled = data[at:value_at]
        if not isinstance(key, int | str) or spelled <= last:
            raise NotDeterministic("map keys in order, once each")
        last = spelled
        entries[key], at = _item(data, value_at, depth + 1)
    return entries, at
