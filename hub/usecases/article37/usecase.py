"""The duty of Article 37: ask who the transferor is and what his workshop owes, and answer."""

import asyncio
from datetime import datetime

from adapters.base.ports import DebtLedger, PersonRegistry
from hub.clock.deadlines import Deadlines
from hub.usecases.article37 import texts
from hub.usecases.article37.documents import write_certificate
from hub.usecases.article37.messages import read_inquiry, write_answer
from hub.usecases.article37.rules import VERSION, Findings, decide
from hub.usecases.base.asking import find_debt, find_person
from hub.usecases.base.dossier import write_dossier
from hub.usecases.base.rules import disclosed_debt
from hub.usecases.base.telling import (
    ALIVE,
    DEBT,
    NAMED,
    NOTHING,
    party_subject,
    subjects_of,
    told_of,
    told_of_debt,
)
from hub.usecases.base.writing import answer_of
from schemas.canonical.case import Case
from schemas.canonical.certificate import Certificate
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.disclosure import Told
from schemas.canonical.inquiry import DebtInquiry
from schemas.canonical.steps import Signed
from schemas.xml import parse


class Article37:
    """Answers notaries' inquiries; holds the two ports it asks through and its deadlines."""

    name = "article37"

    def __init__(
        self, *, persons: PersonRegistry, ledger: DebtLedger, deadlines: Deadlines
    ) -> None:
        self._persons = persons
        self._ledger = ledger
        self.deadlines = deadlines

    def read(self, request: bytes) -> DebtInquiry:
        """Return the inquiry; `InvalidRequest` names the field and the rule that is broken."""
        return read_inquiry(parse(request))

    async def decide(self, inquiry: DebtInquiry) -> Decision[Findings]:
        """Return the decision; asks every agency anew, both at the same time."""
        async with asyncio.TaskGroup() as both:
            person = both.create_task(find_person(self._persons, inquiry.transferor))
            workshop = both.create_task(find_debt(self._ledger, inquiry.workshop))
        candidates, debt = workshop.result()
        return decide(inquiry, Findings(person.result(), candidates, debt))

    def dossier(self, case: Case, decision: Decision[Findings]) -> bytes:
        """Return everything the decision stands on."""
        return write_dossier(case, decision, VERSION)

    def certificate(
        self,
        case: Case,
        inquiry: DebtInquiry,
        decision: Decision[Findings],
        dossier_digest: bytes,
        issued_at: datetime,
    ) -> Certificate:
        """Return the clearance or debt statement; ``TypeError`` for an undetermined case."""
        return write_certificate(
            case,
            inquiry,
            decision,
            dossier_digest=dossier_digest,
            issued=issued_at,
            deadlines=self.deadlines,
        )

    def once(self, inquiry: DebtInquiry, decision: Decision[Findings]) -> None:
        """Return None: every case has its certificate, and the next inquiry another one."""

    def answer(
        self,
        case: Case,
        decision: Decision[Findings],
        certificate: tuple[Certificate, Signed] | None,
        receipt: Signed,
    ) -> bytes:
        """Return the answer's words around its signed documents."""
        debt, pending = disclosed_debt(decision), texts.pending_deed(case.due_on)
        return write_answer(
            answer_of(case, decision, certificate, receipt, debt=debt, pending=pending)
        )

    def subjects(self, inquiry: DebtInquiry) -> tuple[str, ...]:
        """Return the transferor, and the workshop where the deed names it."""
        return subjects_of(inquiry.transferor, inquiry.workshop)

    def told(self, inquiry: DebtInquiry, decision: Decision[Findings]) -> tuple[Told, ...]:
        """Return what the answer states: a decided one's certificate has names and debt.

        An open case tells no more of the registry than that a transferor has died.
        """
        found, decided = decision.findings, decision.outcome is not Outcome.UNDETERMINED
        transferor = (party_subject(inquiry.transferor),)
        died = ALIVE if texts.TRANSFEROR_DECEASED in decision.reasons else NOTHING
        debt = DEBT if decided else NOTHING
        return (
            *told_of(found.person, transferor, NAMED if decided else died),
            *told_of_debt(found.candidates, found.debt, inquiry.transferor, inquiry.workshop, debt),
        )
