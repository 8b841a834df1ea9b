"""Receipts: what the hub signs for every answer and every refusal, and keeps as evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hub.clock.deadlines import end_of_day
from hub.errors import HubUnavailable, NotPermitted
from hub.evidence.leaf import SALT_OCTETS, leaf_of
from hub.store.disclosures import Disclosures
from schemas.canonical.case import Proof
from schemas.canonical.disclosure import Asked, Disclosed, Telling
from schemas.canonical.evidence import Leaf, LeafKind
from schemas.canonical.receipt import Receipt, ReceiptState, Reception
from schemas.canonical.steps import Signed, ToBeSigned
from signing.keys.errors import KeyUnusable
from signing.keys.ring import Ring
from signing.profile import prepare_receipt
from signing.verify import check_own
from signing.xades import sign


@dataclass(frozen=True, slots=True)
class World:
    """What a road needs of the world besides its store and keys: time, chance, and a name."""

    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    random: Callable[[int], bytes]
    hub_name: str


class Receipts:
    """Signs documents with the key of the moment, and makes receipts of what was received."""

    def __init__(self, ring: Ring, world: World) -> None:
        self._ring = ring
        self._world = world

    def sign(self, document: ToBeSigned, now: datetime) -> Signed:
        """Return the document signed, its signature verified before anything is stored.

        Raises `HubUnavailable` while the key cannot be reached.
        """
        signer = self._ring.at(now)
        try:
            unchecked = sign(document, signer, now)
        except KeyUnusable as error:
            raise HubUnavailable("signing.unavailable") from error
        return check_own(unchecked, signer.certificate_der)

    def of_case(
        self,
        reception: Reception,
        case_id: UUID,
        due_on: date,
        *,
        answer_digest: bytes | None,
        disclosed: Iterable[Disclosed],
        now: datetime,
    ) -> tuple[Signed, Leaf]:
        """Return the receipt of a case: answered by what has ``answer_digest``, else pending."""
        state = ReceiptState.ANSWERED if answer_digest else ReceiptState.PENDING
        return self._issue(
            reception, LeafKind.RECEIPT, state, answer_digest, disclosed, now, case_id, due_on
        )

    def of_lookup(
        self,
        reception: Reception,
        state: ReceiptState,
        *,
        answer_digest: bytes | None,
        disclosed: Iterable[Disclosed],
        now: datetime,
    ) -> tuple[Signed, Leaf]:
        """Return the receipt of a lookup, or of what was refused; neither has a legal clock."""
        return self._issue(reception, LeafKind.DISCLOSURE, state, answer_digest, disclosed, now)

    def _issue(
        self,
        reception: Reception,
        kind: LeafKind,
        state: ReceiptState,
        answer_digest: bytes | None,
        disclosed: Iterable[Disclosed],
        now: datetime,
        case_id: UUID | None = None,
        due_on: date | None = None,
    ) -> tuple[Signed, Leaf]:
        """Return a signed receipt, its subjects hidden under the salt of its leaf, and the leaf."""
        receipt_id, salt = self._world.new_id(), self._world.random(SALT_OCTETS)
        receipt = Receipt(
            id=receipt_id,
            hub=self._world.hub_name,
            consumer=reception.consumer,
            message_id=reception.message_id,
            case_id=case_id,
            operation=reception.operation,
            request_digest=reception.digest,
            answer_digest=answer_digest,
            received_at=reception.received_at,
            due_at=end_of_day(due_on) if due_on else None,
            answered_at=now,
            state=state,
            disclosed=tuple(one.under(salt) for one in disclosed),
        )
        signed = self.sign(prepare_receipt(receipt), now)
        return signed, leaf_of(kind, receipt_id, signed.xml, salt)


class Refusals:
    """Keeps what no agreement allows: a refusal is evidence too."""

    def __init__(self, receipts: Receipts, disclosures: Disclosures, world: World) -> None:
        self._receipts = receipts
        self._disclosures = disclosures
        self._world = world

    async def keep(
        self, reception: Reception, asked: Iterable[Asked], denied: NotPermitted, proof: Proof
    ) -> Signed:
        """Record who was refused what and why, once; return the receipt of it.

        Raises `MessageReplayed` for a request that was refused before, and `HubUnavailable` when
        nothing can be recorded.
        """
        now = self._world.clock()
        refused = [Disclosed(one, Telling.REFUSED, reason=denied.code) for one in asked]
        signed, leaf = self._receipts.of_lookup(
            reception, ReceiptState.REFUSED, answer_digest=None, disclosed=refused, now=now
        )
        await self._disclosures.record(
            reception.consumer,
            refused,
            leaf,
            asked_at=reception.received_at,
            answered_at=now,
            proof=proof,
        )
        return signed
