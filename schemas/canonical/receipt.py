"""Receipts: the hub's signed word that a request reached it, when, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.canonical.disclosure import Disclosed

NAMESPACE = "urn:peyvand:receipt:1"


class ReceiptState(StrEnum):
    """Whether the answer went out with the receipt, is still due, or will not come.

    ``refused`` is what no agreement allows, ``unanswered`` a lookup whose provider was silent.
    """

    ANSWERED = "answered"
    PENDING = "pending"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Reception:
    """What reached the hub: from whom, under which id of his, what it asks for, when (UTC).

    ``digest`` is the SHA-256 of the request as it came.
    """

    consumer: str
    message_id: str
    operation: str
    digest: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a consumer can show a court: this request, received then, due then.

    ``hub`` and ``consumer`` are the codes of issuer and asker, ``message_id`` the asker's own.
    ``request_digest`` is the SHA-256 (32 octets) of the request as received, ``answer_digest`` that
    of what was answered: a case's certificate, or the answer to a lookup. Instants are of any zone,
    written with Tehran's offset: ``received_at`` starts the legal clock, ``due_at`` ends it,
    ``answered_at`` is when this receipt went out. Only a case has a ``case_id`` and a ``due_at``.
    ``disclosed`` is what was told, under which agreement, each with its subject hidden.
    """

    id: UUID
    hub: str
    consumer: str
    message_id: str
    case_id: UUID | None
    operation: str
    request_digest: bytes
    answer_digest: bytes | None
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime
    state: ReceiptState
    disclosed: tuple[Disclosed, ...] = ()
