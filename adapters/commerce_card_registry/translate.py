"""From our notices to events of the registry; pure."""

from base64 import b64encode
from types import MappingProxyType
from typing import Any

from adapters.base.errors import AgencyBrokeContract
from adapters.base.webhook import Event
from adapters.commerce_card_registry import wire
from schemas.canonical.dates import utc_stamp
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, Notice, StatusNotice
from schemas.canonical.status import State

_BECAME = MappingProxyType(
    {
        State.ISSUED: "reinstated",
        State.SUSPENDED: "suspended",
        State.REVOKED: "revoked",
        State.SUPERSEDED: "superseded",
    }
)


def event_of(notice: Notice, source: str) -> Event:
    """Return the event that tells of ``notice``; ``source`` is who we are, a URN.

    ``ValueError`` for a notice that is none: an answer without a decision, a state no act brings.
    """
    if isinstance(notice, AnswerNotice):
        kind, moment, data = wire.ANSWERED, notice.issued, _answer(notice)
    elif notice.state in _BECAME:
        kind = f"{wire.CERTIFICATE}.{_BECAME[notice.state]}"
        moment, data = notice.known_at, _status(notice)
    else:
        raise ValueError("no act brings this state about")
    return Event(str(notice.id), source, kind, notice.number, moment, data)


def check(acknowledgement: wire.Acknowledgement, notice: Notice) -> None:
    """Raise `AgencyBrokeContract` (``other-notice``) unless it is ``notice`` that they took."""
    if acknowledgement.id != str(notice.id):
        raise AgencyBrokeContract(wire.AGENCY, "other-notice")


def _answer(notice: AnswerNotice) -> dict[str, Any]:
    """Return the data of an answered inquiry."""
    if notice.outcome is Outcome.UNDETERMINED:
        raise ValueError("a case without a decision has no answer to bring")
    return {
        "case_id": str(notice.case_id),
        "relates_to": notice.relates_to,
        "outcome": notice.outcome,
        "number": notice.number,
        "text": notice.deed_text,
        "issued": utc_stamp(notice.issued),
        "valid_until": utc_stamp(notice.valid_until),
        "certificate": b64encode(notice.certificate).decode(),
    }


def _status(notice: StatusNotice) -> dict[str, Any]:
    """Return the data of a certificate that is worth something else now."""
    return {
        "case_id": str(notice.case_id),
        "number": notice.number,
        "state": notice.state,
        "reason": notice.reason,
        "since": utc_stamp(notice.since),
        "known_at": utc_stamp(notice.known_at),
        "superseded_by": notice.superseded_by,
    }
