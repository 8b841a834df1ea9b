"""Verifies one signed SOAP message against the profile, cheap checks first."""

import re
from binascii import b2a_base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from lxml import etree

from schemas import xml
from schemas.soap import WSA, WSA_ANONYMOUS, WSU, Envelope
from signing.canonicalize import canonical
from signing.verify.wss.keys import RegisteredCertificate
from signing.verify.wss.refusals import MessageRefused
from signing.verify.wss.shape import Parts, in_order, leaf_text, locate, naming_id
from signing.verify.wss.signature import Reference, Signature, fingerprint, read_signature

MAX_LIFETIME: Final = timedelta(minutes=5)
SKEW: Final = timedelta(seconds=60)

Registered = Callable[[bytes], RegisteredCertificate | None]
"""SHA-256 fingerprint of a DER certificate -> the registered certificate, or None."""

_PERIOD = [f"{{{WSU}}}Created", f"{{{WSU}}}Expires"]
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
_VALUES = ("To", "Action", "MessageID", "RelatesTo")
_ENDPOINTS = ("ReplyTo", "FaultTo")
_MAX_VALUE = 512
_XSI = b"http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class VerifiedMessage:
    """What the sender signed.

    ``body_child`` is the only child of the very Body whose digest was signed. ``fingerprint`` is
    the SHA-256 of the sender's certificate. ``replay_key`` (32 octets) is the same for every
    spelling of one signature: remember it until ``expires``. The instants are UTC. The caller
    checks ``to``, ``action`` and, in a reply, ``relates_to``.
    """

    body_child: etree._Element
    fingerprint: bytes
    replay_key: bytes
    created: datetime
    expires: datetime
    to: str
    action: str
    message_id: str
    relates_to: str | None


def verify(
    envelope: Envelope, *, now: datetime, registered: Registered, skew: timedelta = SKEW
) -> VerifiedMessage:
    """Return what ``envelope`` says when one registered sender signed all of it that counts.

    ``now`` is an aware instant; ``skew`` is how far ahead of it the sender's clock may run. The
    shape, the algorithms, the coverage and the period are checked before the certificate is
    looked up, and that before any signature is computed.

    Raises:
        MessageRefused: with a code of `refusals.FAULTS`. The profile: Web Services Security 1.1
            with the X.509 Token Profile 1.1, WS-Addressing 1.0, XML Signature 1.1, restricted as
            docs/ws-security.md has it.
        XmlRefused: the canonical Body is larger than the parser's limits.
    """
    parts = locate(envelope)
    signature = read_signature(parts.signature, parts.token)
    covered = _coverage(parts, signature)
    values = _addressing(parts.addressing)
    created, expires = _period(parts.timestamp, now, skew)
    sender = _sender(parts.token, signature, now, registered)
    if not sender.verifies(signature.value, signature.signed_info):
        raise MessageRefused("wss.signature")
    signed_body = _check_digests(covered)
    return VerifiedMessage(
        body_child=_as_signed(envelope.body_child, signed_body),
        fingerprint=sender.fingerprint,
        replay_key=sha256(sender.key_id + signature.signed_info).digest(),
        created=created,
        expires=expires,
        to=values["To"],
        action=values["Action"],
        message_id=values["MessageID"],
        relates_to=values.get("RelatesTo"),
    )


def _coverage(parts: Parts, signature: Signature) -> list[tuple[etree._Element, Reference]]:
    """Pair every part that must be signed with its Reference, none missing and none left over."""
    required = [(parts.body, "wss.body-not-signed"), (parts.timestamp, "wss.timestamp-not-signed")]
    required += [(block, "wss.addressing-not-signed") for block in parts.addressing.values()]
    references = {reference.target: reference for reference in signature.references}
    covered = []
    for element, code in required:
        name = naming_id(element)
        reference = None if name is None else references.get(name)
        if reference is None:
            raise MessageRefused(code)
        covered.append((element, reference))
    if len(signature.references) != len(covered):
        raise MessageRefused("wss.extra-reference")
    return covered


def _addressing(blocks: dict[str, etree._Element]) -> dict[str, str]:
    """Return the text of the one-valued blocks; replies go to the asker's own connection."""
    values = {name: _value(blocks[name]) for name in _VALUES if name in blocks}
    for name in _ENDPOINTS:
        if name in blocks:
            address = blocks[name].find(f"{{{WSA}}}Address")
            if address is None or _value(address) != WSA_ANONYMOUS:
                raise MessageRefused("wsa.only-anonymous")
    return values


def _value(block: etree._Element) -> str:
    """Return an absolute IRI: without white space, since two spellings would be two messages."""
    text = block.text or ""
    if len(block) or not 0 < len(text) <= _MAX_VALUE or len(text.split()) != 1:
        raise MessageRefused("wsa.invalid")
    if text != text.strip():
        raise MessageRefused("wsa.invalid")
    return text


def _period(timestamp: etree._Element, now: datetime, skew: timedelta) -> tuple[datetime, datetime]:
    """Return Created and Expires (Web Services Security 1.1, section 10) when ``now`` is within."""
    created, expires = (
        _instant(leaf_text(child, "wss.timestamp"))
        for child in in_order(timestamp, _PERIOD, "wss.timestamp")
    )
    if created > now + skew:
        raise MessageRefused("wss.created-in-future")
    if expires <= now:
        raise MessageRefused("wss.expired")
    if not timedelta(0) < expires - created <= MAX_LIFETIME:
        raise MessageRefused("wss.lifetime")
    return created, expires


def _instant(text: str) -> datetime:
    """Return an xsd:dateTime that is written in UTC with ``Z``."""
    if not _INSTANT.fullmatch(text):
        raise MessageRefused("wss.timestamp")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise MessageRefused("wss.timestamp") from None


def _sender(
    token: etree._Element, signature: Signature, now: datetime, registered: Registered
) -> RegisteredCertificate:
    """Return the registered certificate that ``token`` is, valid now and for this algorithm."""
    sender = registered(fingerprint(token))
    if sender is None:
        raise MessageRefused("wss.unknown-certificate")
    if not sender.not_before <= now <= sender.not_after:
        raise MessageRefused("wss.certificate-validity")
    if signature.algorithm != sender.algorithm:
        raise MessageRefused("wss.algorithm")
    return sender


def _check_digests(covered: list[tuple[etree._Element, Reference]]) -> bytes:
    """Return the canonical form of the first part, the Body, when all digests are as signed."""
    forms = [canonical(element, reference.prefixes) for element, reference in covered]
    for form, (_, reference) in zip(forms, covered, strict=True):
        if b2a_base64(sha256(form).digest(), newline=False) != reference.digest:
            raise MessageRefused("wss.digest")
    return forms[0]


def _as_signed(body_child: etree._Element, signed_body: bytes) -> etree._Element:
    """Return the Body's child as the signed octets have it.

    They say the same as the element in place, but for one thing: exclusive canonical form leaves
    out a namespace that only content names (the prefix in an xsi:type), so whoever declares it
    further out decides what it means. Where such content can be, the signed octets are read.
    """
    if _XSI not in signed_body:
        return body_child
    return xml.parse(signed_body)[0]
