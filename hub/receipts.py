"""Receipts: what the hub signs for every answer and every refusal, and keeps as evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from hub.clock.deadlines import end_of_day
from hub.errors import HubUnavailable, MessageReplayed, NotPermitted, QuotaSpent
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

_WINDOWS = 4_096
"""Windows of spent quotas that a process remembers; the store remembers all."""
_SKEW = timedelta(minutes=10)
"""How long the store remembers a window beyond its end: clocks differ."""


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
    """Keeps what no agreement allows: a refusal is evidence too.

    Of a spent quota the first refusal of its minute or day is kept, in whichever process, and no
    further one: who is refused may ask on as fast as he likes, and would fill the log.
    """

    def __init__(self, receipts: Receipts, disclosures: Disclosures, world: World) -> None:
        self._receipts = receipts
        self._disclosures = disclosures
        self._world = world
        self._spent: dict[str, None] = {}

    async def keep(
        self,
        reception: Reception,
        asked: Iterable[Asked],
        denied: NotPermitted,
        proof: Proof | None,
    ) -> None:
        """Record who was refused what and why, once; ``denied`` bears the receipt of it then.

        ``proof`` is that of the request, None where it was admitted before it was refused. Raises
        `MessageReplayed` for a request that was refused before, and `HubUnavailable` when nothing
        can be recorded.
        """
        if isinstance(denied, QuotaSpent):
            await self._keep_spent(reception, asked, denied)
        else:
            denied.receipt = await self._kept(reception, asked, denied, proof)

    async def _keep_spent(
        self, reception: Reception, asked: Iterable[Asked], spent: QuotaSpent
    ) -> None:
        """Record a spent quota unless that was done; its window is the proof that is used up."""
        if spent.window in self._spent:
            return
        self._spent[spent.window] = None
        key = sha256(f"{spent.code} {spent.window}".encode()).digest()
        until = reception.received_at + timedelta(seconds=spent.retry_after)
        try:
            spent.receipt = await self._kept(reception, asked, spent, Proof(key, until + _SKEW))
        except MessageReplayed:  # another process kept it
            pass
        except HubUnavailable:
            self._spent.pop(spent.window, None)
            raise
        while len(self._spent) > _WINDOWS:
            self._spent.pop(next(iter(self._spent)))

    async def _kept(
        self,
        reception: Reception,
        asked: Iterable[Asked],
        denied: NotPermitted,
        proof: Proof | None,
    ) -> bytes:
        """Return the receipt (XML) of a refusal, kept with its rows of the register."""
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
        return signed.xml
