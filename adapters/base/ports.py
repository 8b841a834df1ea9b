"""The ports: what the hub may ask of the outside world, in canonical words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from schemas.canonical.contract import Page, PriceList, Project, RegisteredContract
from schemas.canonical.contract_file import Standing
from schemas.canonical.hash_tree import Answers, Roots
from schemas.canonical.identifiers import (
    EconomicCode,
    LegalId,
    MobileNumber,
    NationalId,
    PostalCode,
)
from schemas.canonical.notice import Notice, WorkshopNotice
from schemas.canonical.person import Firm, Person, Relative
from schemas.canonical.taxpayer import Taxpayer
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Attested(Generic[T]):
    """An agency's answer: the value, who said it, when (UTC), and the SHA-256 of its words."""

    value: T
    source: str
    as_of: datetime
    digest: bytes


class PersonRegistry(Protocol):
    """Who a natural person is."""

    async def find_person(self, national_id: NationalId, birth_date: date) -> Attested[Person]:
        """Return the person; `NoSuchRecord` when id and birth day do not belong together."""
        ...


class FamilyRegistry(Protocol):
    """Whom the civil registry has as somebody's spouse, children and parents."""

    async def relatives_of(
        self, national_id: NationalId, birth_date: date
    ) -> Attested[tuple[Relative, ...]]:
        """Return every relative on record, possibly none; `NoSuchRecord` as for the person."""
        ...


class FirmRegistry(Protocol):
    """What a legal person is."""

    async def find_firm(self, legal_id: LegalId) -> Attested[Firm]:
        """Return the legal person; `NoSuchRecord` when the id is nobody's."""
        ...


class MobileOwnership(Protocol):
    """Whether a mobile number is registered in somebody's name."""

    async def owns(self, mobile: MobileNumber, national_id: NationalId) -> Attested[bool]:
        """Return whether the number is in that natural person's name.

        A number out of service is nobody's; `NoSuchRecord` when the id is nobody's.
        """
        ...


class TaxpayerRegistry(Protocol):
    """How a taxpayer stands."""

    async def find_taxpayer(self, economic_code: EconomicCode) -> Attested[Taxpayer]:
        """Return the taxpayer; `NoSuchRecord` when the code is nobody's."""
        ...


class TaxContracts(Protocol):
    """The contracts registered in the taxpayers' system (VAT Act, Article 18)."""

    async def tax_contracts(self, cursor: str | None) -> Attested[Page[RegisteredContract]]:
        """Return the page at ``cursor``, oldest change first; None is the beginning."""
        ...


class TaxContractTree(Protocol):
    """The contracts of the taxpayers' system as a tree of hashes, to reconcile with it."""

    async def tree_roots(self) -> Attested[Roots]:
        """Return the roots of all that is registered there now."""
        ...

    async def tree_nodes(self, prefixes: Sequence[str]) -> Attested[Answers]:
        """Return what stands below nodes, a thousand at most, as of now."""
        ...

    async def contracts_by_id(
        self, source_ids: Sequence[str]
    ) -> Attested[tuple[RegisteredContract, ...]]:
        """Return those of these contracts, 200 at most, that are registered there."""
        ...

    async def restore(self, contracts: Sequence[RegisteredContract]) -> Attested[tuple[str, ...]]:
        """Give contracts back, 200 at most; return the ids of those held there afterwards.

        What its words cannot tell whole is not given, and its id not returned.
        """
        ...


class BudgetContracts(Protocol):
    """The national contracts database, its projects and its base price lists."""

    async def budget_contracts(self, cursor: str | None) -> Attested[Page[RegisteredContract]]:
        """Return the page at ``cursor``, oldest change first; None is the beginning."""
        ...

    async def project(self, code: str) -> Attested[Project]:
        """Return the project; `NoSuchRecord` when there is none of that code."""
        ...

    async def price_lists(self, year: int) -> Attested[tuple[PriceList, ...]]:
        """Return the base price lists of a Jalali year, possibly none."""
        ...


class Receiver(Protocol):
    """A consumer's own system, to which the hub brings what it has to tell.

    Unlike every other port it is offered by several agencies, each for its own consumers.
    """

    async def deliver(self, notice: Notice) -> bytes:
        """Bring ``notice`` once, and return the receiver's acknowledgement as it came.

        The same notice may be brought again: its ``id`` tells the receiver so. Raises the four
        errors of an agency; nothing is repeated here, that is the outbox's.
        """
        ...


class WorkshopNotices(Protocol):
    """The organization's service of electronic notification, which tells employers."""

    async def notify(self, notice: WorkshopNotice) -> bytes:
        """Bring ``notice`` once, and return the service's acknowledgement as it came.

        The same notice may be brought again: its ``id`` tells the service so. Raises the four
        errors of an agency, `NoSuchRecord` for a workshop without an account; nothing is repeated
        here, that is the outbox's.
        """
        ...


class MessageSecurity(Protocol):
    """WS-Security for messages that the hub sends; keys and profile are its implementer's."""

    def seal(self, child: bytes, *, action: str, message_id: str, to: str) -> bytes:
        """Return a signed SOAP 1.1 envelope around the canonical element ``child``."""
        ...

    def open(self, reply: bytes, *, certificate: bytes, relates_to: str) -> bytes:
        """Return the canonical Body child of a reply signed with ``certificate`` (DER).

        ``relates_to`` is the MessageID of what it answers. ``ValueError`` with a stable code for
        every reply that does not prove all of it.
        """
        ...


class ContractFiles(Protocol):
    """What the file of a contract under Article 38 stands at; the hub keeps these itself."""

    async def standing_of(self, ocid: str) -> Attested[Standing]:
        """Return what a contract's file stands at; `NoSuchRecord` for one that has none."""
        ...


class DebtLedger(Protocol):
    """What an employer owes the SSO for a workshop."""

    async def debt_of(self, workshop: WorkshopRef) -> Attested[DebtPosition]:
        """Return the debt position; `NoSuchRecord` when there is no such workshop."""
        ...

    async def workshops_at(
        self, postal_code: PostalCode
    ) -> Attested[tuple[RegisteredWorkshop, ...]]:
        """Return the workshops registered at a postal code, possibly none."""
        ...


class TimestampAuthority(Protocol):
    """Who attests that octets existed at an instant (RFC 3161)."""

    async def timestamp(self, digest: bytes) -> bytes:
        """Return a TimeStampToken (DER) over a SHA-256 ``digest`` of 32 octets.

        The answer was held against the question: status, nonce, imprint; its signature is the
        caller's to check.
        """
        ...


class RevocationSource(Protocol):
    """Who tells whether a certificate still holds (RFC 6960, RFC 5280 section 5)."""

    async def status_of(self, certificate: bytes, issuer: bytes) -> bytes:
        """Return the OCSP response (DER, whole) on a certificate (DER) of ``issuer``."""
        ...

    async def revocation_list(self, issuer: bytes) -> bytes:
        """Return the newest CRL (DER) of the issuer with this certificate (DER).

        `NoSuchRecord` when it has none.
        """
        ...
