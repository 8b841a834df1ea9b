"""OCSP responses and lists that tell nothing: stale, by strangers, partial, missing, stripped."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1

from schemas.canonical.validation import ValidationData
from signing.verify.report import SubIndication as Sub
from tests.conformance.zoo.lists import critical_list, delta_list, entry_list
from tests.conformance.zoo.making import (
    ARCHIVED,
    LATER,
    LONG_AFTER,
    PROVEN,
    SOON,
    STAMPED,
    archived,
    cut,
    issued,
    lists,
    proven,
    responses,
    saying,
    stamped,
)
from tests.conformance.zoo.vectors import Vector
from tests.kit.nodes import RESPONDER, Node, node
from tests.kit.pki import NOW, crl, other_world, world

_DAY = timedelta(days=1)
_HOLD = x509.ReasonFlags.certificate_hold
_LATE = NOW + timedelta(days=20)
"""When a document is signed whose revocation data is of `PROVEN`, and stale by then."""

Answer = Callable[[], bytes]


@cache
def _responder(name: str, without: int | None = None, *, days: int = 400) -> Node:
    """Return a responder that lacks the extension at a place, valid for so many days."""
    shape = tuple(one for place, one in enumerate(RESPONDER) if place != without)
    return world().issue(name, shape, starts=NOW - 9 * _DAY, ends=NOW + days * _DAY)


def _by(responder: Node) -> bytes:
    return world().ocsp(PROVEN, responder=responder)


def _unseen() -> bytes:
    return world().ocsp(PROVEN, responder=_responder("Unseen"), certificates=())


def _forged() -> bytes:
    return world().ocsp(PROVEN, key=other_world().responder.key)


def _on_hold() -> bytes:
    return world().ocsp(PROVEN, revoked_at=NOW - _DAY, reason=_HOLD)


_ANSWERS: tuple[tuple[str, Answer, str], ...] = (
    ("by a stranger", lambda: _by(other_world().responder), "responder-not-authorised"),
    ("by a stranger in a responder's name", _forged, "signature"),
    (
        "by the root's responder",
        lambda: _by(node("Root's", world().root_node, RESPONDER)),
        "responder-not-authorised",
    ),
    ("by the signer himself", lambda: _by(world().leaf), "responder-key-usage"),
    (
        "by a responder without its purpose",
        lambda: _by(_responder("No purpose", 2)),
        "responder-key-usage",
    ),
    (
        "by a responder to be checked itself",
        lambda: _by(_responder("No nocheck", 3)),
        "responder-to-be-checked",
    ),
    (
        "by a responder that has run out",
        lambda: _by(_responder("Expired", days=-1)),
        "responder-outside-its-validity",
    ),
    ("by a responder nobody knows", _unseen, "responder-missing"),
    ("that it is unknown", lambda: world().ocsp(PROVEN, known=False), "unknown"),
    ("on another certificate", lambda: world().tsa_ocsp(PROVEN), "signer-missing"),
    ("that it is on hold", _on_hold, "signer-on-hold"),
    ("of the other authority", lambda: other_world().ocsp(PROVEN), "signer-missing"),
)

_LISTS: tuple[tuple[str, Answer, str], ...] = (
    (
        "by a stranger",
        lambda: crl(world().issuing, PROVEN, key=other_world().issuing.key),
        "not-by-the-issuer",
    ),
    (
        "of before its issuer",
        lambda: crl(world().issuing, NOW - 9 * _DAY),
        "before-its-issuer",
    ),
    ("partial", lambda: critical_list(world().issuing, PROVEN), "critical-extension"),
    ("of changes", lambda: delta_list(world().issuing, PROVEN), "critical-extension"),
    (
        "with a removal",
        lambda: entry_list(world().issuing, PROVEN, world().leaf, "remove_from_crl", since=NOW),
        "removed-from-crl",
    ),
    (
        "with a hold",
        lambda: entry_list(world().issuing, PROVEN, world().leaf, "certificate_hold", since=NOW),
        "signer-on-hold",
    ),
)


def _listed(issuing: bytes) -> ValidationData:
    """Return the root's good list with another one."""
    return ValidationData(crls=(world().crls(PROVEN)[0], issuing))


def _late() -> bytes:
    return stamped(issued(at=_LATE), _LATE)


def _brief() -> bytes:
    """Return B-LT whose responder runs out within nine days."""
    return proven(data=saying(_by(_responder("Brief", days=9))))


def _without_response(xml: bytes) -> bytes:
    return cut(xml, b"<xades:OCSPValues>", b"</xades:OCSPValues>")


def _bare(xml: bytes) -> bytes:
    """Take all validation data out of a B-LT document."""
    less = cut(xml, b"<xades:RevocationValues>", b"</xades:RevocationValues>")
    return cut(less, b"<xades141:TimeStampValidationData", b"</xades141:TimeStampValidationData>")


_NOTHING = ("revocation", Sub.TRY_LATER, "signer-missing")
_STALE = ("revocation", Sub.TRY_LATER, "signer-stale")

USELESS = (
    *(
        Vector(f"response {name} {level}", build, SOON, "revocation", Sub.TRY_LATER, detail, given)
        for name, answer, detail in _ANSWERS
        for level, build, given in (
            ("given b-b", issued, lambda answer=answer: responses(answer())),
            ("given b-t", stamped, lambda answer=answer: responses(answer())),
            ("b-lt", lambda answer=answer: proven(data=saying(answer())), ValidationData),
            (
                "b-lta",
                lambda answer=answer: archived(proven(data=saying(answer())), at=PROVEN),
                ValidationData,
            ),
        )
    ),
    *(
        Vector(f"list {name} {level}", build, SOON, "revocation", Sub.TRY_LATER, detail, given)
        for name, listed, detail in _LISTS
        for level, build, given in (
            ("given b-b", issued, lambda listed=listed: _listed(listed())),
            ("b-lt", lambda listed=listed: proven(data=_listed(listed())), ValidationData),
        )
    ),
)

STALE = (
    Vector(
        "response stale b-b",
        lambda: issued(at=_LATE),
        _LATE,
        *_STALE,
        given=lambda: responses(world().ocsp(PROVEN), at=_LATE),
    ),
    Vector(
        "response stale b-t",
        _late,
        _LATE,
        *_STALE,
        given=lambda: responses(world().ocsp(PROVEN), at=_LATE),
    ),
    Vector("response stale b-lt", lambda: proven(_late(), saying()), _LATE, *_STALE),
    Vector(
        "response stale b-lta",
        lambda: archived(proven(_late(), saying()), at=_LATE + _DAY),
        LATER,
        *_STALE,
    ),
    Vector("list stale b-b", lambda: issued(at=_LATE), _LATE, *_STALE, given=lambda: lists(PROVEN)),
    Vector("list stale b-lt", lambda: proven(_late(), lists(PROVEN)), _LATE, *_STALE),
    Vector(
        "list in force but older than the stamp b-lt",
        lambda: proven(_late(), lists(_LATE - _DAY)),
        _LATE,
        *_STALE,
    ),
    Vector(
        "list of the root stale b-lt",
        lambda: proven(
            _late(),
            ValidationData(
                ocsp_responses=(world().ocsp(_LATE), world().tsa_ocsp(_LATE)),
                crls=world().crls(PROVEN)[:1],
            ),
        ),
        _LATE,
        "revocation",
        Sub.TRY_LATER,
        "signer-issuer-stale",
    ),
    Vector(
        "response made after the archive that holds it b-lta",
        lambda: archived(proven(data=saying(world().ocsp(NOW + 9 * _DAY))), at=STAMPED),
        LATER,
        "revocation",
        Sub.TIMESTAMP_ORDER_FAILURE,
        "after-its-timestamp",
    ),
    Vector(
        "response from the future b-lt",
        lambda: proven(data=saying(world().ocsp(NOW + 9 * _DAY))),
        SOON,
        "revocation",
        Sub.TRY_LATER,
        "not-yet-made",
    ),
    Vector(
        "responder expired before the archive b-lta",
        lambda: archived(_brief()),
        LATER,
        "revocation",
        Sub.TRY_LATER,
        "responder-outside-its-validity",
    ),
    Vector(
        "responder expired, no archive b-lt",
        _brief,
        LATER,
        "revocation",
        Sub.TRY_LATER,
        "responder-outside-its-validity",
    ),
    Vector(
        "responder expired after the archive b-lta",
        lambda: archived(_brief(), at=NOW + _DAY),
        LONG_AFTER,
    ),
)

MISSING = (
    Vector(
        "list of the root missing b-lt",
        lambda: proven(data=saying(lists=())),
        SOON,
        "revocation",
        Sub.TRY_LATER,
        "signer-issuer-missing",
    ),
    Vector("nothing carried b-b, required", issued, SOON, *_NOTHING, required=True),
    Vector("nothing carried b-t, required", stamped, SOON, *_NOTHING, required=True),
    Vector("all carried b-lt, required", proven, SOON, required=True),
    Vector(
        "nothing on the archive's TSA b-lta, required",
        archived,
        LATER,
        "revocation",
        Sub.TRY_LATER,
        "timestamp-authority-stale",
        required=True,
    ),
    Vector(
        "all given on the archive's TSA b-lta, required",
        archived,
        LATER,
        given=lambda: lists(ARCHIVED),
        required=True,
    ),
    Vector("response stripped b-lt", lambda: _without_response(proven()), SOON, *_NOTHING),
    Vector(
        "response stripped b-lta",
        lambda: _without_response(archived()),
        LATER,
        "timestamp",
        Sub.HASH_FAILURE,
        "imprint",
    ),
    Vector("all data stripped b-lt", lambda: _bare(proven()), SOON),
    Vector(
        "all data stripped b-lt, required", lambda: _bare(proven()), SOON, *_NOTHING, required=True
    ),
    Vector(
        "a list besides that concerns nobody b-lt",
        lambda: proven(
            data=saying(lists=(*world().crls(PROVEN), crl(other_world().issuing, PROVEN)))
        ),
        SOON,
        "revocation",
        Sub.SIG_CONSTRAINTS_FAILURE,
        "foreign",
    ),
)

GOOD = (
    Vector("good list given b-b", issued, SOON, given=lambda: lists(NOW)),
    Vector("good response given b-b", issued, SOON, given=lambda: responses(world().ocsp(PROVEN))),
    Vector(
        "good response by the issuer itself b-b",
        issued,
        SOON,
        given=lambda: responses(world().ocsp(PROVEN, responder=world().issuing)),
    ),
    Vector(
        "good response that names by SHA-1 b-lt",
        lambda: proven(data=saying(world().ocsp(PROVEN, hashed_by=SHA1()))),  # noqa: S303 - a name
        SOON,
    ),
    Vector(
        "good response without nextUpdate b-lt",
        lambda: proven(data=saying(world().ocsp(PROVEN, lasts=None))),
        SOON,
    ),
    Vector("good lists alone b-lt", lambda: proven(data=lists(PROVEN)), SOON),
)

VECTORS = (*GOOD, *USELESS, *STALE, *MISSING)
