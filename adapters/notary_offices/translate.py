"""From our notices to the notaries' words; pure."""

from types import MappingProxyType

from adapters.base.errors import AgencyBrokeContract
from adapters.notary_offices import wire
from schemas.canonical.dates import TEHRAN, jalali, tehran_day, utc_stamp
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, Notice, StatusNotice
from schemas.canonical.status import State

_REPLY_TYPES = MappingProxyType({Outcome.GRANTED: wire.POSITIVE, Outcome.REFUSED: wire.NEGATIVE})
_REPLY_TEXTS = MappingProxyType(
    {
        Outcome.GRANTED: "انتقال از نظر بدهی کارگاه به سازمان تأمین اجتماعی بلامانع است.",
        Outcome.REFUSED: "پاسخ منفی است؛ متن گواهی پیوست ملاحظه شود.",
    }
)
_STATES = MappingProxyType(
    {
        State.ISSUED: wire.VALID,
        State.SUSPENDED: wire.SUSPENDED,
        State.REVOKED: wire.REVOKED,
        State.SUPERSEDED: wire.REPLACED,
    }
)


def message_of(notice: Notice) -> wire.Message:
    """Return what tells the notaries' system of ``notice``.

    Raises `AgencyBrokeContract` (``conditions-too-long``) for a text that they cannot keep whole,
    ``ValueError`` for a notice that is none: an answer without a decision, a state no act brings.
    """
    if isinstance(notice, AnswerNotice):
        return wire.Message("DeliverAnswer", _answer(notice))
    return wire.Message("DeliverStatus", _status(notice))


def check(acknowledgement: wire.Acknowledgement, notice: Notice) -> None:
    """Raise `AgencyBrokeContract` (``other-notice``) unless it is ``notice`` that they took."""
    if acknowledgement.notice_id != str(notice.id):
        raise AgencyBrokeContract(wire.AGENCY, "other-notice")


def _answer(notice: AnswerNotice) -> dict[str, str | bytes]:
    """Return the elements of ``DeliverAnswer``."""
    if notice.outcome not in _REPLY_TYPES:
        raise ValueError("a case without a decision has no answer to bring")
    if len(notice.deed_text) > wire.LONGEST_CONDITIONS:
        raise AgencyBrokeContract(wire.AGENCY, "conditions-too-long")
    return {
        "NoticeId": str(notice.id),
        "RelatesTo": notice.relates_to,
        "ReplyType": _REPLY_TYPES[notice.outcome],
        "ReplyNo": notice.number,
        "ReplyDate": jalali(tehran_day(notice.issued)),
        "ReplyText": _REPLY_TEXTS[notice.outcome],
        "ExpireDate": jalali(tehran_day(notice.valid_until)),
        "Conditions": notice.deed_text,
        "Certificate": notice.certificate,
    }


def _status(notice: StatusNotice) -> dict[str, str | bytes]:
    """Return the elements of ``DeliverStatus``; those that have nothing to say are left out."""
    if notice.state not in _STATES:
        raise ValueError("no act brings this state about")
    fields: dict[str, str | bytes | None] = {
        "NoticeId": str(notice.id),
        "ReplyNo": notice.number,
        "State": _STATES[notice.state],
        "Reason": notice.reason,
        "EffectDate": jalali(tehran_day(notice.since)),
        "EffectTime": notice.since.astimezone(TEHRAN).strftime("%H:%M:%S"),
        "KnownAt": utc_stamp(notice.known_at),
        "ReplacedBy": notice.superseded_by,
    }
    return {name: value for name, value in fields.items() if value is not None}
