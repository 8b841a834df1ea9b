"""Timestamps that prove nothing: of other octets, by strangers, at impossible times."""

from datetime import timedelta
from functools import cache
from hashlib import sha1, sha256

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from schemas.canonical.validation import ValidationData
from signing.augment import signature_imprint
from signing.verify.report import SubIndication as Sub
from tests.conformance.zoo.making import (
    ARCHIVED,
    LATER,
    LONG_AFTER,
    PROVEN,
    SOON,
    STAMPED,
    archived,
    issued,
    lists,
    proven,
    restamped,
    saying,
    stamped,
)
from tests.conformance.zoo.vectors import Vector
from tests.kit.nodes import (
    SIGNER,
    TIMESTAMPS,
    Node,
    authority,
    by_sha1,
    node,
    purpose,
    usage,
    weak_key,
)
from tests.kit.pki import NOW, other_world, world

_DAY = timedelta(days=1)
_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING
_END_OF_TSA = NOW + timedelta(days=1_900)


@cache
def _tsa(
    name: str, *shape: tuple[x509.ExtensionType, bool], starts: int = 0, ends: int = 400
) -> Node:
    """Return a TSA of another ``shape``, valid from and until so many days from now."""
    return world().issue(
        name,
        shape or TIMESTAMPS,
        starts=NOW + (starts or -1) * _DAY,
        ends=NOW + ends * _DAY,
    )


def _not_critical() -> Node:
    return _tsa("Not critical", *TIMESTAMPS[:2], purpose(_STAMPING, critical=False))


def _for_more() -> Node:
    return _tsa("For more", *TIMESTAMPS[:2], purpose(_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING))


def _authority() -> Node:
    return _tsa("Authority", *authority(0)[:1], usage(sign=True), purpose(_STAMPING))


def _weak() -> Node:
    return world().issue("Weak TSA", TIMESTAMPS, key=weak_key())


def _of_another(xml: bytes) -> bytes:
    """Exchange the signature timestamp for one of another signature."""
    return restamped(stamped(xml), world().token(sha256(b"another signature").digest(), STAMPED))


def _archive_of_another() -> bytes:
    document = archived()
    return restamped(document, world().token(signature_imprint(document), ARCHIVED))


def _by_sha1() -> bytes:
    """Exchange the token for one over the SHA-1 of the same octets."""
    other = world().token(sha1(b"octets").digest(), STAMPED, algorithm="sha1")  # noqa: S324 - bad on purpose
    return restamped(stamped(), other)


def _renewed() -> bytes:
    """Return B-LTA whose archive timestamp is of a younger TSA."""
    young = _tsa("Young TSA", starts=200, ends=9_000)
    return archived(proven(), tsa=young)


def _replaced(tsa: Node, since: timedelta) -> ValidationData:
    """Return lists of after the archive timestamp, on which ``tsa`` stands."""
    return lists(ARCHIVED + _DAY, tsa, NOW + since, lasts=timedelta(days=2_000))


_BAD_STAMPERS = (
    ("not critical", _not_critical, Sub.CHAIN_CONSTRAINTS_FAILURE, "extended-key-usage"),
    ("for more than timestamps", _for_more, Sub.CHAIN_CONSTRAINTS_FAILURE, "extended-key-usage"),
    (
        "a signer of certificates",
        lambda: world().leaf,
        Sub.CHAIN_CONSTRAINTS_FAILURE,
        "extended-key-usage",
    ),
    ("an authority", _authority, Sub.CHAIN_CONSTRAINTS_FAILURE, "leaf-is-an-authority"),
    (
        "no usage",
        lambda: _tsa("No usage", SIGNER[0], usage(issue=True), TIMESTAMPS[2]),
        Sub.CHAIN_CONSTRAINTS_FAILURE,
        "key-usage",
    ),
    ("untrusted", lambda: other_world().tsa, Sub.NO_CERTIFICATE_CHAIN_FOUND, "no-trust-anchor"),
    (
        "of a leaf",
        lambda: node("TSA of a leaf", world().leaf, TIMESTAMPS),
        Sub.CHAIN_CONSTRAINTS_FAILURE,
        "issuer-is-no-authority",
    ),
    ("weak key", _weak, Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "weak-key"),
    (
        "certified by SHA-1",
        lambda: by_sha1(world().tsa),
        Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        "weak-hash",
    ),
    (
        "expired before it stamped",
        lambda: _tsa("Expired TSA", starts=-9, ends=-1),
        Sub.OUT_OF_BOUNDS_NO_POE,
        "authority-not-valid-then",
    ),
    (
        "not yet valid when it stamped",
        lambda: _tsa("Early TSA", starts=320, ends=900),
        Sub.OUT_OF_BOUNDS_NO_POE,
        "authority-not-valid-then",
    ),
)

VECTORS = (
    *(
        Vector(f"TSA {name} {level}", build, at, "timestamp", sub, detail)
        for name, tsa, sub, detail in _BAD_STAMPERS
        for level, build, at in (
            ("b-t", lambda tsa=tsa: stamped(tsa=tsa()), SOON),
            ("b-lt", lambda tsa=tsa: proven(stamped(tsa=tsa())), SOON),
            ("b-lta", lambda tsa=tsa: archived(tsa=tsa()), LATER),
        )
    ),
    Vector(
        "token of another signature b-t",
        lambda: _of_another(issued()),
        SOON,
        "timestamp",
        Sub.HASH_FAILURE,
        "imprint",
    ),
    Vector(
        "token of another document's archive b-lta",
        _archive_of_another,
        LATER,
        "timestamp",
        Sub.HASH_FAILURE,
        "imprint",
    ),
    Vector(
        "token over a SHA-1 b-t",
        _by_sha1,
        SOON,
        "timestamp",
        Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        "imprint-algorithm",
    ),
    Vector(
        "token with a false signature b-t",
        lambda: stamped(key=other_world().tsa.key),
        SOON,
        "timestamp",
        Sub.SIG_CRYPTO_FAILURE,
        "signature",
    ),
    Vector(
        "token without its certificate b-t",
        lambda: stamped(certificates=False),
        SOON,
        "timestamp",
        Sub.NO_SIGNING_CERTIFICATE_FOUND,
        "certificate-missing",
    ),
    Vector(
        "token without its certificate, which is given b-t",
        lambda: stamped(certificates=False),
        SOON,
        given=lambda: ValidationData(certificates=(world().tsa.der,)),
    ),
    Vector(
        "token too coarse b-t",
        lambda: stamped(accuracy=timedelta(hours=1)),
        SOON,
        "timestamp",
        Sub.FORMAT_FAILURE,
        "accuracy",
    ),
    Vector(
        "TSA clock behind the signer's b-t",
        lambda: stamped(issued(at=NOW + 2 * _DAY), NOW + _DAY),
        NOW + 3 * _DAY,
        "timestamp",
        Sub.TIMESTAMP_ORDER_FAILURE,
        "before-the-signature",
    ),
    Vector(
        "TSA clock ahead b-t",
        lambda: stamped(at=NOW + _DAY),
        SOON,
        "timestamp",
        Sub.TIMESTAMP_ORDER_FAILURE,
        "from-the-future",
    ),
    Vector("TSA clock ahead within the slack b-t", lambda: stamped(at=SOON), NOW),
    Vector(
        "archived before it was stamped b-lta",
        lambda: archived(at=NOW - timedelta(hours=1)),
        LATER,
        "timestamp",
        Sub.TIMESTAMP_ORDER_FAILURE,
        "out-of-order",
    ),
    Vector(
        "TSA expired, no archive b-t",
        stamped,
        _END_OF_TSA,
        "timestamp",
        Sub.OUT_OF_BOUNDS_NO_POE,
        "authority-expired",
    ),
    Vector(
        "TSA expired, no archive b-lt",
        proven,
        _END_OF_TSA,
        "timestamp",
        Sub.OUT_OF_BOUNDS_NO_POE,
        "authority-expired",
    ),
    Vector(
        "TSA expired, nor is the archive's younger b-lta",
        archived,
        _END_OF_TSA,
        "timestamp",
        Sub.OUT_OF_BOUNDS_NO_POE,
        "authority-expired",
    ),
    Vector(
        "TSA revoked b-lt",
        lambda: proven(data=saying(tsa=world().tsa_ocsp(PROVEN, revoked_at=NOW))),
        LATER,
        "revocation",
        Sub.REVOKED_NO_POE,
        "timestamp-authority-revoked",
    ),
    Vector(
        "TSA revoked later, no archive b-lt",
        proven,
        LATER,
        "revocation",
        Sub.REVOKED_NO_POE,
        "timestamp-authority-revoked",
        given=lambda: _replaced(world().tsa, 30 * _DAY),
    ),
    Vector(
        "TSA revoked before the archive b-lta",
        _renewed,
        LONG_AFTER,
        "revocation",
        Sub.REVOKED_NO_POE,
        "timestamp-authority-revoked",
        given=lambda: _replaced(world().tsa, 30 * _DAY),
    ),
    Vector(
        "TSA revoked after the archive b-lta",
        _renewed,
        LONG_AFTER,
        given=lambda: _replaced(world().tsa, timedelta(days=300, hours=1)),
    ),
    Vector(
        "TSA of the archive revoked b-lta",
        _renewed,
        LONG_AFTER,
        "revocation",
        Sub.REVOKED_NO_POE,
        "timestamp-authority-revoked",
        given=lambda: _replaced(_tsa("Young TSA", starts=200, ends=9_000), 301 * _DAY),
    ),
    Vector("TSA expired, archived in time b-lta", _renewed, _END_OF_TSA),
)
