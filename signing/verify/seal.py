"""A seal, judged by the published keys alone: no network, no chain, no certificate at hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from lxml import etree

from schemas.canonical import certificate
from schemas.canonical.certificate import parse_certificate_number, type_of
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.decision import Outcome
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.seal import SealClaims
from signing.verify.cbor import NotDeterministic, read_item
from signing.verify.content import CLOCK_SLACK
from signing.verify.cose import Sign1, check_signature, read_seal
from signing.verify.envelope import read_root
from signing.verify.keyset import KeySet, PublicSealKey
from signing.verify.report import (
    SEAL_CHECKS,
    Found,
    Refused,
    Report,
    SubIndication,
    report,
)
from signing.verify.status import VerifiedStatusList, check_status
from signing.verify.unsigned import issued_form

KIND: Final = "seal"
_ISSUER: Final = "peyvand"
_CERTIFICATE: Final = f"{{{certificate.NAMESPACE}}}"
_DIGEST_OCTETS: Final = 32
_DECISIONS: Final = {one.value: one for one in (Outcome.GRANTED, Outcome.REFUSED)}
"""An undetermined case has no certificate, and so no seal."""


def verify_seal(
    text: str, keys: KeySet, at: datetime, lists: Sequence[VerifiedStatusList] = ()
) -> Report:
    """Return what is true at ``at`` (not naive) of a seal's ``text``, trusting ``keys`` alone.

    ``lists`` are status lists at hand; without any, the certificate's status is not checked.

    The key must have been in force while the certificate was valid: a paper may be sealed long
    after its certificate was issued, by the key of that day. A seal bears no proof of its own time,
    so one of a key that was compromised is never taken as older than that (EN 319 102-1, clause
    5.5.4 step 2, without a proof of existence).
    """
    if at.tzinfo is None:
        raise ValueError("the instant of a verification has a zone")
    found: Found | None = None
    failed: Refused | None = None
    try:
        message = read_seal(text)
        key = _key_of(message, keys)
        check_signature(message, key.key)
        claims = _read_claims(message.payload)
        _check_in_force(key, claims)
        found = Found(KIND, claims.number, _facts(claims))
        _check_validity(claims, at)
        note = check_status(claims.number, at, lists)
        found = replace(found, notes={"status": note})
    except Refused as refused:
        failed = refused
    return report(SEAL_CHECKS, KIND, found, failed)


def read_claims(text: str) -> SealClaims:
    """Return what a seal's ``text`` says, whoever signed it; raises `Refused`."""
    return _read_claims(read_seal(text).payload)


def check_seal_of(xml: bytes, text: str) -> None:
    """Check that the seal in ``text`` speaks of this very certificate, digest and every claim.

    ``xml`` may have grown since it was issued. Whether either is genuine is not asked here.
    Raises `Refused` (seal): ``unreadable``, or what the two do not agree in.
    """
    try:
        said = read_claims(text)
    except Refused:
        raise Refused("seal", "unreadable") from None
    meant = claims_of(xml)
    for rule in ("number", "digest", "decision", "subject", "issued", "valid_until"):
        if getattr(said, rule) != getattr(meant, rule):
            raise Refused("seal", rule.replace("_", "-"))


def claims_of(xml: bytes) -> SealClaims:
    """Return what a seal of the certificate in ``xml`` says; the digest is that of its B-B form.

    Unsigned properties are left out of the digest and nothing else is, so every level of one
    certificate has one seal. Raises `Refused` (seal) for what is no certificate of the schema.
    """
    try:
        root = read_root(xml)
        number = parse_certificate_number(_text(root, "Number"))
        return SealClaims(
            number=number,
            type=type_of(number),
            decision=Outcome(_text(root, "Decision")),
            subject="/".join(
                _text(root, "Subject", "Workshop", n) for n in ("WorkshopId", "Branch")
            ),
            issued=datetime.fromisoformat(_text(root, "Issued")).astimezone(UTC),
            valid_until=datetime.fromisoformat(_text(root, "ValidUntil")).astimezone(UTC),
            digest=sha256(issued_form(xml)).digest(),
        )
    except (Refused, InvalidIdentifier, ValueError):
        raise Refused("seal", "no-certificate") from None


def _text(root: etree._Element, *path: str) -> str:
    text = root.findtext("/".join(_CERTIFICATE + name for name in path))
    if root.tag != f"{_CERTIFICATE}Certificate" or text is None:
        raise ValueError("not a certificate")
    return text


def _key_of(message: Sign1, keys: KeySet) -> PublicSealKey:
    key = keys.keys.get(message.kid)
    if key is None:
        raise Refused("key", "unknown" if keys.keys else "no-keys")
    return key


def _check_in_force(key: PublicSealKey, claims: SealClaims) -> None:
    """Check that the key was the hub's to sign with while the certificate was valid."""
    if key.not_before > claims.valid_until or claims.issued > key.not_after:
        raise Refused("key", "not-in-force", SubIndication.OUT_OF_BOUNDS_NO_POE)
    if key.revoked_at is None:
        return
    if claims.issued >= key.revoked_at:
        raise Refused("key", "compromised", SubIndication.REVOKED)
    raise Refused("key", "compromised-later", SubIndication.REVOKED_NO_POE)


def _check_validity(claims: SealClaims, at: datetime) -> None:
    if claims.issued - at > CLOCK_SLACK:
        raise Refused("validity", "not-yet-valid")
    if at > claims.valid_until:
        raise Refused("validity", "expired")


def _read_claims(payload: bytes) -> SealClaims:
    """Return the claims of a payload that has these and no others."""
    try:
        claims = read_item(payload)
    except NotDeterministic:
        raise Refused("content", "cbor") from None
    match claims:
        case {
            1: str(issuer),
            2: str(subject),
            4: int(until),
            6: int(issued),
            7: bytes(number),
            -65537: [str(decision), bytes(digest)],
            **others,
        } if not others and issuer == _ISSUER and len(digest) == _DIGEST_OCTETS:
            return _claims(number, decision, subject, issued, until, digest)
    raise Refused("content", "claims")


def _claims(
    number: bytes, decision: str, subject: str, issued: int, until: int, digest: bytes
) -> SealClaims:
    """Return the claims in canonical words, each sound in itself."""
    try:
        parsed = parse_certificate_number(number.decode("ascii"))
        if parsed.encode() != number:
            raise Refused("content", "certificate-number.shape")
        return SealClaims(
            number=parsed,
            type=type_of(parsed),
            decision=_DECISIONS[decision],
            subject=subject,
            issued=datetime.fromtimestamp(issued, UTC),
            valid_until=datetime.fromtimestamp(until, UTC),
            digest=digest,
        )
    except InvalidIdentifier as invalid:
        raise Refused("content", invalid.rule) from None
    except (KeyError, ValueError, OverflowError, OSError):
        raise Refused("content", "claims") from None


def _facts(claims: SealClaims) -> dict[str, str]:
    """Return the facts a reader is shown, in the words and spelling of the XML's report."""
    return {
        "type": claims.type.value,
        "decision": claims.decision.value,
        "subject": claims.subject,
        "issued": tehran_stamp(claims.issued),
        "valid_until": tehran_stamp(claims.valid_until),
        "digest": claims.digest.hex(),
    }
