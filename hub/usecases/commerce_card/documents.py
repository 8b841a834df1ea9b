"""The document that a decided case gets: a clearance, a statement of the debt, or a refusal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from adapters.base.ports import Attested
from hub.clock.deadlines import Deadlines
from hub.usecases.base.documents import attested_debt, debt_facts, debt_of, issuing_unit, named
from hub.usecases.base.texts import ARTICLE, Replaced, owing, owing_again
from hub.usecases.commerce_card import texts
from hub.usecases.commerce_card.rules import Findings, is_dissolved
from schemas.canonical.case import Case
from schemas.canonical.certificate import (
    Certificate,
    CertificateNumber,
    CertificateType,
    Fact,
    LegalBasis,
    Participant,
    Role,
    Subject,
    certificate_number,
)
from schemas.canonical.dates import tehran_day
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.identifiers import parse_card_number
from schemas.canonical.inquiry import CardPurpose, ClearanceInquiry
from schemas.canonical.person import LegalParty, Party
from schemas.canonical.workshop import DebtPosition

_INQUIRY = "inquiry"
"""The source of what only the chamber's own inquiry says."""


def write_certificate(
    case: Case,
    inquiry: ClearanceInquiry,
    decision: Decision[Findings],
    *,
    dossier_digest: bytes,
    issued: datetime,
    deadlines: Deadlines,
) -> Certificate:
    """Return the clearance of a GRANTED case, or what a REFUSED one is told and why.

    ``TypeError`` for an undetermined case.
    """
    debt = attested_debt(decision)
    kind = _kind(decision)
    applicant = _applicant(inquiry, decision.findings)
    certificate = Certificate(
        number=certificate_number(kind, tehran_day(issued), case.serial),
        type=kind,
        case_id=case.id,
        decision=decision.outcome,
        subject=Subject((applicant,), debt.value.workshop, debt.value.workshop_name),
        facts=tuple(_facts(case, inquiry, decision.findings, debt)),
        reasons=decision.reasons,
        legal_basis=LegalBasis(ARTICLE, texts.LEGAL_BASIS),
        deed_text="",
        issued=issued,
        valid_until=deadlines.valid_until(issued),
        issuing_unit=issuing_unit(debt.value.workshop.branch),
        dossier_digest=dossier_digest,
    )
    return replace(certificate, deed_text=_text(certificate, debt.value))


def reissue(certificate: Certificate, number: CertificateNumber, issued: datetime) -> Certificate:
    """Return ``certificate`` under a new ``number``: the same facts, as of when they were said.

    Its validity ends when the old one's does. Text and reasons are written anew from the facts,
    since a chamber that reads them must not take them for facts of the day of ``issued``.
    """
    replaced = Replaced(certificate.number, certificate.issued)
    debt = debt_of(certificate)
    anew = replace(
        certificate,
        number=number,
        issued=issued,
        reasons=tuple(texts.reason_again(one, debt.as_of) for one in certificate.reasons),
    )
    return replace(anew, deed_text=_text_again(anew, debt, replaced))


def _kind(decision: Decision[Findings]) -> CertificateType:
    """Return the type of the document that a decision gets."""
    if decision.outcome is Outcome.GRANTED:
        return CertificateType.COMMERCE_CARD
    if is_dissolved(decision.findings):
        return CertificateType.CLEARANCE_REFUSAL
    return CertificateType.DEBT_STATEMENT


def _text(certificate: Certificate, debt: DebtPosition) -> str:
    """Return the text for the card's file."""
    number, issued = certificate.number, certificate.issued
    match certificate.type:
        case CertificateType.COMMERCE_CARD:
            subject = _card(certificate)
            return texts.clear_text(number, issued, certificate.valid_until, debt, subject)
        case CertificateType.CLEARANCE_REFUSAL:
            return texts.dissolved_text(number, issued, _name(certificate), _card(certificate))
        case _:
            return owing(number, issued, debt, texts.PAY_AND_ASK_AGAIN)


def _text_again(certificate: Certificate, debt: DebtPosition, replaced: Replaced) -> str:
    """Return the text of a document issued anew."""
    number, issued, subject = certificate.number, certificate.issued, _card(certificate)
    match certificate.type:
        case CertificateType.COMMERCE_CARD:
            until = certificate.valid_until
            return texts.clear_text_again(number, issued, until, debt, subject, replaced)
        case CertificateType.CLEARANCE_REFUSAL:
            name = _name(certificate)
            return texts.dissolved_text_again(number, issued, name, subject, debt.as_of, replaced)
        case _:
            return owing_again(number, issued, debt, replaced, texts.PAY_AND_ASK_AGAIN)


def _card(certificate: Certificate) -> str:
    """Return what a document is for, from its own facts."""
    facts = {fact.name: str(fact.value) for fact in certificate.facts}
    number = facts.get("card.number")
    purpose = CardPurpose(facts["card.purpose"])
    return texts.card(purpose, None if number is None else parse_card_number(number))


def _name(certificate: Certificate) -> str:
    """Return the attested name of the firm that applied."""
    party = certificate.subject.participants[0].party
    return (party.name if isinstance(party, LegalParty) else None) or ""


def _applicant(inquiry: ClearanceInquiry, findings: Findings) -> Participant:
    """Return the applicant under the name that its registry attests."""
    return Participant(Role.APPLICANT, _attested(inquiry.applicant, findings))


def _attested(party: Party, findings: Findings) -> Party:
    match party, findings.firm:
        case LegalParty(), Attested(value=firm):
            return LegalParty(party.legal_id, firm.name)
        case _:
            return named(party, findings.person)


def _facts(
    case: Case, inquiry: ClearanceInquiry, findings: Findings, debt: Attested[DebtPosition]
) -> Iterator[Fact]:
    """Yield each fact with who said it and when; amounts in rials."""
    if isinstance(findings.person, Attested):
        person = findings.person
        yield Fact("applicant.alive", "true", person.source, person.as_of)
    if isinstance(findings.firm, Attested):
        firm = findings.firm
        active = "false" if firm.value.dissolved else "true"
        yield Fact("applicant.active", active, firm.source, firm.as_of)
    yield Fact("card.purpose", inquiry.purpose, _INQUIRY, case.received_at)
    if inquiry.card_number is not None:
        yield Fact("card.number", inquiry.card_number, _INQUIRY, case.received_at)
    yield from debt_facts(debt)
