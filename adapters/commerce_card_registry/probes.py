"""What every installation of the commerce-card registry must take."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from adapters.base.ports import Receiver
from adapters.base.probe import Probe, Subjects
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, StatusNotice
from schemas.canonical.status import ReasonCode, State

SUBJECTS: Final[Subjects] = {
    "number": "137-1405-9980001001-8",
    "relates_to": "urn:uuid:00000000-0000-4000-8000-000000000001",
}
"""``number`` of a certificate that is nobody's, ``relates_to`` the MessageID of its inquiry."""

_ISSUED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


async def _answer(gateway: Receiver, subjects: Subjects) -> bytes:
    """Bring a late answer; again and again it is the same one."""
    number = parse_certificate_number(subjects["number"])
    return await gateway.deliver(
        AnswerNotice(
            id=uuid5(NAMESPACE_URL, f"probe answer {number}"),
            receiver="commerce-card-registry",
            case_id=uuid5(NAMESPACE_URL, f"probe case {number}"),
            relates_to=subjects["relates_to"],
            outcome=Outcome.REFUSED,
            number=number,
            deed_text="آزمون ارتباط؛ این متن به هیچ کارتی مربوط نیست.",
            issued=_ISSUED,
            valid_until=_ISSUED + timedelta(days=30),
            certificate=b'<Certificate xmlns="urn:peyvand:certificate:1"/>',
        )
    )


async def _status(gateway: Receiver, subjects: Subjects) -> bytes:
    """Bring word that the certificate of the late answer holds no longer."""
    number = parse_certificate_number(subjects["number"])
    return await gateway.deliver(
        StatusNotice(
            id=uuid5(NAMESPACE_URL, f"probe status {number}"),
            receiver="commerce-card-registry",
            case_id=uuid5(NAMESPACE_URL, f"probe case {number}"),
            number=number,
            state=State.REVOKED,
            reason=ReasonCode.ISSUED_IN_ERROR,
            since=_ISSUED,
            known_at=_ISSUED,
            superseded_by=None,
        )
    )


PROBES: Final = (
    Probe("answer", "تحویل پاسخ دیرهنگام", _answer),
    Probe("status", "اعلام ابطال مفاصاحساب", _status),
)
