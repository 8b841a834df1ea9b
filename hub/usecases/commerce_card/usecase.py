"""The duty of the commerce card: ask who the applicant is and what his head office owes."""

import asyncio
from datetime import datetime

from adapters.base.ports import DebtLedger, FirmRegistry, PersonRegistry
from hub.clock.deadlines import Deadlines
from hub.findings import Finding, ask
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
from hub.usecases.commerce_card import texts
from hub.usecases.commerce_card.choices import Choices
from hub.usecases.commerce_card.documents import write_certificate
from hub.usecases.commerce_card.messages import read_inquiry, write_answer
from hub.usecases.commerce_card.rules import VERSION, Findings, decide
from schemas.canonical.case import Case
from schemas.canonical.certificate import Certificate
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.disclosure import Told
from schemas.canonical.inquiry import ClearanceInquiry
from schemas.canonical.person import Firm, LegalParty
from schemas.canonical.steps import Signed
from schemas.xml import parse

_ACTIVE = {"firm.active": "yes-no"}
_FIRM = {"firm.name": "whole", **_ACTIVE}


class CommerceCard:
    """Answers chambers' inquiries; holds the ports it asks through, deadlines and choices."""

    name = "commerce-card"

    def __init__(
        self,
        *,
        firms: FirmRegistry,
        persons: PersonRegistry,
        ledger: DebtLedger,
        deadlines: Deadlines,
        choices: Choices,
    ) -> None:
        self._firms = firms
        self._persons = persons
        self._ledger = ledger
        self._choices = choices
        self.deadlines = deadlines

    def read(self, request: bytes) -> ClearanceInquiry:
        """Return the inquiry; `InvalidRequest` names the field and the rule that is broken."""
        return read_inquiry(parse(request))

    async def decide(self, inquiry: ClearanceInquiry) -> Decision[Findings]:
        """Return the decision; asks every agency anew, all at the same time."""
        async with asyncio.TaskGroup() as group:
            firm = group.create_task(self._firm(inquiry))
            person = group.create_task(find_person(self._persons, inquiry.applicant))
            workshop = group.create_task(find_debt(self._ledger, inquiry.workshop))
        findings = Findings(firm.result(), person.result(), *workshop.result())
        return decide(inquiry, findings, self._choices)

    def dossier(self, case: Case, decision: Decision[Findings]) -> bytes:
        """Return everything the decision stands on, the customer's choices among it."""
        return write_dossier(case, decision, f"{VERSION} {self._choices.label}")

    def certificate(
        self,
        case: Case,
        inquiry: ClearanceInquiry,
        decision: Decision[Findings],
        dossier_digest: bytes,
        issued_at: datetime,
    ) -> Certificate:
        """Return the clearance, debt statement or refusal; ``TypeError`` when undetermined."""
        return write_certificate(
            case,
            inquiry,
            decision,
            dossier_digest=dossier_digest,
            issued=issued_at,
            deadlines=self.deadlines,
        )

    def once(self, inquiry: ClearanceInquiry, decision: Decision[Findings]) -> None:
        """Return None: every case has its certificate, and the next inquiry another one."""

    def answer(
        self,
        case: Case,
        decision: Decision[Findings],
        certificate: tuple[Certificate, Signed] | None,
        receipt: Signed,
    ) -> bytes:
        """Return the answer's words around its signed documents."""
        debt, pending = disclosed_debt(decision), texts.pending_text(case.due_on)
        return write_answer(
            answer_of(case, decision, certificate, receipt, debt=debt, pending=pending)
        )

    def subjects(self, inquiry: ClearanceInquiry) -> tuple[str, ...]:
        """Return the applicant, and the workshop where it is named by its number."""
        return subjects_of(inquiry.applicant, inquiry.workshop)

    def told(self, inquiry: ClearanceInquiry, decision: Decision[Findings]) -> tuple[Told, ...]:
        """Return what the answer states: a decided one's document has the names and the debt.

        An open case tells no more of a registry than that an applicant is no more.
        """
        found, reasons = decision.findings, decision.reasons
        decided = decision.outcome is not Outcome.UNDETERMINED
        applicant = (party_subject(inquiry.applicant),)
        died = ALIVE if texts.PERSON_DECEASED in reasons else NOTHING
        dissolved = _ACTIVE if texts.FIRM_DISSOLVED_OPEN in reasons else NOTHING
        debt = DEBT if decided else NOTHING
        return (
            *told_of(found.firm, applicant, _FIRM if decided else dissolved),
            *told_of(found.person, applicant, NAMED if decided else died),
            *told_of_debt(found.candidates, found.debt, inquiry.applicant, inquiry.workshop, debt),
        )

    async def _firm(self, inquiry: ClearanceInquiry) -> Finding[Firm] | None:
        """Return what the applicant is; a natural one is no matter of this registry."""
        party = inquiry.applicant
        if not isinstance(party, LegalParty):
            return None
        return await ask(self._firms.find_firm(party.legal_id))
