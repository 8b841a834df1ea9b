"""The certificate that a decided Article 37 case gets: a clearance, or a statement of the debt."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from adapters.base.ports import Attested
from hub.clock.deadlines import Deadlines
from hub.usecases.article37 import texts
from hub.usecases.article37.rules import Findings
from hub.usecases.base.documents import attested_debt, debt_facts, debt_of, issuing_unit, named
from hub.usecases.base.texts import ARTICLE, Replaced, owing, owing_again, reason_again
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
from schemas.canonical.inquiry import DebtInquiry
from schemas.canonical.workshop import DebtPosition


def write_certificate(
    case: Case,
    inquiry: DebtInquiry,
    decision: Decision[Findings],
    *,
    dossier_digest: bytes,
    issued: datetime,
    deadlines: Deadlines,
) -> Certificate:
    """Return the clearance of a GRANTED case, or the debt statement of a REFUSED one.

    ``TypeError`` for an undetermined case.
    """
    debt = attested_debt(decision)
    granted = decision.outcome is Outcome.GRANTED
    kind = CertificateType.ARTICLE37 if granted else CertificateType.DEBT_STATEMENT
    number = certificate_number(kind, tehran_day(issued), case.serial)
    valid_until = deadlines.valid_until(issued)
    if granted:
        deed_text = texts.clear_deed(number, issued, valid_until, debt.value)
    else:
        deed_text = owing(number, issued, debt.value, texts.ADVICE)
    return Certificate(
        number=number,
        type=kind,
        case_id=case.id,
        decision=decision.outcome,
        subject=_subject(inquiry, decision.findings, debt.value),
        facts=tuple(_facts(decision.findings, debt)),
        reasons=decision.reasons,
        legal_basis=LegalBasis(ARTICLE, texts.LEGAL_BASIS),
        deed_text=deed_text,
        issued=issued,
        valid_until=valid_until,
        issuing_unit=issuing_unit(debt.value.workshop.branch),
        dossier_digest=dossier_digest,
    )


def reissue(certificate: Certificate, number: CertificateNumber, issued: datetime) -> Certificate:
    """Return ``certificate`` under a new ``number``: the same facts, as of when they were said.

    Its validity ends when the old one's does. Deed and reasons are written anew from the facts,
    since an office that reads them must not take them for facts of the day of ``issued``.
    """
    debt = debt_of(certificate)
    replaced = Replaced(certificate.number, certificate.issued)
    if certificate.decision is Outcome.GRANTED:
        deed_text = texts.clear_deed_again(number, issued, certificate.valid_until, debt, replaced)
    else:
        deed_text = owing_again(number, issued, debt, replaced, texts.ADVICE)
    return replace(
        certificate,
        number=number,
        issued=issued,
        deed_text=deed_text,
        reasons=tuple(reason_again(one, debt.as_of) for one in certificate.reasons),
    )


def _subject(inquiry: DebtInquiry, findings: Findings, debt: DebtPosition) -> Subject:
    transferor = Participant(Role.TRANSFEROR, named(inquiry.transferor, findings.person))
    transferee = Participant(Role.TRANSFEREE, inquiry.transferee)
    return Subject((transferor, transferee), debt.workshop, debt.workshop_name)


def _facts(findings: Findings, debt: Attested[DebtPosition]) -> Iterator[Fact]:
    """Yield each fact with who said it and when; amounts in rials."""
    if isinstance(findings.person, Attested):
        person = findings.person
        yield Fact("transferor.alive", "true", person.source, person.as_of)
    yield from debt_facts(debt)
