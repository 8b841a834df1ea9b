"""Notices put together from what they tell of: the same words at every attempt."""

from datetime import UTC

from hub.store.deliveries import Delivery, LateAnswer
from schemas.canonical.notice import AnswerNotice, Notice, StatusNotice
from schemas.canonical.status import Act
from schemas.xml import parse
from signing.read import read_certificate


def put_together(delivery: Delivery) -> Notice:
    """Return the notice of a delivery; its id is that of the evidence it rests on.

    ``ValueError`` for a certificate that is not what the hub writes.
    """
    if isinstance(delivery.tells, LateAnswer):
        return _answer(delivery, delivery.tells)
    return _status(delivery, delivery.tells)


def _answer(delivery: Delivery, answer: LateAnswer) -> AnswerNotice:
    words = read_certificate(parse(answer.document))
    return AnswerNotice(
        id=delivery.id,
        receiver=delivery.receiver,
        case_id=delivery.case_id,
        relates_to=answer.message_id,
        outcome=words.decision,
        number=words.number,
        deed_text=words.deed_text,
        issued=words.issued.astimezone(UTC),
        valid_until=words.valid_until.astimezone(UTC),
        certificate=answer.document,
    )


def _status(delivery: Delivery, act: Act) -> StatusNotice:
    return StatusNotice(
        id=delivery.id,
        receiver=delivery.receiver,
        case_id=delivery.case_id,
        number=act.number,
        state=act.state,
        reason=act.reason,
        since=act.effective_at,
        known_at=act.recorded_at,
        superseded_by=act.superseded_by,
    )
