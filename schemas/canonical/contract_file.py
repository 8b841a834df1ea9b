"""What the file of a contract under Article 38 says to whoever decides on its clearance."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.contract import JoinedContract
from schemas.canonical.identifiers import BranchCode, ContractRow
from schemas.canonical.money import Rials
from schemas.canonical.status import State
from schemas.canonical.workshop import WorkshopRef


class ClearanceStage(StrEnum):
    """How far a clearance goes: to a day within the period, or to the end of the contract."""

    INTERIM = "interim"
    FINAL = "final"


class Undertaking(StrEnum):
    """Whether an undertaking for books that are not inspected yet is needed, and was given."""

    NOT_NEEDED = "not-needed"
    MISSING = "missing"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What was last calculated: by which act of the file, how far, and what is owed (rials).

    ``act`` is a later one where it may be cleared anew. ``until`` is the last day that an interim
    calculation covers. ``cleared`` is the certificate that was issued for it, ``state`` what became
    of that: it stands as issued, or is suspended or revoked. ``replaces`` is a revoked certificate
    in whose place another would be issued.
    """

    act: int
    stage: ClearanceStage
    until: date | None
    due: Rials
    paid: Rials
    cleared: CertificateNumber | None
    state: State = State.ISSUED
    replaces: CertificateNumber | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a contract's file stands at.

    ``version`` is the contract's. ``settles_debts`` says that the contractor's established debts
    have to be paid first, as under the rows of fixed workshops. ``disputed`` says that an objection
    has not been decided.
    """

    contract: JoinedContract
    version: int
    row: ContractRow
    branch: BranchCode
    contractor: WorkshopRef
    assigner: WorkshopRef
    reckoned: Reckoned | None
    settles_debts: bool
    undertaking: Undertaking
    disputed: bool
