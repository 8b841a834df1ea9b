"""What consumers ask: the requests of each duty, in canonical words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.canonical.contract_file import ClearanceStage
from schemas.canonical.identifiers import CardNumber, ChamberCode, NotaryOfficeCode
from schemas.canonical.person import Party
from schemas.canonical.workshop import WorkshopLocator


class TransferKind(StrEnum):
    """The kinds of transfer Article 37 of the Social Security Act names."""

    DEFINITE = "definite"
    CONDITIONAL = "conditional"
    MORTGAGE = "mortgage"
    SETTLEMENT = "settlement"
    LEASE = "lease"


class TransferObject(StrEnum):
    """What passes to the transferee: the thing itself (عین) or its benefits (منافع)."""

    CORPUS = "corpus"
    BENEFITS = "benefits"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer of a workshop; ``registered`` tells an official deed from a private one."""

    kind: TransferKind
    registered: bool
    object: TransferObject


@dataclass(frozen=True, slots=True)
class DebtInquiry:
    """A notary's question before a deed: does the employer of this workshop owe premiums?

    ``request_date`` is the day on the notary's sheet; the legal clock does not run from it but
    from the entry of the sheet at the SSO (Article 37).
    """

    notary_office: NotaryOfficeCode
    request_number: str
    request_date: date
    transfer: Transfer
    transferor: Party
    transferee: Party
    workshop: WorkshopLocator


class CardPurpose(StrEnum):
    """What a chamber needs a clearance for: a first commerce card, or the renewal of one."""

    ISSUE = "issue"
    RENEWAL = "renewal"


@dataclass(frozen=True, slots=True)
class ClearanceInquiry:
    """A chamber's question before a commerce card: does the applicant's head office owe premiums?

    ``card_number`` is that of the card to be renewed, None for a first one. ``workshop`` is the
    workshop of the applicant's head office.
    """

    chamber: ChamberCode
    request_number: str
    request_date: date
    purpose: CardPurpose
    card_number: CardNumber | None
    applicant: Party
    workshop: WorkshopLocator


@dataclass(frozen=True, slots=True)
class ContractClearanceInquiry:
    """The request for the clearance of a contract (Article 38) by the hub's name of it."""

    ocid: str
    stage: ClearanceStage
    request_number: str
    request_date: date
