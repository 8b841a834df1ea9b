"""What a certificate's status is at an instant, as it was known at another: two times throughout.

An act takes effect at one instant and is recorded at another. From its effect on it holds for good,
or until an act recorded later says otherwise, so a later word on an earlier time wins from that
time on, and what was known before can still be asked for (ISO/IEC 9075-2:2011, bitemporal tables).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from schemas.canonical.certificate import CertificateNumber


class State(StrEnum):
    """What a certificate is worth; only an issued one may be relied on."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    EXPIRED = "expired"


class ReasonCode(StrEnum):
    """Why an act was made; a published word, so it says nothing of anybody."""

    COURT_ORDER = "court-order"
    CORRECTED = "corrected"
    FACTS_WITHDRAWN = "facts-withdrawn"
    FRAUD = "fraud"
    ISSUED_IN_ERROR = "issued-in-error"
    KEY_COMPROMISE = "key-compromise"
    REVIEW_CLOSED = "review-closed"
    UNDER_REVIEW = "under-review"


LAWFUL: Final[Mapping[State, frozenset[State]]] = {
    State.ISSUED: frozenset({State.SUSPENDED, State.SUPERSEDED, State.REVOKED}),
    State.SUSPENDED: frozenset({State.ISSUED, State.SUPERSEDED, State.REVOKED}),
    State.SUPERSEDED: frozenset(),
    State.REVOKED: frozenset(),
    State.EXPIRED: frozenset(),
}
"""What an act may bring about from each state. Expiry needs no act, and leaves nothing to do."""

FINAL: Final = frozenset({State.SUPERSEDED, State.REVOKED})
"""States that nothing ends, expiry neither."""

REASONS: Final[Mapping[State, frozenset[ReasonCode]]] = {
    State.ISSUED: frozenset({ReasonCode.COURT_ORDER, ReasonCode.REVIEW_CLOSED}),
    State.SUSPENDED: frozenset({ReasonCode.COURT_ORDER, ReasonCode.UNDER_REVIEW}),
    State.SUPERSEDED: frozenset({ReasonCode.CORRECTED, ReasonCode.KEY_COMPROMISE}),
    State.REVOKED: frozenset(
        {
            ReasonCode.COURT_ORDER,
            ReasonCode.FACTS_WITHDRAWN,
            ReasonCode.FRAUD,
            ReasonCode.ISSUED_IN_ERROR,
            ReasonCode.KEY_COMPROMISE,
        }
    ),
}
"""The reasons that an act can have, by the state it brings."""


@dataclass(frozen=True, slots=True)
class Act:
    """An operator's act on a certificate: the ``state`` it brings, when, why, and by whom.

    ``effective_at`` is when it takes effect, ``recorded_at`` when it was written down; neither is
    naive. ``note`` explains the reason to colleagues and is not published. ``superseded_by`` is
    there for a superseded certificate alone.
    """

    number: CertificateNumber
    state: State
    effective_at: datetime
    recorded_at: datetime
    reason: ReasonCode
    note: str
    by: str
    superseded_by: CertificateNumber | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What a certificate is, since when and why, and when that changes next as far as is known.

    ``reason`` is None while no act has touched it, and for an expired one. ``next_change`` is None
    for a state that nothing ends.
    """

    state: State
    since: datetime
    reason: ReasonCode | None = None
    superseded_by: CertificateNumber | None = None
    next_change: datetime | None = None


class UnlawfulAct(ValueError):
    """An act that the table of transitions or the order of time does not allow.

    ``rule`` is a stable code: ``status.before-issue``, ``.order``, ``.reason``, ``.superseded-by``,
    ``.transition`` or ``.final-later``.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def status_at(
    issued: datetime,
    valid_until: datetime,
    acts: Sequence[Act],
    *,
    at: datetime,
    known_at: datetime,
) -> Status | None:
    """Return what the certificate is at ``at`` by the acts recorded until ``known_at``.

    ``acts`` are in the order in which they were recorded. The certificate holds from ``issued`` to
    the end of the instant ``valid_until``. None before it was issued, in either time.
    """
    if at < issued or known_at < issued:
        return None
    spans = _spans(issued, valid_until, [act for act in acts if act.recorded_at <= known_at])
    *_, current = (span for span in spans if _begun(span, at))
    return current


def check_lawful(issued: datetime, valid_until: datetime, acts: Sequence[Act], new: Act) -> None:
    """Raise `UnlawfulAct` unless ``new`` may be recorded after ``acts``.

    A final state that takes effect later than ``new`` may be brought forward by a revocation and
    is otherwise not to be undone.
    """
    _require(new.reason in REASONS.get(new.state, frozenset()), "status.reason")
    replaced = new.superseded_by not in {None, new.number}
    _require(replaced == (new.state is State.SUPERSEDED), "status.superseded-by")
    _require(all(act.recorded_at < new.recorded_at for act in acts), "status.order")
    _require(issued <= min(new.effective_at, new.recorded_at), "status.before-issue")
    spans = tuple(_spans(issued, valid_until, acts))
    *_, before = (span for span in spans if _begun(span, new.effective_at))
    _require(new.state in LAWFUL[before.state], "status.transition")
    undone = any(span.state in FINAL and span.since > new.effective_at for span in spans)
    _require(not undone or new.state is State.REVOKED, "status.final-later")


def _spans(issued: datetime, valid_until: datetime, acts: Sequence[Act]) -> Iterator[Status]:
    """Yield the states in the order of their effect, each with the instant of the next."""
    spans = [Status(State.ISSUED, issued)]
    for act in acts:
        kept = [span for span in spans if span.since < act.effective_at]
        spans = [*kept, Status(act.state, act.effective_at, act.reason, act.superseded_by)]
    spans = [span for span in spans if span.since <= valid_until]
    if spans[-1].state not in FINAL:
        spans.append(Status(State.EXPIRED, valid_until))
    for span, following in pairwise(spans):
        yield Status(span.state, span.since, span.reason, span.superseded_by, following.since)
    yield spans[-1]


def _begun(span: Status, at: datetime) -> bool:
    """Tell whether a span has begun at ``at``; the last instant of validity is still valid."""
    return span.since < at if span.state is State.EXPIRED else span.since <= at


def _require(holds: bool, rule: str) -> None:
    """Raise `UnlawfulAct` unless ``holds``."""
    if not holds:
        raise UnlawfulAct(rule)
