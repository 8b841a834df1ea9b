"""The certificate that a decided Article 37 case gets: a clearance, or a statement of the debt."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from adapters.base.ports import Attested
from hub.clock.deadlines import Deadlines
from hub.usecases.article37 import texts
from hub.usecases.article37.rules import Findings
from schemas.canonical.case import Case
from schemas.canonical.certificate import (
    Certificate,
    CertificateNumber,
    CertificateType,
    Fact,
    IssuingUnit,
    LegalBasis,
    Participant,
    Role,
    Subject,
    Unit,
    certificate_number,
)
from schemas.canonical.dates import tehran_day
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.identifiers import BranchCode
from schemas.canonical.inquiry import DebtInquiry
from schemas.canonical.money import Rials
from schemas.canonical.person import NaturalParty, Party, Person
from schemas.canonical.text import persian_digits
from schemas.canonical.workshop import DebtPosition


def write_certificate(
    case: Case,
    inquiry: DebtInquiry,
    decision: Decision[Findings],
    *,
    debt: Attested[DebtPosition],
    dossier_digest: bytes,
    issued: datetime,
    deadlines: Deadlines,
) -> Certificate:
    """Return the clearance of a GRANTED case, or the debt statement of a REFUSED one."""
    granted = decision.outcome is Outcome.GRANTED
    kind = CertificateType.ARTICLE37 if granted else CertificateType.DEBT_STATEMENT
    number = certificate_number(kind, tehran_day(issued), case.serial)
    valid_until = deadlines.valid_until(issued)
    if granted:
        deed_text = texts.clear_deed(number, issued, valid_until, debt.value)
    else:
        deed_text = texts.owing_deed(number, issued, debt.value)
    return Certificate(
        number=number,
        type=kind,
        case_id=case.id,
        decision=decision.outcome,
        subject=_subject(inquiry, decision.findings, debt.value),
        facts=tuple(_facts(decision.findings, debt)),
        reasons=decision.reasons,
        legal_basis=LegalBasis(texts.ARTICLE, texts.LEGAL_BASIS),
        deed_text=deed_text,
        issued=issued,
        valid_until=valid_until,
        issuing_unit=_unit(debt.value.workshop.branch),
        dossier_digest=dossier_digest,
    )


def reissue(certificate: Certificate, number: CertificateNumber, issued: datetime) -> Certificate:
    """Return ``certificate`` under a new ``number``: the same facts, as of when they were said.

    Its validity ends when the old one's does. Deed and reasons are written anew from the facts,
    since an office that reads them must not take them for facts of the day of ``issued``.
    """
    debt = _debt_of(certificate)
    replaced = texts.Replaced(certificate.number, certificate.issued)
    if certificate.decision is Outcome.GRANTED:
        deed_text = texts.clear_deed_again(number, issued, certificate.valid_until, debt, replaced)
    else:
        deed_text = texts.owing_deed_again(number, issued, debt, replaced)
    return replace(
        certificate,
        number=number,
        issued=issued,
        deed_text=deed_text,
        reasons=tuple(texts.reason_again(one, debt.as_of) for one in certificate.reasons),
    )


def _debt_of(certificate: Certificate) -> DebtPosition:
    """Return the debt that a certificate attests, on the day its facts were said."""
    facts = {fact.name: fact for fact in certificate.facts}
    return DebtPosition(
        workshop=certificate.subject.workshop,
        workshop_name=certificate.subject.workshop_name,
        as_of=tehran_day(facts["debt.definite"].as_of),
        definite=Rials(int(facts["debt.definite"].value)),
        divisible=Rials(int(facts["debt.divisible"].value)),
        indivisible=Rials(int(facts["debt.indivisible"].value)),
    )


def _subject(inquiry: DebtInquiry, findings: Findings, debt: DebtPosition) -> Subject:
    transferor = Participant(Role.TRANSFEROR, _attested(inquiry.transferor, findings))
    transferee = Participant(Role.TRANSFEREE, inquiry.transferee)
    return Subject((transferor, transferee), debt.workshop, debt.workshop_name)


def _attested(party: Party, findings: Findings) -> Party:
    """Return the transferor under the names the civil registry attests, where it was asked."""
    match party, findings.person:
        case NaturalParty(), Attested(value=Person() as person):
            return NaturalParty(
                person.national_id, person.birth_date, person.given_name, person.family_name
            )
        case _:
            return party


def _facts(findings: Findings, debt: Attested[DebtPosition]) -> Iterator[Fact]:
    """Yield each fact with who said it and when; amounts in rials."""
    if isinstance(findings.person, Attested):
        person = findings.person
        yield Fact("transferor.alive", "true", person.source, person.as_of)
    amounts = {
        "debt.definite": debt.value.definite,
        "debt.divisible": debt.value.divisible,
        "debt.indivisible": debt.value.indivisible,
    }
    for name, amount in amounts.items():
        yield Fact(name, amount, debt.source, debt.as_of, Unit.RIALS)


def _unit(branch: BranchCode) -> IssuingUnit:
    return IssuingUnit(branch, persian_digits(f"شعبهٔ {branch} سازمان تأمین اجتماعی"))
