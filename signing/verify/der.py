"""Just enough DER to read IssuerSerial (RFC 5035 section 5.4.1): one directoryName, one serial."""

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
    if len(data) < 2 or data[0] != tag:
        raise ValueError("another DER element was expected")
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
        if length < 0x80 or data[2] == 0:
            raise ValueError("a DER length has one spelling")
    end = start + length
    if end > len(data):
        raise ValueError("the DER element is cut off")
    return data[start:end], data[end:]
