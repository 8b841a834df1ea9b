"""The road of a lookup; like that of a case, but for the legal clock it has not.

    LookupRequest -policy-> grants -store, counted-> questions -agencies-> findings
        -filter-> what is told -receipt, evidence, one statement-> answer

Nothing is asked that no agreement allows, nothing told that none grants, and nothing leaves without
its receipt.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from adapters.base.budget import budget
from adapters.base.fresh import allowing_age
from adapters.base.ports import Attested
from hub.admission import Admission
from hub.errors import InvalidRequest, NotPermitted, ProviderSilent
from hub.findings import Finding, Silent, ask
from hub.lookups.base import Question
from hub.lookups.telling import Part, parts_of, write_answer
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Key, Task
from hub.policy.authorize import allowances, permit
from hub.policy.fields import Fields
from hub.policy.in_force import InForce
from hub.quotas import Usage
from hub.receipts import Receipts, Refusals, World
from hub.store.disclosures import Disclosures
from schemas.canonical.case import Proof
from schemas.canonical.disclosure import Asked, Disclosed, Telling
from schemas.canonical.receipt import ReceiptState, Reception

ASKING_SECONDS = 10.0
"""What all providers of one lookup have together."""


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """A lookup whose sender and form the door has verified.

    ``fields`` are the only ones wanted; none for all that is agreed. ``proof`` is that of this very
    request.
    """

    reception: Reception
    service: str
    purpose: str
    fields: tuple[str, ...]
    questions: tuple[Question, ...]
    signed: bool
    proof: Proof


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """What a lookup came to: the answer in canonical JSON, and the receipt over its SHA-256 (XML).

    ``usages`` say how much of the quotas is used.
    """

    answer: bytes
    receipt: bytes
    usages: tuple[Usage, ...]


class LookupRoad:
    """Takes lookups along their road; ``gateways`` and ``providers`` are by name of port."""

    def __init__(
        self,
        *,
        gateways: Mapping[str, Any],
        providers: Mapping[str, str],
        fields: Fields,
        admission: Admission,
        disclosures: Disclosures,
        receipts: Receipts,
        refusals: Refusals,
        world: World,
    ) -> None:
        self._gateways = gateways
        self._providers = providers
        self._fields = fields
        self._admission = admission
        self._disclosures = disclosures
        self._receipts = receipts
        self._refusals = refusals
        self._world = world

    async def travel(self, request: LookupRequest) -> LookupAnswer:
        """Return what the consumer may be told.

        Raises `InvalidRequest`, `NotPermitted`, `MessageReplayed`, `ProviderSilent` for a provider
        that gives no usable answer, and `HubUnavailable`.
        """
        _check_fields(request, self._known(request))
        grants, used = await self._admitted(request)
        with budget(ASKING_SECONDS):
            findings = await asyncio.gather(
                *(self._ask(*pair) for pair in zip(request.questions, grants, strict=True))
            )
        return await self._answer(request, grants, findings, used)

    def _known(self, request: LookupRequest) -> frozenset[str]:
        """Return the fields that the providers of a lookup can give."""
        return frozenset(
            name for one in request.questions for name in self._fields.of(self._provider(one))
        )

    def _provider(self, question: Question) -> str:
        """Return the agency that a question is put to."""
        return self._providers[question.port]

    async def _admitted(
        self, request: LookupRequest
    ) -> tuple[tuple[Grant, ...], tuple[Usage, ...]]:
        """Return the grants of the newest policy, one for each question, counted and unspent.

        What that refuses is kept as refused.
        """

        def decide(rules: InForce) -> tuple[Grant, ...]:
            grants = tuple(self._grant(one, request, rules) for one in request.questions)
            _check_granted(request.fields, grants)
            return grants

        async def enter(_: tuple[Grant, ...], rules: InForce) -> None:
            await self._disclosures.admit(request.proof, policy=rules.version)

        async def refused(denied: NotPermitted, _: InForce) -> None:
            asked = [
                one for question in request.questions for one in self._asked(request, question)
            ]
            await self._refusals.keep(request.reception, asked, denied, request.proof)

        entered = await self._admission.admit(
            decide, allowances, enter, at=request.reception.received_at, refused=refused
        )
        return entered.decision, entered.usages

    def _grant(self, question: Question, request: LookupRequest, rules: InForce) -> Grant:
        task = Task("service", request.service)
        key = Key(request.reception.consumer, task, request.purpose, self._provider(question))
        return permit(key, rules, signed=request.signed, at=request.reception.received_at)

    def _asked(self, request: LookupRequest, question: Question) -> Iterator[Asked]:
        """Yield a question as the register names it while nothing is agreed."""
        for subject in question.subjects:
            yield Asked(
                self._provider(question),
                subject,
                "service",
                request.service,
                request.purpose,
                None,
                request.fields,
            )

    async def _ask(self, question: Question, grant: Grant) -> Finding[Any]:
        """Return what a provider said, no longer ago than the agreement lets an answer be."""
        oldest = grant.agreement.maximum_age
        with allowing_age(oldest):
            found = await ask(question.ask(self._gateways[question.port]))
        if isinstance(found, Attested) and self._world.clock() - found.as_of > oldest:
            return Silent(found.source, "agreement.age", broken=False)
        return found

    async def _answer(
        self,
        request: LookupRequest,
        grants: tuple[Grant, ...],
        findings: Iterable[Finding[Any]],
        used: tuple[Usage, ...],
    ) -> LookupAnswer:
        """Return what is told of the findings, once its receipt is kept."""
        now = self._world.clock()
        parts = parts_of(zip(request.questions, grants, findings, strict=True), request.fields, now)
        silent = next((one for one in parts if one.outcome is Telling.SILENT), None)
        if silent is not None:
            receipt = await self._kept(request, parts, ReceiptState.UNANSWERED, None, now)
            raise ProviderSilent(silent.provider, broken=silent.broken, receipt=receipt)
        answer = write_answer(request.reception, request.service, request.purpose, parts, now)
        digest = sha256(answer).digest()
        receipt = await self._kept(request, parts, ReceiptState.ANSWERED, digest, now)
        return LookupAnswer(answer, receipt, used)

    async def _kept(
        self,
        request: LookupRequest,
        parts: Iterable[Part],
        state: ReceiptState,
        digest: bytes | None,
        now: datetime,
    ) -> bytes:
        """Return the receipt of a lookup, kept with its rows of the register."""
        disclosed: list[Disclosed] = [
            row for part in parts for row in part.rows(request.service, request.fields)
        ]
        reception = request.reception
        signed, leaf = self._receipts.of_lookup(
            reception, state, answer_digest=digest, disclosed=disclosed, now=now
        )
        await self._disclosures.record(
            reception.consumer,
            disclosed,
            leaf,
            asked_at=reception.received_at,
            answered_at=now,
        )
        return signed.xml


def _check_fields(request: LookupRequest, known: frozenset[str]) -> None:
    """Raise `InvalidRequest` for a field that is wanted twice or that no provider here has."""
    if len(set(request.fields)) < len(request.fields):
        raise InvalidRequest("fields.twice", field="fields")
    if not known.issuperset(request.fields):
        raise InvalidRequest("fields.unknown", field="fields")


def _check_granted(wanted: Iterable[str], grants: Iterable[Grant]) -> None:
    """Raise `NotPermitted` for the first field that is wanted and not granted."""
    granted = {name for grant in grants for name in grant.tellers}
    for name in wanted:
        if name not in granted:
            raise NotPermitted("agreement.field", field=name)
