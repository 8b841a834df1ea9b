"""A timestamp token read and proven: RFC 3161 section 2.4.2, RFC 5816.

Whether the authority that made it is trusted is another question, answered by the chain.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Final

from signing.verify.algorithms import WEAK
from signing.verify.chain import UNREADABLE
from signing.verify.der import BOOLEAN, INTEGER, OCTETS, OID, SEQUENCE, TIME, Reader, only
from signing.verify.message import TST_INFO, algorithm, read_message
from signing.verify.proof import subject
from signing.verify.report import Refused, SubIndication
from signing.verify.stamper import SHA256, prove_stamper

MAX_BYTES: Final = 65_536
COARSEST: Final = timedelta(minutes=5)
"""The worst accuracy that still tells the instant."""

_TRUE = b"\xff"
_TSA, _EXTENSIONS, _DIRECTORY_NAME = 0xA0, 0xA1, 0xA4
_MILLIS, _MICROS = 0x80, 0x81
_INSTANT = re.compile(rb"(\d{4})" + rb"(\d{2})" * 5 + rb"(?:\.(\d{0,5}[1-9]))?Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature holds: when (UTC), by whom, and the octets it came in.

    ``certificates`` (DER) are the authority's own first, then the others that travel in it.
    """

    gen_time: datetime
    certificates: tuple[bytes, ...]
    der: bytes


@dataclass(frozen=True, slots=True)
class _Info:
    """What a TSTInfo says; ``authority`` is the name (DER) that it gives, if any."""

    imprint: bytes
    gen_time: datetime
    authority: bytes | None


def read_token(der: bytes, imprint: bytes, known: tuple[bytes, ...] = ()) -> Token:
    """Return the TimeStampToken in ``der``, which must attest the SHA-256 ``imprint``.

    ``known`` are certificates (DER) among which the authority's may be when it does not travel in
    the token. Checked are the content types, message digest, signing-certificate-v2 and signature.

    Raises:
        Refused: ``timestamp``; FORMAT_FAILURE, HASH_FAILURE (another imprint), SIG_CRYPTO_FAILURE,
            NO_SIGNING_CERTIFICATE_FOUND, or CRYPTO_CONSTRAINTS_FAILURE_NO_POE.
    """
    if len(der) > MAX_BYTES:
        raise Refused("timestamp", "too-large")
    try:
        return _read(der, imprint, known)
    except UNREADABLE:
        raise Refused("timestamp", "unreadable") from None


def _read(der: bytes, imprint: bytes, known: tuple[bytes, ...]) -> Token:
    message = read_message(der, TST_INFO, "timestamp")
    info = _info(only(SEQUENCE, message.content or b""))
    if not compare_digest(info.imprint, imprint):
        raise Refused("timestamp", "imprint", SubIndication.HASH_FAILURE)
    leaf = prove_stamper(message, known, "timestamp")
    if info.authority not in {None, subject(leaf)}:
        raise Refused("timestamp", "authority-name")
    others = tuple(one for one in message.certificates if one != leaf)
    return Token(info.gen_time, (leaf, *others), der)


def _info(body: Reader) -> _Info:
    """Return what a TSTInfo says; serial number, policy and nonce were its requester's."""
    if body.take(INTEGER) != b"\x01":
        raise Refused("timestamp", "version")
    body.take(OID)
    imprint = _imprint(body.enter(SEQUENCE))
    body.take(INTEGER)
    gen_time = _instant(body.take(TIME))
    if _accuracy(Reader(body.optional(SEQUENCE) or b"")) > COARSEST:
        raise Refused("timestamp", "accuracy")
    body.optional(BOOLEAN)
    body.optional(INTEGER)
    authority = body.optional(_TSA)
    _check_extensions(Reader(body.optional(_EXTENSIONS) or b""))
    body.end()
    return _Info(imprint, gen_time, Reader(authority or b"").optional(_DIRECTORY_NAME))


def _imprint(body: Reader) -> bytes:
    """Return the digest that is attested, which is one by SHA-256."""
    if algorithm(body) != SHA256:
        raise Refused("timestamp", "imprint-algorithm", WEAK)
    return body.last(OCTETS).rest


def _instant(text: bytes) -> datetime:
    """Return genTime: GeneralizedTime in UTC, a fraction without trailing zeros (section 2.4.2)."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError("not a GeneralizedTime in DER")
    year, month, day, hour, minute, second = (int(one) for one in found.groups()[:6])
    micros = int((found[7] or b"").ljust(6, b"0"))
    return datetime(year, month, day, hour, minute, second, micros, UTC)


def _accuracy(body: Reader) -> timedelta:
    """Return Accuracy as one span; parts that are left out are zero."""
    seconds, millis, micros = (
        int.from_bytes(body.optional(tag) or b"", "big") for tag in (INTEGER, _MILLIS, _MICROS)
    )
    body.end()
    return timedelta(
        seconds=min(seconds, 2**31), milliseconds=min(millis, 999), microseconds=min(micros, 999)
    )


def _check_extensions(body: Reader) -> None:
    """Refuse an extension that is critical: none is understood."""
    for extension in body.each(SEQUENCE):
        extension.take(OID)
        if extension.optional(BOOLEAN) == _TRUE:
            raise Refused("timestamp", "critical-extension")
