"""The law of Article 37, pure: facts in, decision out.

Source: Social Security Act (1354), Article 37. A certificate of no overdue debt is due when the
ledger shows none; a debt is reported with its parts; and where a fact is missing the answer is
UNDETERMINED, never "no debt".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from hub.usecases.article37 import texts
from hub.usecases.base.rules import workshop_doubts
from hub.usecases.base.texts import DEBT, NO_DEBT, silence
from schemas.canonical.decision import Decision, Outcome, Reason
from schemas.canonical.inquiry import DebtInquiry
from schemas.canonical.person import NaturalParty, Person
from schemas.canonical.text import same_text
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop

VERSION = "article37/1"
"""Names this rule set in every dossier; it changes when a decision could."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the agencies said.

    ``person`` is None for a legal transferor: its identity is its number, whose check digit the
    door has verified. ``candidates`` is None when the deed named the workshop by its number.
    ``debt`` is None when no single workshop could be asked about.
    """

    person: Finding[Person] | None
    candidates: Finding[tuple[RegisteredWorkshop, ...]] | None
    debt: Finding[DebtPosition] | None


def decide(inquiry: DebtInquiry, findings: Findings) -> Decision[Findings]:
    """Return what Article 37 makes of ``findings``; every open question is named, not the first."""
    doubts = (
        *_identity_doubts(inquiry, findings.person),
        *workshop_doubts(findings.candidates, findings.debt),
    )
    if doubts or not isinstance(findings.debt, Attested):
        return Decision(Outcome.UNDETERMINED, doubts, findings)
    if findings.debt.value.total > 0:
        return Decision(Outcome.REFUSED, (DEBT,), findings)
    return Decision(Outcome.GRANTED, (NO_DEBT,), findings)


def _identity_doubts(inquiry: DebtInquiry, found: Finding[Person] | None) -> Iterator[Reason]:
    """Yield what stands against the transferor being who the deed says, alive and able to sign."""
    party = inquiry.transferor
    match found:
        case Silent():
            yield silence("registry", found)
        case Unknown():
            yield texts.TRANSFEROR_UNKNOWN
        case Attested(value=person):
            if isinstance(party, NaturalParty) and not _same_name(party, person):
                yield texts.NAME_MISMATCH
            if person.deceased:
                yield texts.TRANSFEROR_DECEASED
        case None:
            if isinstance(party, NaturalParty):
                yield texts.TRANSFEROR_UNKNOWN


def _same_name(party: NaturalParty, person: Person) -> bool:
    """Tell whether the names the deed gives, if any, are the registry's, compared folded."""
    pairs = ((party.given_name, person.given_name), (party.family_name, person.family_name))
    return all(said is None or same_text(said, attested) for said, attested in pairs)
