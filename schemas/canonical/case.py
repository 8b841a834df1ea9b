"""The first half of the road: a request that came in, was allowed, and became a durable case.

Each type is made from the one before it, so a skipped step does not type-check.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.canonical.disclosure import Agreed


@dataclass(frozen=True, slots=True)
class Consumer:
    """A registered agency that proved who it is; what it may ask stands in its agreements."""

    code: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What names the proof that a request came with; it cannot be valid after ``expires_at``."""

    replay_key: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """A request whose sender, wholeness, age and form the door has verified.

    ``signed`` says that it bears its sender's signature, which a message over SOAP always does.
    ``document`` is the request in canonical XML and ``digest`` its SHA-256; ``replay_key`` names
    the signed message, which cannot be valid after ``expires_at``. Times are UTC.
    """

    consumer: Consumer
    duty: str
    operation: str
    message_id: str
    document: bytes
    digest: bytes
    replay_key: bytes
    expires_at: datetime
    received_at: datetime
    signed: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often may be asked under the ``words`` of an agreement, in a minute and in a day."""

    words: str
    per_minute: int
    per_day: int


@dataclass(frozen=True, slots=True)
class AuthorizedRequest:
    """A request its consumer has a right to make; only ``hub.policy`` makes one.

    ``policy`` is the version by which that was decided, ``agreements`` those it stands on, one for
    each provider, and ``allowances`` how often they let it be asked.
    """

    request: InboundRequest
    policy: int
    agreements: tuple[Agreed, ...]
    allowances: tuple[Allowance, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A durable inquiry with its legal clock started: ``due_on`` is the last day for an answer.

    ``serial`` is a number drawn for the document this case may get; unused, it is void.
    ``attempts`` counts the turns a worker took at it. ``agreements`` are those it was accepted
    under; a case from before there were any has none.
    """

    id: UUID
    consumer: str
    message_id: str
    duty: str
    request: bytes
    request_digest: bytes
    received_at: datetime
    due_on: date
    serial: int
    attempts: int = 0
    agreements: tuple[Agreed, ...] = ()


@dataclass(frozen=True, slots=True)
class Once:
    """What a certificate may be issued only once for, by name; and the contract it stands on.

    It is issued while the contract has the version that it was decided on.
    """

    name: str
    ocid: str
    version: int
