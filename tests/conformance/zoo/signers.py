"""Signers that should not have signed, or not then: expired, too early, wrong, weak, strangers."""

from datetime import timedelta
from functools import cache

from cryptography.x509.oid import ExtendedKeyUsageOID

from schemas.canonical.validation import ValidationData
from signing.verify.report import SubIndication as Sub
from tests.conformance.zoo.making import (
    LONG_AFTER,
    PROVEN,
    SOON,
    STAMPED,
    archived,
    issued,
    lists,
    proven,
    stamped,
)
from tests.conformance.zoo.vectors import Vector
from tests.kit.nodes import (
    MESSAGES,
    SIGNER,
    TIMESTAMPS,
    Node,
    authority,
    by_sha1,
    node,
    purpose,
    weak_key,
)
from tests.kit.pki import NOW, other_world, world

_DAY = timedelta(days=1)
_EXPIRED = NOW + timedelta(days=366)


@cache
def _short() -> Node:
    """Return a signer whose certificate runs out a day after it signs."""
    return world().issue("Short signer", ends=NOW + _DAY)


@cache
def _early() -> Node:
    """Return a signer whose certificate begins a day after it signs."""
    return world().issue("Early signer", starts=NOW + _DAY, ends=NOW + 9 * _DAY)


def _data(signer: Node) -> ValidationData:
    return ValidationData(
        ocsp_responses=(world().ocsp(PROVEN, on=signer), world().tsa_ocsp(PROVEN)),
        crls=world().crls(PROVEN)[:1],
    )


def _lasting(signer: Node) -> bytes:
    return proven(stamped(issued(signer)), _data(signer))


def _messages() -> Node:
    return world().issue("Message signer", MESSAGES)


def _below_a_leaf() -> Node:
    return node("Below a leaf", world().leaf)


def _below_a_narrow_authority() -> Node:
    """Return a signer under an authority that the issuing one was not allowed to make."""
    return node("Too deep", node("Narrow", world().issuing, authority(0)))


def _weakly_issued() -> Node:
    middle = node("Weak issuer", world().root_node, authority(0), key=weak_key())
    return node("Signer of a weak issuer", middle)


def _other_chain() -> Node:
    """Return our signer with a stranger's authority behind it in KeyInfo."""
    ours = world().leaf
    return Node(ours.key, ours.certificate, other_world().issuing)


def _unknown_purpose() -> Node:
    stamping = purpose(ExtendedKeyUsageOID.TIME_STAMPING, critical=False)
    return world().issue("Signer and stamper", (*SIGNER, stamping))


VECTORS = (
    Vector("expired b-b", issued, _EXPIRED, "chain", Sub.OUT_OF_BOUNDS_NO_POE),
    Vector(
        "expired b-b, not revoked while it lasted",
        issued,
        _EXPIRED,
        "chain",
        Sub.OUT_OF_BOUNDS_NOT_REVOKED,
        given=lambda: lists(NOW + timedelta(days=360)),
    ),
    Vector(
        "expired b-b, revoked before",
        issued,
        _EXPIRED,
        "revocation",
        Sub.REVOKED_NO_POE,
        given=lambda: lists(NOW + timedelta(days=360), world().leaf, NOW + 9 * _DAY),
    ),
    Vector(
        "expired b-b, its list long gone",
        issued,
        _EXPIRED,
        "chain",
        Sub.OUT_OF_BOUNDS_NO_POE,
        given=lambda: lists(NOW + timedelta(days=99)),
    ),
    Vector(
        "expired when stamped b-t",
        lambda: stamped(issued(_short()), NOW + 2 * _DAY),
        NOW + 3 * _DAY,
        "chain",
        Sub.OUT_OF_BOUNDS_NO_POE,
    ),
    Vector(
        "expired when stamped b-lt",
        lambda: proven(
            stamped(issued(_short()), NOW + 2 * _DAY),
            ValidationData(
                ocsp_responses=(world().ocsp(NOW + 2 * _DAY, on=_short()),),
                crls=world().crls(NOW + 2 * _DAY),
            ),
        ),
        NOW + 3 * _DAY,
        "chain",
        Sub.OUT_OF_BOUNDS_NO_POE,
    ),
    Vector("expired after the stamp b-t", stamped, _EXPIRED),
    Vector("expired after the stamp b-lt", proven, _EXPIRED),
    Vector("expired long ago b-lta", archived, LONG_AFTER),
    Vector("not yet valid b-b", lambda: issued(_early()), SOON, "chain", Sub.OUT_OF_BOUNDS_NO_POE),
    Vector(
        "valid now, not when it signed b-b",
        lambda: issued(_early()),
        NOW + 2 * _DAY,
        "chain",
        Sub.OUT_OF_BOUNDS_NO_POE,
    ),
    Vector(
        "not yet valid b-t",
        lambda: stamped(issued(_early())),
        NOW + 2 * _DAY,
        "chain",
        Sub.NOT_YET_VALID,
    ),
    Vector(
        "not yet valid b-lt",
        lambda: _lasting(_early()),
        NOW + 2 * _DAY,
        "chain",
        Sub.NOT_YET_VALID,
    ),
    *(
        Vector(f"{name} {level}", build, at, check, sub, detail)
        for name, signer, check, sub, detail in (
            ("wrong usage", _messages, "chain", Sub.CHAIN_CONSTRAINTS_FAILURE, "key-usage"),
            (
                "a TSA's certificate",
                lambda: world().issue("TSA as signer", TIMESTAMPS),
                "chain",
                Sub.CHAIN_CONSTRAINTS_FAILURE,
                "key-usage",
            ),
            (
                "for timestamps besides",
                _unknown_purpose,
                "chain",
                Sub.CHAIN_CONSTRAINTS_FAILURE,
                "extended-key-usage",
            ),
            (
                "an authority itself",
                lambda: node("CA", world().root_node, (*authority(0)[:1], SIGNER[1])),
                "chain",
                Sub.CHAIN_CONSTRAINTS_FAILURE,
                "leaf-is-an-authority",
            ),
            (
                "issued by a leaf",
                _below_a_leaf,
                "chain",
                Sub.CHAIN_CONSTRAINTS_FAILURE,
                "issuer-is-no-authority",
            ),
            (
                "issued too deep",
                _below_a_narrow_authority,
                "chain",
                Sub.CHAIN_CONSTRAINTS_FAILURE,
                "path-length",
            ),
            (
                "a stranger",
                lambda: other_world().leaf,
                "chain",
                Sub.NO_CERTIFICATE_CHAIN_FOUND,
                "no-trust-anchor",
            ),
            (
                "a stranger's chain",
                _other_chain,
                "chain",
                Sub.NO_CERTIFICATE_CHAIN_FOUND,
                "not-issued-by-the-next",
            ),
            (
                "an issuer's weak key",
                _weakly_issued,
                "chain",
                Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
                "weak-key",
            ),
            (
                "a certificate by SHA-1",
                lambda: by_sha1(world().leaf),
                "chain",
                Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
                "weak-hash",
            ),
            (
                "a weak key",
                lambda: world().issue("Weak signer", key=weak_key()),
                "signing-certificate",
                Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
                "key",
            ),
        )
        for level, build, at in (
            ("b-b", lambda signer=signer: issued(signer()), SOON),
            ("b-t", lambda signer=signer: stamped(issued(signer())), STAMPED + _DAY),
            (
                "b-lta",
                lambda signer=signer: archived(proven(stamped(issued(signer())))),
                LONG_AFTER,
            ),
        )
    ),
)
