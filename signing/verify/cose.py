"""COSE_Sign1 (RFC 9052, section 4.2) as a seal's text carries it: base45, then one CBOR item."""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from signing.verify.cbor import NotDeterministic, read_item
from signing.verify.report import Refused

PREFIX: Final = "PV1:"
"""What a seal's text begins with: the scheme and its version."""

KID_OCTETS: Final = 8
LONGEST: Final = 4_296
"""The alphanumeric characters of the largest QR code (ISO/IEC 18004, version 40-L)."""

_VALUES: Final = {
    letter: value for value, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
}
_BREAKS: Final = str.maketrans("", "", "\r\n\t")
_TAG: Final = 0xD2
_ES256, _RS256 = -7, -257

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class Sign1:
    """A message taken apart; ``algorithm`` is -7 (ES256) or -257 (RS256, RFC 8812)."""

    algorithm: int
    kid: bytes
    protected: bytes
    payload: bytes
    signature: bytes


def read_seal(text: str) -> Sign1:
    """Return the message in a seal's ``text``; white space around it and line breaks are free.

    A space within counts, since base45 has one; a base45 text never ends in it, for the last
    letter of a group is small. Raises `Refused` (well-formed) for anything but the one spelling.
    """
    if len(text) > 2 * LONGEST:
        raise Refused("well-formed", "too-large")
    stripped = text.strip().translate(_BREAKS)
    if not stripped.startswith(PREFIX):
        raise Refused("well-formed", "no-seal")
    return _read_message(from_base45(stripped.removeprefix(PREFIX)))


def from_base45(text: str) -> bytes:
    """Return the octets that ``text`` spells (RFC 9285, section 4)."""
    try:
        digits = [_VALUES[letter] for letter in text]
    except KeyError:
        raise Refused("well-formed", "base45") from None
    found = bytearray()
    for start in range(0, len(digits), 3):
        group = digits[start : start + 3]
        number = sum(digit * 45**place for place, digit in enumerate(group))
        width = len(group) - 1
        if not width or number >= 256**width:
            raise Refused("well-formed", "base45")
        found += number.to_bytes(width, "big")
    return bytes(found)


def _read_message(data: bytes) -> Sign1:
    """Return the parts of the tagged array: both headers, payload and signature."""
    if data[:1] != bytes((_TAG,)):
        raise Refused("well-formed", "no-sign1")
    try:
        match read_item(data[1:]):
            case [bytes(protected), {**unprotected}, bytes(payload), bytes(signature)]:
                header = read_item(protected)
            case _:
                raise Refused("well-formed", "no-sign1")
    except NotDeterministic:
        raise Refused("well-formed", "cbor") from None
    match header:
        case {1: int(algorithm), 4: bytes(kid), **others} if not others and not unprotected:
            return Sign1(algorithm, kid, protected, payload, signature)
    raise Refused("well-formed", "header")


def check_signature(message: Sign1, key: PublicKey) -> None:
    """Check the signature over the Sig_structure (RFC 9052, section 4.4) with ``key``.

    Raises `Refused`: ``key`` when the algorithm is not that of the key, else ``signature``.
    """
    elliptic = isinstance(key, ec.EllipticCurvePublicKey)
    if message.algorithm != (_ES256 if elliptic else _RS256):
        raise Refused("key", "algorithm")
    signed = _sig_structure(message.protected, message.payload)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(_dss(message.signature), signed, ec.ECDSA(SHA256()))
        else:
            key.verify(message.signature, signed, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        raise Refused("signature", "value") from None


def _sig_structure(protected: bytes, payload: bytes) -> bytes:
    """Return ``["Signature1", protected, h'', payload]`` in CBOR."""
    context = b"\x6aSignature1"
    return b"\x84" + context + _bstr(protected) + b"\x40" + _bstr(payload)


def _bstr(data: bytes) -> bytes:
    """Return a CBOR byte string (RFC 8949, section 3.1); a seal's have less than 65,536 octets."""
    size = len(data)
    if size < 24:
        return bytes((0x40 | size,)) + data
    if size < 256:
        return bytes((0x58, size)) + data
    return b"\x59" + size.to_bytes(2, "big") + data


def _dss(value: bytes) -> bytes:
    """Return r||s (RFC 9053, section 2.1), 32 octets each, as the DER that OpenSSL reads."""
    if len(value) != 64:
        raise Refused("signature", "length")
    return encode_dss_signature(
        int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")
    )
