"""The certificate that a decided Article 37 case gets: a clearance, or a statement of the debt."""

from collections.abc import Iterator
from datetime import datetime

from adapters.base.ports import Attested
from hub.clock.deadlines import Deadlines
from hub.usecases.article37 import texts
from hub.usecases.article37.rules import Findings
from schemas.canonical.case import Case
from schemas.canonical.certificate import (
    Certificate,
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
