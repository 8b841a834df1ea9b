"""Notices: what the hub tells of its own accord, once each, after the fact."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.decision import Outcome
from schemas.canonical.identifiers import BranchCode, ContractRow
from schemas.canonical.status import ReasonCode, State
from schemas.canonical.workshop import WorkshopRef


@dataclass(frozen=True, slots=True)
class AnswerNotice:
    """The answer to an inquiry that was pending when it was first answered.

    ``id`` is the same at every attempt, and the receiver's key against doubles; ``relates_to`` is
    the MessageID of the inquiry; ``certificate`` the signed XML. Instants are UTC.
    """

    id: UUID
    receiver: str
    case_id: UUID
    relates_to: str
    outcome: Outcome
    number: CertificateNumber
    deed_text: str
    issued: datetime
    valid_until: datetime
    certificate: bytes


@dataclass(frozen=True, slots=True)
class StatusNotice:
    """A change in the standing of a certificate that the receiver was given."""

    id: UUID
    receiver: str
    case_id: UUID
    number: CertificateNumber
    state: State
    reason: ReasonCode | None
    since: datetime
    known_at: datetime
    superseded_by: CertificateNumber | None


Notice = AnswerNotice | StatusNotice


@dataclass(frozen=True, slots=True)
class WorkshopNotice:
    """What a party of a contract is told under the number of its workshop.

    ``id`` is the same at every attempt, ``kind`` that of the act it tells of, ``title`` and
    ``text`` are Persian and name no person. The contract is ``ocid``, its row ``row`` at the branch
    ``row_branch``. ``issued`` is UTC. Circular of 1399 on the electronic clearance, clause 2.
    """

    id: UUID
    workshop: WorkshopRef
    kind: str
    title: str
    text: str
    ocid: str
    row: ContractRow
    row_branch: BranchCode
    issued: datetime
