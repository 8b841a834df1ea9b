"""The duty of Article 38: see what the contract's file stands at, and clear it or say why not."""

import asyncio
from datetime import datetime
from typing import Final

from adapters.base.ports import Attested, ContractFiles, DebtLedger
from hub.clock.deadlines import Deadlines
from hub.findings import Finding, ask
from hub.usecases.article38 import texts
from hub.usecases.article38.documents import write_certificate
from hub.usecases.article38.messages import read_inquiry, write_answer
from hub.usecases.article38.rules import VERSION, Findings, decide, reckoned_of
from hub.usecases.base.dossier import write_dossier
from hub.usecases.base.telling import NOTHING, told_of
from hub.usecases.base.writing import answer_of
from schemas.canonical.case import Case, Once
from schemas.canonical.certificate import Certificate
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.disclosure import Told, workshop_subject
from schemas.canonical.inquiry import ContractClearanceInquiry
from schemas.canonical.steps import Signed
from schemas.canonical.workshop import DebtPosition, WorkshopRef
from schemas.xml import parse

_STATED: Final = (
    "contract.number",
    "contract.subject",
    "contract.assigner",
    "contract.contractor",
    "contract.amount",
    "contract.starts_on",
    "contract.ends_on",
    "contract.row",
    "file.due",
    "file.paid",
    "file.undertaking",
)
_FILE: Final = dict.fromkeys(_STATED, "whole")
_AMOUNTS: Final = {"file.due": "whole", "file.paid": "whole"}
_NAME: Final = {"workshop.name": "whole"}
_OWING: Final = {"workshop.name": "whole", "debt.definite": "yes-no"}


def issued_once(ocid: str, act: int) -> str:
    """Return what there is one clearance of: a contract, as its act of this number calculated."""
    return f"article38/{ocid}/{act}"


class Article38:
    """Answers requests for clearance; holds the two ports it asks through and its deadlines."""

    name = "article38"

    def __init__(self, *, files: ContractFiles, ledger: DebtLedger, deadlines: Deadlines) -> None:
        self._files = files
        self._ledger = ledger
        self.deadlines = deadlines

    def read(self, request: bytes) -> ContractClearanceInquiry:
        """Return the inquiry; `InvalidRequest` names the field and the rule that is broken."""
        return read_inquiry(parse(request))

    async def decide(self, inquiry: ContractClearanceInquiry) -> Decision[Findings]:
        """Return the decision; asks for the file, then the ledger about both workshops at once."""
        file = await ask(self._files.standing_of(inquiry.ocid))
        if not isinstance(file, Attested):
            return decide(inquiry, Findings(file, None, None))
        async with asyncio.TaskGroup() as both:
            contractor = both.create_task(self._debt(file.value.contractor))
            assigner = both.create_task(self._debt(file.value.assigner))
        return decide(inquiry, Findings(file, contractor.result(), assigner.result()))

    def dossier(self, case: Case, decision: Decision[Findings]) -> bytes:
        """Return everything the decision stands on."""
        return write_dossier(case, decision, VERSION)

    def certificate(
        self,
        case: Case,
        inquiry: ContractClearanceInquiry,
        decision: Decision[Findings],
        dossier_digest: bytes,
        issued_at: datetime,
    ) -> Certificate:
        """Return the clearance or the statement; ``TypeError`` for an undetermined case."""
        match decision.findings:
            case Findings(Attested() as file, Attested() as contractor, Attested() as assigner):
                return write_certificate(
                    case,
                    decision,
                    file=file,
                    contractor=contractor,
                    assigner=assigner,
                    dossier_digest=dossier_digest,
                    issued=issued_at,
                    deadlines=self.deadlines,
                )
        raise TypeError("an undetermined case has no certificate")

    def once(self, inquiry: ContractClearanceInquiry, decision: Decision[Findings]) -> Once | None:
        """Return what a clearance is issued once only for: a contract and a calculation of it."""
        file, reckoned = decision.findings.file, reckoned_of(decision.findings)
        granted = decision.outcome is Outcome.GRANTED
        if not granted or reckoned is None or not isinstance(file, Attested):
            return None
        name = issued_once(inquiry.ocid, reckoned.act)
        return Once(name, inquiry.ocid, file.value.version)

    def answer(
        self,
        case: Case,
        decision: Decision[Findings],
        certificate: tuple[Certificate, Signed] | None,
        receipt: Signed,
    ) -> bytes:
        """Return the answer's words around its signed documents."""
        pending = texts.pending_text(case.due_on)
        told = answer_of(case, decision, certificate, receipt, debt=None, pending=pending)
        return write_answer(told, reckoned_of(decision.findings))

    def subjects(self, inquiry: ContractClearanceInquiry) -> tuple[str, ...]:
        """Return the contract: whose it is, the request does not say."""
        return (f"contract:{inquiry.ocid}",)

    def told(
        self, inquiry: ContractClearanceInquiry, decision: Decision[Findings]
    ) -> tuple[Told, ...]:
        """Return what the answer states: a decided one's document has contract and workshops."""
        found, decided = decision.findings, decision.outcome is not Outcome.UNDETERMINED
        about = self.subjects(inquiry)
        contractor, assigner = about, about
        if isinstance(found.file, Attested):
            contractor = (workshop_subject(found.file.value.contractor),)
            assigner = (workshop_subject(found.file.value.assigner),)
            about = (*about, *contractor, *assigner)
        fields = _FILE if decided else _AMOUNTS if reckoned_of(found) is not None else NOTHING
        owing = texts.DEBTS_FIRST in decision.reasons
        return (
            *told_of(found.file, about, fields),
            *told_of(
                found.contractor, contractor, (_OWING if owing else _NAME) if decided else NOTHING
            ),
            *told_of(found.assigner, assigner, _NAME if decided else NOTHING),
        )

    async def _debt(self, workshop: WorkshopRef) -> Finding[DebtPosition]:
        return await ask(self._ledger.debt_of(workshop))
