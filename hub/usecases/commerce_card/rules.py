"""The law of the commerce card, pure: facts in, decision out.

Source: Social Security Act (1354), Article 37, its last part: who renews a licence must demand the
premium clearance. It is due when the ledger shows no debt for the workshop of the applicant's head
office; a debt is reported with its parts; and where a fact is missing the answer is UNDETERMINED,
never "no debt".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from hub.usecases.base.rules import workshop_doubts
from hub.usecases.base.texts import DEBT, NO_DEBT, silence
from hub.usecases.commerce_card import texts
from hub.usecases.commerce_card.choices import Choices, Dissolved
from schemas.canonical.decision import Decision, Outcome, Reason
from schemas.canonical.inquiry import ClearanceInquiry
from schemas.canonical.person import Firm, LegalParty, Person
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop

VERSION = "commerce-card/1"
"""Names this rule set in every dossier; it changes when a decision could."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the agencies said.

    ``firm`` is None for a natural applicant and ``person`` for a legal one. ``candidates`` is None
    when the workshop was named by its number, ``debt`` when no single one could be asked about.
    """

    firm: Finding[Firm] | None
    person: Finding[Person] | None
    candidates: Finding[tuple[RegisteredWorkshop, ...]] | None
    debt: Finding[DebtPosition] | None


def decide(inquiry: ClearanceInquiry, findings: Findings, choices: Choices) -> Decision[Findings]:
    """Return what the law makes of ``findings``; every open question is named, not the first.

    A dissolved firm is refused whatever its debt is, or left to an officer, as ``choices`` say.
    """
    doubts = (
        *_applicant_doubts(inquiry, findings, choices),
        *workshop_doubts(findings.candidates, findings.debt),
    )
    if doubts or not isinstance(findings.debt, Attested):
        return Decision(Outcome.UNDETERMINED, doubts, findings)
    debt = (DEBT,) if findings.debt.value.total > 0 else ()
    if is_dissolved(findings):
        return Decision(Outcome.REFUSED, (texts.FIRM_DISSOLVED, *debt), findings)
    if debt:
        return Decision(Outcome.REFUSED, debt, findings)
    return Decision(Outcome.GRANTED, (NO_DEBT,), findings)


def is_dissolved(findings: Findings) -> bool:
    """Tell whether the registry attests that the applicant is a firm which is no more."""
    return isinstance(findings.firm, Attested) and findings.firm.value.dissolved


def _applicant_doubts(
    inquiry: ClearanceInquiry, findings: Findings, choices: Choices
) -> Iterator[Reason]:
    """Yield what stands against the applicant being somebody who can hold a card."""
    if isinstance(inquiry.applicant, LegalParty):
        yield from _firm_doubts(findings.firm, choices)
    else:
        yield from _person_doubts(findings.person)


def _firm_doubts(found: Finding[Firm] | None, choices: Choices) -> Iterator[Reason]:
    """Yield what stands against a firm; to be dissolved does so where an officer has to look."""
    match found:
        case Silent():
            yield silence("firms", found)
        case Unknown() | None:
            yield texts.FIRM_UNKNOWN
        case Attested(value=firm):
            if firm.dissolved and choices.dissolved_firm is Dissolved.OFFICER:
                yield texts.FIRM_DISSOLVED_OPEN


def _person_doubts(found: Finding[Person] | None) -> Iterator[Reason]:
    """Yield what stands against a natural applicant being alive and known."""
    match found:
        case Silent():
            yield silence("registry", found)
        case Unknown() | None:
            yield texts.PERSON_UNKNOWN
        case Attested(value=person):
            if person.deceased:
                yield texts.PERSON_DECEASED
