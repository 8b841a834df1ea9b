"""The one road from a request to its answer; whatever must never differ between duties is here.

    InboundRequest -policy-> AuthorizedRequest -store-> Case -duty-> Decision
        -profile-> ToBeSigned -signing-> Signed -evidence, one transaction-> reply

`STEPS` is the literal table of where a case can be. From ``stored`` on no crash loses it: a worker
finds it again and walks the rest of the road.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from adapters.base.budget import budget
from hub.clock.deadlines import Deadlines, end_of_day
from hub.clock.patience import LEASE, next_attempt
from hub.errors import HubUnavailable
from hub.evidence.leaf import SALT_OCTETS, receipt_leaf
from hub.policy.authorize import authorize
from hub.store.cases import Cases, StoredAnswer, StoredCertificate
from schemas.canonical.case import Case, InboundRequest
from schemas.canonical.certificate import Certificate
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.receipt import Receipt, ReceiptState
from schemas.canonical.steps import Signed, ToBeSigned
from signing.keys.errors import KeyUnusable
from signing.keys.ring import Ring
from signing.profile import prepare, prepare_receipt
from signing.verify import check_own
from signing.xades import sign

ASKING_SECONDS = 10.0
"""What all agencies of one decision have together; nobody waits longer at a door for them."""
STEPS = ("authorized", "stored", "decided", "certified", "receipted", "answered")
"""The road's steps in order; an observer is told each one as it has been reached."""

Observer = Callable[[str, UUID], None]
Issue = tuple[Certificate, Signed]
"""A certificate in words, and signed."""


class Duty(Protocol):
    """One lawful thing the hub does: how its facts are found, and the words of its answer."""

    name: str
    deadlines: Deadlines

    def read(self, request: bytes) -> Any:
        """Return the inquiry in a request that keeps the contract.

        Raises `InvalidRequest` for an identifier that breaks its rule.
        """
        ...

    async def decide(self, inquiry: Any) -> Decision[Any]:
        """Return what the law makes of the facts, asked for anew."""
        ...

    def dossier(self, case: Case, decision: Decision[Any]) -> bytes:
        """Return everything the decision stands on, in canonical form."""
        ...

    def certificate(
        self,
        case: Case,
        inquiry: Any,
        decision: Decision[Any],
        dossier_digest: bytes,
        issued_at: datetime,
    ) -> Certificate:
        """Return the document that a decided case gets."""
        ...

    def answer(
        self, case: Case, decision: Decision[Any], certificate: Issue | None, receipt: Signed
    ) -> bytes:
        """Return the answer's words, canonical, without the operation's own element."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """What the road needs of the world besides its store and keys: time, chance, and a name."""

    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    random: Callable[[int], bytes]
    hub_name: str


class Road:
    """Takes requests of one duty along the road, and cases that waited along the rest of it."""

    def __init__(
        self,
        *,
        duty: Duty,
        cases: Cases,
        ring: Ring,
        world: World,
        first_retry: timedelta,
        observe: Observer,
    ) -> None:
        self.duty = duty
        self._cases = cases
        self._ring = ring
        self._world = world
        self._first_retry = first_retry
        self._observe = observe

    async def travel(self, request: InboundRequest) -> bytes:
        """Return the answer to a request: its own, or for a repeated one the first answer again.

        Raises `InvalidRequest` and the refusals of policy and store; an agency's failure is never
        one of them.
        """
        inquiry = self.duty.read(request.document)
        case_id = self._world.new_id()
        authorized = authorize(request)
        self._observe("authorized", case_id)
        case = await self._cases.open(
            authorized,
            case_id=case_id,
            due_on=self.duty.deadlines.due_date(request.received_at),
            next_attempt=request.received_at + LEASE,
        )
        if isinstance(case, bytes):
            return case
        self._observe("stored", case.id)
        return await self._resolve(case, inquiry)

    async def resume(self, case: Case) -> bytes:
        """Walk a stored case along the rest of the road; return the first answer to it."""
        return await self._resolve(case, self.duty.read(case.request))

    async def _resolve(self, case: Case, inquiry: Any) -> bytes:
        """Decide a case and store its answer, or leave it open; return the first answer to it.

        Of two processes at one case, each may store an answer; both tell the first one.
        """
        with budget(ASKING_SECONDS):
            decision = await self.duty.decide(inquiry)
        self._observe("decided", case.id)
        if decision.outcome is Outcome.UNDETERMINED:
            first = await self._keep_open(case, decision)
        else:
            first = await self._close(case, inquiry, decision)
        self._observe("answered", case.id)
        return first or await self._cases.first_answer(case.id)

    async def recall(self, request: InboundRequest, case_id: UUID) -> bytes:
        """Return what a consumer's own case stands at; `UnknownCase` when it is not his.

        A case still on its first way down the road is resolved here and now.
        """
        standing = await self._cases.standing(authorize(request), case_id)
        return standing if isinstance(standing, bytes) else await self.resume(standing)

    async def _close(self, case: Case, inquiry: Any, decision: Decision[Any]) -> bytes | None:
        """Certify and close a decided case; None when its first answer is another."""
        now = self._world.clock()
        dossier = self.duty.dossier(case, decision)
        digest = sha256(dossier).digest()
        certificate = self.duty.certificate(case, inquiry, decision, digest, now)
        signed = self._sign(prepare(certificate), now)
        self._observe("certified", case.id)
        answer = self._answer(case, decision, dossier, (certificate, signed), now)
        stored = StoredCertificate(
            number=certificate.number,
            kind=certificate.type,
            document=signed.xml,
            digest=signed.digest,
            valid_until=certificate.valid_until,
            signer=signed.signer,
        )
        turn = await self._cases.close(case, answer, stored)
        return answer.body if turn == 0 else None

    async def _keep_open(self, case: Case, decision: Decision[Any]) -> bytes | None:
        """Answer that a case is open; None when its first answer is another."""
        now = self._world.clock()
        dossier = self.duty.dossier(case, decision)
        answer = self._answer(case, decision, dossier, None, now)
        again = next_attempt(decision.remedy, case.attempts, self._first_retry, now, decision.until)
        turn = await self._cases.keep_open(
            case, answer, standing=decision.standing, next_attempt=again
        )
        return answer.body if turn == 0 else None

    def _answer(
        self,
        case: Case,
        decision: Decision[Any],
        dossier: bytes,
        certificate: Issue | None,
        now: datetime,
    ) -> StoredAnswer:
        """Return the answer with its signed receipt and the leaf that the evidence keeps of it."""
        receipt_id = self._world.new_id()
        digest = certificate[1].digest if certificate else None
        receipt = self._receipt(receipt_id, case, digest, now)
        signed = self._sign(prepare_receipt(receipt), now)
        self._observe("receipted", case.id)
        body = self.duty.answer(case, decision, certificate, signed)
        leaf = receipt_leaf(receipt_id, signed.xml, self._world.random(SALT_OCTETS))
        return StoredAnswer(decision.outcome, body, dossier, now, leaf)

    def _sign(self, document: ToBeSigned, now: datetime) -> Signed:
        """Return the document signed, its signature verified before anything is stored.

        Raises `HubUnavailable` while the key cannot be reached; the case stands and comes again.
        """
        signer = self._ring.at(now)
        try:
            unchecked = sign(document, signer, now)
        except KeyUnusable as error:
            raise HubUnavailable("signing.unavailable") from error
        return check_own(unchecked, signer.certificate_der)

    def _receipt(
        self, receipt_id: UUID, case: Case, answer_digest: bytes | None, now: datetime
    ) -> Receipt:
        """Return who asked what and when, until when the law gives, and what was answered."""
        return Receipt(
            id=receipt_id,
            hub=self._world.hub_name,
            consumer=case.consumer,
            message_id=case.message_id,
            case_id=case.id,
            operation=case.duty,
            request_digest=case.request_digest,
            answer_digest=answer_digest,
            received_at=case.received_at,
            due_at=end_of_day(case.due_on),
            answered_at=now,
            state=ReceiptState.ANSWERED if answer_digest else ReceiptState.PENDING,
        )
