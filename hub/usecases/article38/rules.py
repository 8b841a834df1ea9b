"""The law of the clearance under Article 38, pure: what a file stands at in, decision out.

Sources: Social Security Act (1354), Article 38; circular of 1399 on the electronic clearance,
clauses 3 and 4. A clearance is due when the premium that was calculated is paid, or when nothing
is; before the books are inspected it takes an undertaking. What has not been calculated is
UNDETERMINED, never "paid".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from hub.usecases.article38 import texts
from schemas.canonical.contract_file import Reckoned, Standing, Undertaking
from schemas.canonical.decision import Decision, Outcome, Reason
from schemas.canonical.inquiry import ContractClearanceInquiry
from schemas.canonical.workshop import DebtPosition

VERSION = "article38/2"
"""Names this rule set in every dossier; it changes when a decision could."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: the file, and what the ledger says of either party's workshop.

    ``contractor`` and ``assigner`` are None where there is no file that names them.
    """

    file: Finding[Standing]
    contractor: Finding[DebtPosition] | None
    assigner: Finding[DebtPosition] | None


def decide(inquiry: ContractClearanceInquiry, findings: Findings) -> Decision[Findings]:
    """Return what Article 38 makes of ``findings``; every open question is named, not the first."""
    doubts = tuple(_doubts(inquiry, findings))
    standing, debt = findings.file, findings.contractor
    if doubts or not isinstance(standing, Attested) or not isinstance(debt, Attested):
        return Decision(Outcome.UNDETERMINED, doubts, findings)
    against = tuple(_against(standing.value, debt.value))
    if against:
        return Decision(Outcome.REFUSED, against, findings)
    return Decision(Outcome.GRANTED, tuple(_for(standing.value)), findings)


def reckoned_of(findings: Findings) -> Reckoned | None:
    """Return what was calculated of the contract, where it has been."""
    return findings.file.value.reckoned if isinstance(findings.file, Attested) else None


def _doubts(inquiry: ContractClearanceInquiry, findings: Findings) -> Iterator[Reason]:
    match findings.file:
        case Silent() as silent:
            yield texts.silence("files", silent)
        case Unknown():
            yield texts.FILE_UNKNOWN
        case Attested(value=standing):
            if standing.reckoned is None or standing.reckoned.stage is not inquiry.stage:
                yield texts.NOT_RECKONED
    for found in (findings.contractor, findings.assigner):
        match found:
            case Silent() as silent:
                yield texts.silence("ledger", silent)
            case Unknown():
                yield texts.WORKSHOP_UNKNOWN


def _against(standing: Standing, debt: DebtPosition) -> Iterator[Reason]:
    """Yield what keeps the clearance of a calculated contract from being issued."""
    reckoned = standing.reckoned
    if reckoned is not None and reckoned.cleared is not None:
        yield texts.CLEARED[reckoned.state]
    elif standing.contract.withdrawn:
        yield texts.CONTRACT_WITHDRAWN
    if reckoned is not None and reckoned.due > reckoned.paid:
        yield texts.PREMIUM_OWED
        if standing.disputed:
            yield texts.DISPUTED
    if standing.undertaking is Undertaking.MISSING:
        yield texts.UNDERTAKING_MISSING
    if standing.settles_debts and debt.definite > 0:
        yield texts.DEBTS_FIRST


def _for(standing: Standing) -> Iterator[Reason]:
    """Yield what a clearance rests on."""
    reckoned = standing.reckoned
    yield texts.PREMIUM_PAID if reckoned is not None and reckoned.due > 0 else texts.NOTHING_DUE
    if standing.undertaking is Undertaking.GIVEN:
        yield texts.UNDERTAKING_GIVEN
