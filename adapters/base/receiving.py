"""What every receiver of notices must take: a late answer, and word that it holds no longer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from adapters.base.ports import Receiver
from adapters.base.probe import Probe, Subjects
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, StatusNotice
from schemas.canonical.status import ReasonCode, State

RELATES_TO: Final[Mapping[str, str]] = {
    "relates_to": "urn:uuid:00000000-0000-4000-8000-000000000001"
}
"""The subject that every receiver has beside a ``number``: the MessageID of its inquiry."""

_ISSUED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def receiver_probes(
    consumer: str, *, outcome: Outcome, deed_text: str, status_title: str
) -> tuple[Probe, ...]:
    """Return the probes of a receiver that is told for ``consumer``.

    They bring an answer of that ``outcome`` on the certificate of the subject ``number``, again and
    again the same one, and then its revocation. ``status_title`` says the second in Persian.
    """

    async def answer(gateway: Receiver, subjects: Subjects) -> bytes:
        number = parse_certificate_number(subjects["number"])
        return await gateway.deliver(
            AnswerNotice(
                id=uuid5(NAMESPACE_URL, f"probe answer {number}"),
                receiver=consumer,
                case_id=uuid5(NAMESPACE_URL, f"probe case {number}"),
                relates_to=subjects["relates_to"],
                outcome=outcome,
                number=number,
                deed_text=deed_text,
                issued=_ISSUED,
                valid_until=_ISSUED + timedelta(days=30),
                certificate=b'<Certificate xmlns="urn:peyvand:certificate:1"/>',
            )
        )

    async def status(gateway: Receiver, subjects: Subjects) -> bytes:
        number = parse_certificate_number(subjects["number"])
        return await gateway.deliver(
            StatusNotice(
                id=uuid5(NAMESPACE_URL, f"probe status {number}"),
                receiver=consumer,
                case_id=uuid5(NAMESPACE_URL, f"probe case {number}"),
                number=number,
                state=State.REVOKED,
                reason=ReasonCode.ISSUED_IN_ERROR,
                since=_ISSUED,
                known_at=_ISSUED,
                superseded_by=None,
            )
        )

    return (
        Probe("answer", "تحویل پاسخ دیرهنگام", answer),
        Probe("status", status_title, status),
    )
