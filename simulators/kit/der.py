"""The little of DER that the stand-ins write themselves (X.690); every function returns octets."""

from datetime import UTC, datetime

SEQUENCE, SET, NULL = 0x30, 0x31, b"\x05\x00"
_CONTEXT, _CONSTRUCTED = 0x80, 0x20


def tlv(tag: int, *parts: bytes) -> bytes:
    """Return a value of ``tag`` made of ``parts``, its length in the shortest form."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def sequence(*parts: bytes) -> bytes:
    """Return a SEQUENCE."""
    return tlv(SEQUENCE, *parts)


def set_of(*members: bytes) -> bytes:
    """Return a SET OF, its members in the order of their encodings (section 11.6)."""
    return tlv(SET, *sorted(members))


def tagged(number: int, *parts: bytes, constructed: bool = True) -> bytes:
    """Return a context-specific value."""
    return tlv(_CONTEXT | number | (_CONSTRUCTED if constructed else 0), *parts)


def integer(value: int) -> bytes:
    """Return a non-negative INTEGER."""
    return tlv(0x02, unsigned(value))


def unsigned(value: int) -> bytes:
    """Return the content of a non-negative INTEGER."""
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def octets(value: bytes) -> bytes:
    """Return an OCTET STRING."""
    return tlv(0x04, value)


def text(value: str) -> bytes:
    """Return a UTF8String."""
    return tlv(0x0C, value.encode())


def oid(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER (section 8.19)."""
    first, second, *rest = map(int, dotted.split("."))
    return tlv(0x06, *(_base128(arc) for arc in (first * 40 + second, *rest)))


def bit(number: int) -> bytes:
    """Return a named BIT STRING with one bit set, without trailing zeros (section 11.2.2)."""
    whole, rest = divmod(number, 8)
    return tlv(0x03, bytes((7 - rest,)), bytes(whole), bytes((0x80 >> rest,)))


def generalized_time(at: datetime) -> bytes:
    """Return a GeneralizedTime in UTC, its fraction without trailing zeros (section 11.7)."""
    moment = at.astimezone(UTC)
    fraction = f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else ""
    return tlv(0x18, f"{moment:%Y%m%d%H%M%S}{fraction}Z".encode())


def _base128(arc: int) -> bytes:
    """Return one arc, seven bits to the octet."""
    groups = [arc & 0x7F]
    while arc := arc >> 7:
        groups.append(0x80 | arc & 0x7F)
    return bytes(reversed(groups))
