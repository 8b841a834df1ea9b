"""Revocation before and after the signature, its timestamp and its archive."""

from datetime import timedelta

from cryptography import x509

from schemas.canonical.validation import ValidationData
from signing.verify.report import SubIndication as Sub
from tests.conformance.zoo.lists import entry_list
from tests.conformance.zoo.making import (
    ARCHIVED,
    LATER,
    LONG_AFTER,
    PROVEN,
    SOON,
    archived,
    issued,
    lists,
    proven,
    responses,
    saying,
    stamped,
)
from tests.conformance.zoo.vectors import Vector
from tests.kit.pki import NOW, world

_DAY = timedelta(days=1)
_HOLD = x509.ReasonFlags.certificate_hold


def _revoked() -> ValidationData:
    """Return what is said at once: revoked before the timestamp."""
    return saying(world().ocsp(PROVEN, revoked_at=NOW))


def _revoked_later() -> ValidationData:
    """Return what is said two days after the signature: revoked a day after it."""
    return saying(world().ocsp(NOW + 2 * _DAY, revoked_at=NOW + _DAY))


def _listed_later() -> ValidationData:
    return lists(NOW + 2 * _DAY, world().leaf, NOW + _DAY)


def _invalid_before() -> ValidationData:
    """Return lists of two days later: revoked a day after signing, but invalid since before."""
    at = NOW + 2 * _DAY
    entry = entry_list(
        world().issuing, at, world().leaf, "key_compromise", since=NOW + _DAY, invalid=NOW
    )
    return ValidationData(crls=(world().crls(at)[0], entry))


_REVOKED = ("revocation", Sub.REVOKED_NO_POE, "signer-revoked")
_ISSUER_REVOKED = ("revocation", Sub.REVOKED_CA_NO_POE, "signer-issuer-revoked")

VECTORS = (
    Vector("revoked b-b", issued, SOON, *_REVOKED, given=lambda: lists(NOW, world().leaf)),
    Vector(
        "revoked, by a response b-b",
        issued,
        SOON,
        *_REVOKED,
        given=lambda: responses(world().ocsp(PROVEN, revoked_at=NOW - _DAY)),
    ),
    Vector(
        "revoked before the stamp b-t",
        stamped,
        SOON,
        *_REVOKED,
        given=lambda: responses(world().ocsp(PROVEN, revoked_at=NOW)),
    ),
    Vector("revoked before the stamp b-lt", lambda: proven(data=_revoked()), LATER, *_REVOKED),
    Vector(
        "revoked before the stamp b-lta",
        lambda: archived(proven(data=_revoked())),
        LONG_AFTER,
        *_REVOKED,
    ),
    Vector(
        "revoked after the stamp, invalid since before b-t",
        stamped,
        NOW + 2 * _DAY,
        *_REVOKED,
        given=_invalid_before,
    ),
    Vector("revoked after signing b-b", issued, NOW + 3 * _DAY, *_REVOKED, given=_listed_later),
    Vector(
        "revoked after signing, asked about before b-b",
        issued,
        SOON,
        *_REVOKED,
        given=_listed_later,
    ),
    Vector("revoked after signing b-t", stamped, NOW + 3 * _DAY, given=_listed_later),
    Vector("revoked after signing b-lt", lambda: proven(data=_revoked_later()), NOW + 3 * _DAY),
    Vector(
        "revoked after signing b-lta", lambda: archived(proven(data=_revoked_later())), LONG_AFTER
    ),
    Vector("revoked after signing, as given b-lta", archived, LONG_AFTER, given=_listed_later),
    Vector(
        "on hold after signing b-lt",
        lambda: proven(
            data=saying(world().ocsp(NOW + 2 * _DAY, revoked_at=NOW + _DAY, reason=_HOLD))
        ),
        NOW + 3 * _DAY,
    ),
    Vector(
        "issuer revoked b-b",
        issued,
        SOON,
        *_ISSUER_REVOKED,
        given=lambda: lists(NOW, world().issuing),
    ),
    Vector(
        "issuer revoked later b-lt",
        proven,
        NOW + 3 * _DAY,
        *_ISSUER_REVOKED,
        given=lambda: lists(NOW + 2 * _DAY, world().issuing, NOW + _DAY),
    ),
    Vector(
        "issuer revoked before the archive b-lta",
        archived,
        LATER,
        *_ISSUER_REVOKED,
        given=lambda: lists(ARCHIVED, world().issuing, NOW + _DAY),
    ),
)
