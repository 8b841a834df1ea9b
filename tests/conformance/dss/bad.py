"""Certificates with one thing wrong, and what DSS and we say of each.

Of a timestamp that does not hold DSS says so, leaves it out of account, and may still pass the
signature by what is left. Here such a document is refused as a whole: the hub never wrote it.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.canonical.validation import ValidationData
from signing.augment import (
    add_archive_timestamp,
    add_signature_timestamp,
    add_validation_data,
    archive_imprint,
    signature_imprint,
)
from signing.profile import prepare
from signing.xades import sign
from tests.kit.forms import ARCHIVED, PROVEN, STAMPED, forms
from tests.kit.nodes import SIGNER, Node
from tests.kit.pki import NOW, other_world, world
from tests.vectors.certificates.samples import clearance

SOON = NOW + timedelta(days=1)
LATER = ARCHIVED + timedelta(days=1)
_VALUE = rb"(?<=<ds:SignatureValue>)[^<]*"
_TOKEN = rb"(?<=<xades:EncapsulatedTimeStamp>)[^<]*"


@dataclass(frozen=True)
class Bad:
    """A document, when it is judged, and our words on it: indication and sub-indication.

    ``stamps`` is what DSS says of each timestamp, where one of them is the bad thing. ``theirs`` is
    its verdict where it differs from ours, for the reason ``why``.
    """

    build: Callable[[], bytes]
    ours: str
    at: datetime = SOON
    theirs: str | None = None
    stamps: tuple[str, ...] = ()
    why: str = ""


def _changed(xml: bytes, old: bytes, new: bytes) -> bytes:
    """Return ``xml`` with the first match of ``old`` replaced."""
    changed, count = re.subn(old, lambda _: new, xml, count=1)
    assert count == 1
    assert changed != xml
    return changed


def _other() -> bytes:
    """Return the same certificate, signed once more."""
    return sign(prepare(clearance()), world().signer, NOW).xml


def _other_value() -> bytes:
    found = re.search(_VALUE, _other())
    assert found is not None
    return found[0]


def _said(ocsp: bytes) -> bytes:
    """Return B-LT with another answer on the signer."""
    of = world()
    data = ValidationData((), (ocsp, of.tsa_ocsp(PROVEN)), of.crls(PROVEN)[:1])
    return add_validation_data(forms().stamped, data)


def _stamped(token: bytes, on_tsa: bytes | None = None) -> bytes:
    """Return B-LT with another timestamp."""
    of = world()
    answers = (of.ocsp(PROVEN), on_tsa or of.tsa_ocsp(PROVEN))
    stamped = add_signature_timestamp(forms().named, token)
    return add_validation_data(stamped, ValidationData((), answers, of.crls(PROVEN)[:1]))


def _token(tsa: Node | None = None, at: datetime = STAMPED, key: Node | None = None) -> bytes:
    imprint = signature_imprint(forms().named)
    return world().token(imprint, at, tsa=tsa, key=key.key if key else None)


def _cut_from_archived() -> bytes:
    """Return B-LTA without the stamper's first answer, which the archive timestamp covers."""
    return _changed(
        forms().archived,
        rb"<xades:EncapsulatedOCSPValue>[^<]*</xades:EncapsulatedOCSPValue>(?=<xades:E)",
        b"",
    )


def _archived_before_it_was_stamped() -> bytes:
    xml = forms().refreshed
    return add_archive_timestamp(xml, world().token(archive_imprint(xml), NOW - timedelta(days=1)))


_WRONG_USE = world().issue("Not a TSA", SIGNER)
_LEFT_OUT = "DSS leaves the timestamp out of account; the signer's certificate still holds today."
_NO_ANSWER = "DSS names the chain that stays open, we what to do about it: ask again."

BAD: dict[str, Bad] = {
    "a fact changed": Bad(
        lambda: _changed(forms().proven, b">GRANTED<", b">REFUSED<"),
        "TOTAL-FAILED HASH_FAILURE",
    ),
    "the signing time changed": Bad(
        lambda: _changed(forms().proven, b"08:30:00Z", b"08:30:01Z"),
        "TOTAL-FAILED HASH_FAILURE",
    ),
    "the value of another signature of the same": Bad(
        lambda: _changed(forms().proven, _VALUE, _other_value()),
        "TOTAL-FAILED HASH_FAILURE",
        stamps=("FAILED HASH_FAILURE",),
        theirs="TOTAL-PASSED",
        why=_LEFT_OUT,
    ),
    "the timestamp of another signature": Bad(
        lambda: _changed(
            forms().proven,
            _TOKEN,
            b64encode(world().token(signature_imprint(_other()), STAMPED)),
        ),
        "TOTAL-FAILED HASH_FAILURE",
        stamps=("FAILED HASH_FAILURE",),
        theirs="TOTAL-PASSED",
        why=_LEFT_OUT,
    ),
    "a timestamp signed by another key": Bad(
        lambda: _stamped(_token(key=other_world().tsa)),
        "TOTAL-FAILED SIG_CRYPTO_FAILURE",
        stamps=("FAILED SIG_CRYPTO_FAILURE",),
        theirs="TOTAL-PASSED",
        why=_LEFT_OUT,
    ),
    "a timestamp by a stranger": Bad(
        lambda: _stamped(_token(other_world().tsa)),
        "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND",
        stamps=("INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND",),
        theirs="TOTAL-PASSED",
        why=_LEFT_OUT,
    ),
    "a timestamp by one who may not": Bad(
        lambda: _stamped(_token(_WRONG_USE), world().ocsp(PROVEN, on=_WRONG_USE)),
        "INDETERMINATE CHAIN_CONSTRAINTS_FAILURE",
        stamps=("INDETERMINATE CHAIN_CONSTRAINTS_FAILURE",),
        theirs="TOTAL-PASSED",
        why=_LEFT_OUT,
    ),
    "the twin's name changed after archiving": Bad(
        lambda: _changed(forms().archived, b'digest="0001', b'digest="0101'),
        "TOTAL-FAILED HASH_FAILURE",
        at=LATER,
        stamps=("PASSED", "FAILED HASH_FAILURE"),
        theirs="TOTAL-PASSED",
        why=_LEFT_OUT,
    ),
    "an answer cut out after archiving": Bad(
        _cut_from_archived,
        "TOTAL-FAILED HASH_FAILURE",
        at=LATER,
        stamps=("PASSED", "FAILED HASH_FAILURE"),
        theirs="TOTAL-PASSED",
        why=_LEFT_OUT,
    ),
    "archived before it was stamped": Bad(
        _archived_before_it_was_stamped,
        "INDETERMINATE TIMESTAMP_ORDER_FAILURE",
        at=LATER,
        theirs="TOTAL-PASSED",
        why="DSS takes the earliest timestamp, whatever it covers, as the time of the signature.",
    ),
    "stamped before it was signed": Bad(
        lambda: _stamped(_token(at=NOW - timedelta(hours=1))),
        "INDETERMINATE TIMESTAMP_ORDER_FAILURE",
        theirs="TOTAL-FAILED NOT_YET_VALID",
        why="Both orders are broken: claimed time and certificate's start; the first look differs.",
    ),
    "revoked before it was stamped": Bad(
        lambda: _said(world().ocsp(PROVEN, revoked_at=NOW - timedelta(minutes=1))),
        "INDETERMINATE REVOKED_NO_POE",
    ),
    "an answer by a stranger": Bad(
        lambda: _said(world().ocsp(PROVEN, responder=other_world().responder)),
        "INDETERMINATE TRY_LATER",
        theirs="INDETERMINATE CERTIFICATE_CHAIN_GENERAL_FAILURE",
        why=_NO_ANSWER,
    ),
    "an answer signed by another key": Bad(
        lambda: _said(world().ocsp(PROVEN, key=other_world().responder.key)),
        "INDETERMINATE TRY_LATER",
        theirs="INDETERMINATE CERTIFICATE_CHAIN_GENERAL_FAILURE",
        why=_NO_ANSWER,
    ),
    "a certificate its authority does not know": Bad(
        lambda: _said(world().ocsp(PROVEN, known=False)),
        "INDETERMINATE TRY_LATER",
        theirs="INDETERMINATE CERTIFICATE_CHAIN_GENERAL_FAILURE",
        why=_NO_ANSWER,
    ),
    "its stamper's certificate expired": Bad(
        lambda: forms().renewed,
        "INDETERMINATE OUT_OF_BOUNDS_NO_POE",
        at=NOW + timedelta(days=1_900),
    ),
}
