"""The one road from a request to its answer; whatever must never differ between duties is here.

    InboundRequest -policy-> AuthorizedRequest -store-> Case -duty-> Decision
        -profile-> ToBeSigned -signing-> Signed -evidence, one transaction-> reply

`STEPS` is the literal table of where a case can be. From ``stored`` on no crash loses it: a worker
finds it again and walks the rest of the road.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from adapters.base.budget import budget
from hub.admission import Admission
from hub.clock.patience import LEASE, next_attempt
from hub.duty import Duty, Issue
from hub.errors import HubUnavailable, NotPermitted
from hub.policy.authorize import authorize
from hub.policy.in_force import InForce
from hub.receipts import Receipts, Refusals, World
from hub.store.cases import Cases, IssuedBefore, StoredAnswer, StoredCertificate
from hub.usecases.base.renewing import in_place
from schemas.canonical.case import Allowance, AuthorizedRequest, Case, InboundRequest, Proof
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.disclosure import Asked, Disclosed
from schemas.canonical.receipt import Reception
from signing.profile import prepare

ASKING_SECONDS = 10.0
"""What all agencies of one decision have together; nobody waits longer at a door for them."""
_TRIES = 4
"""How often a case is decided anew because what it stands on changed meanwhile."""
STEPS = ("authorized", "stored", "decided", "certified", "receipted", "answered")
"""The road's steps in order; an observer is told each one as it has been reached."""

Observer = Callable[[str, UUID], None]


class Road:
    """Takes requests of one duty along the road, and cases that waited along the rest of it."""

    def __init__(
        self,
        *,
        duty: Duty,
        cases: Cases,
        admission: Admission,
        receipts: Receipts,
        refusals: Refusals,
        world: World,
        first_retry: timedelta,
        observe: Observer,
    ) -> None:
        self.duty = duty
        self._cases = cases
        self._admission = admission
        self._receipts = receipts
        self._refusals = refusals
        self._world = world
        self._first_retry = first_retry
        self._observe = observe

    async def travel(self, request: InboundRequest) -> bytes:
        """Return the answer to a request: its own, or for a repeated one the first answer again.

        Raises `InvalidRequest` and the refusals of policy and store; an agency's failure is never
        one of them.
        """
        inquiry = self.duty.read(request.document)
        case = await self._accepted(request, inquiry)
        if isinstance(case, bytes):
            return case
        self._observe("stored", case.id)
        return await self._resolve(case, inquiry)

    async def _accepted(self, request: InboundRequest, inquiry: Any) -> Case | bytes:
        """Return the durable case of a request that the newest policy allows, or its first answer.

        What that refuses is kept as refused.
        """
        case_id = self._world.new_id()

        def decide(rules: InForce) -> AuthorizedRequest:
            authorized = authorize(request, rules)
            self._observe("authorized", case_id)
            return authorized

        async def enter(authorized: AuthorizedRequest, _: InForce) -> Case | bytes:
            return await self._open(authorized, case_id)

        async def refused(denied: NotPermitted, rules: InForce) -> None:
            asked = self._asked(inquiry, rules)
            proof = Proof(request.replay_key, request.expires_at)
            await self._refusals.keep(_reception(request), asked, denied, proof)

        entered = await self._admission.admit(
            decide, _allowances, enter, at=request.received_at, refused=refused
        )
        return entered.given

    async def _open(self, authorized: AuthorizedRequest, case_id: UUID) -> Case | bytes:
        """Make a request durable; return its case, or the first answer to a repeated one."""
        received = authorized.request.received_at
        return await self._cases.open(
            authorized,
            case_id=case_id,
            due_on=self.duty.deadlines.due_date(received),
            next_attempt=received + LEASE,
        )

    async def resume(self, case: Case) -> bytes:
        """Walk a stored case along the rest of the road; return the first answer to it."""
        return await self._resolve(case, self.duty.read(case.request))

    async def _resolve(self, case: Case, inquiry: Any) -> bytes:
        """Decide a case and store its answer, or leave it open; return the first answer to it.

        Of two processes at one case, each may store an answer; both tell the first one. Raises
        `HubUnavailable` where what it stands on changes again and again: the worker goes on.
        """
        for _ in range(_TRIES):
            with suppress(IssuedBefore):
                return await self._resolved(case, inquiry)
        raise HubUnavailable("store.busy")

    async def _resolved(self, case: Case, inquiry: Any) -> bytes:
        """Decide a case once; raises `IssuedBefore` where it has to be decided anew."""
        with budget(ASKING_SECONDS):
            decision = await self.duty.decide(inquiry)
        self._observe("decided", case.id)
        if decision.outcome is Outcome.UNDETERMINED:
            first = await self._keep_open(case, inquiry, decision)
        else:
            first = await self._close(case, inquiry, decision)
        self._observe("answered", case.id)
        return first or await self._cases.first_answer(case.id)

    async def recall(self, request: InboundRequest, case_id: UUID) -> bytes:
        """Return what a consumer's own case stands at; `UnknownCase` when it is not his.

        A case still on its first way down the road is resolved here and now. Of a certificate that
        was issued anew the newest is told.
        """
        standing = await self._cases.standing(request, case_id)
        if isinstance(standing, Case):
            return await self.resume(standing)
        anew = await self._cases.issued_anew(case_id)
        return standing if anew is None else in_place(standing, anew.document, anew.supersedes)

    async def _close(self, case: Case, inquiry: Any, decision: Decision[Any]) -> bytes | None:
        """Certify and close a decided case; None when its first answer is another.

        Raises `IssuedBefore` where another case was quicker to get what there may be only one of.
        """
        now = self._world.clock()
        dossier = self.duty.dossier(case, decision)
        digest = sha256(dossier).digest()
        certificate = self.duty.certificate(case, inquiry, decision, digest, now)
        signed = self._receipts.sign(prepare(certificate), now)
        self._observe("certified", case.id)
        answer = self._answer(case, inquiry, decision, dossier, (certificate, signed), now)
        stored = StoredCertificate(
            number=certificate.number,
            kind=certificate.type,
            document=signed.xml,
            digest=signed.digest,
            valid_until=certificate.valid_until,
            signer=signed.signer,
            once=self.duty.once(inquiry, decision),
        )
        turn = await self._cases.close(case, answer, stored)
        return answer.body if turn == 0 else None

    async def _keep_open(self, case: Case, inquiry: Any, decision: Decision[Any]) -> bytes | None:
        """Answer that a case is open; None when its first answer is another."""
        now = self._world.clock()
        dossier = self.duty.dossier(case, decision)
        answer = self._answer(case, inquiry, decision, dossier, None, now)
        again = next_attempt(decision.remedy, case.attempts, self._first_retry, now, decision.until)
        turn = await self._cases.keep_open(
            case, answer, standing=decision.standing, next_attempt=again
        )
        return answer.body if turn == 0 else None

    def _answer(
        self,
        case: Case,
        inquiry: Any,
        decision: Decision[Any],
        dossier: bytes,
        certificate: Issue | None,
        now: datetime,
    ) -> StoredAnswer:
        """Return the answer with its signed receipt and the leaf that the evidence keeps of it."""
        disclosed = self._disclosed(case, inquiry, decision)
        receipt, leaf = self._receipts.of_case(
            _reception_of(case),
            case.id,
            case.due_on,
            answer_digest=certificate[1].digest if certificate else None,
            disclosed=disclosed,
            now=now,
        )
        self._observe("receipted", case.id)
        body = self.duty.answer(case, decision, certificate, receipt)
        return StoredAnswer(decision.outcome, body, dossier, now, leaf, disclosed)

    def _disclosed(
        self, case: Case, inquiry: Any, decision: Decision[Any]
    ) -> tuple[Disclosed, ...]:
        """Return what the answer tells of whom, under the agreements of the case.

        ``KeyError`` for a source that no agreement of the case is with: nothing of it is told.
        """
        if not case.agreements:  # it was accepted before there were any
            return ()
        agreed = {one.provider: one for one in case.agreements}
        return tuple(
            Disclosed(
                Asked(
                    told.source,
                    subject,
                    "use_case",
                    case.duty,
                    agreed[told.source].purpose,
                    agreed[told.source].basis,
                ),
                told.outcome,
                told.fields,
                as_of=told.as_of,
            )
            for told in self.duty.told(inquiry, decision)
            for subject in told.subjects
        )

    def _asked(self, inquiry: Any, rules: InForce) -> list[Asked]:
        """Return what a refused inquiry was after, by the passport of the duty."""
        passport = rules.passport(self.duty.name)
        return [
            Asked(need.agency, subject, "use_case", self.duty.name, need.purpose, None)
            for need in (passport.needs if passport else ())
            for subject in self.duty.subjects(inquiry)
        ]


def _allowances(authorized: AuthorizedRequest) -> tuple[Allowance, ...]:
    return authorized.allowances


def _reception(request: InboundRequest) -> Reception:
    return Reception(
        request.consumer.code, request.message_id, request.duty, request.digest, request.received_at
    )


def _reception_of(case: Case) -> Reception:
    return Reception(
        case.consumer, case.message_id, case.duty, case.request_digest, case.received_at
    )
