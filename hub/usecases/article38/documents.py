"""The document that a decided request gets: the clearance of a contract, or why there is none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from adapters.base.ports import Attested
from hub.clock.deadlines import Deadlines
from hub.usecases.article38 import texts
from hub.usecases.base.documents import issuing_unit
from hub.usecases.base.texts import Replaced
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
    Unit,
    certificate_number,
)
from schemas.canonical.contract import JoinedContract
from schemas.canonical.contract_file import Reckoned, Standing
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.identifiers import InvalidIdentifier, parse_legal_id, parse_national_id
from schemas.canonical.money import Rials
from schemas.canonical.person import LegalParty, Party, PersonById
from schemas.canonical.workshop import DebtPosition, WorkshopRef

_TEXTS = {"contract.number": "number", "contract.subject": "subject"}
_DAYS = {"contract.starts-on": "starts_on", "contract.ends-on": "ends_on"}


def write_certificate(
    case: Case,
    decision: Decision[object],
    *,
    file: Attested[Standing],
    contractor: Attested[DebtPosition],
    assigner: Attested[DebtPosition],
    dossier_digest: bytes,
    issued: datetime,
    deadlines: Deadlines,
) -> Certificate:
    """Return the clearance of a GRANTED request, or the statement of a REFUSED one.

    ``TypeError`` where nothing has been calculated.
    """
    standing, reckoned = file.value, file.value.reckoned
    if reckoned is None:
        raise TypeError("what is not calculated has no document")
    granted = decision.outcome is Outcome.GRANTED
    kind = CertificateType.ARTICLE38 if granted else CertificateType.CONTRACT_STATEMENT
    certificate = Certificate(
        number=certificate_number(kind, tehran_day(issued), case.serial),
        type=kind,
        case_id=case.id,
        decision=decision.outcome,
        subject=_subject(standing, contractor.value),
        facts=(*_contract(file), *_assigner(assigner), *_premium(file, reckoned)),
        reasons=decision.reasons,
        legal_basis=LegalBasis(texts.ARTICLE, texts.LEGAL_BASIS),
        deed_text="",
        issued=issued,
        valid_until=deadlines.valid_until(issued),
        issuing_unit=issuing_unit(standing.branch),
        dossier_digest=dossier_digest,
    )
    text = _text(certificate, reckoned.until)
    if granted and reckoned.replaces is not None:
        text = texts.in_place_of(text, reckoned.replaces)
    return replace(certificate, deed_text=text)


def reissue(certificate: Certificate, number: CertificateNumber, issued: datetime) -> Certificate:
    """Return ``certificate`` under a new ``number``: the same facts, as of when they were said."""
    anew = replace(certificate, number=number, issued=issued)
    facts = {one.name: one for one in certificate.facts}
    until = facts.get("clearance.until")
    day = None if until is None else date.fromisoformat(str(until.value).rpartition(" ")[2])
    text = _text(anew, day)
    return replace(
        anew, deed_text=texts.again(text, Replaced(certificate.number, certificate.issued))
    )


def _subject(standing: Standing, contractor: DebtPosition) -> Subject:
    """Return both parties by the numbers that the registers have them under."""
    stated = standing.contract.fields
    parties = (
        Participant(Role.ASSIGNER, _party(str(stated["assigner"].value))),
        Participant(Role.CONTRACTOR, _party(str(stated["contractor"].value))),
    )
    return Subject(parties, standing.contractor, contractor.workshop_name)


def _party(number: str) -> Party | PersonById:
    try:
        return LegalParty(parse_legal_id(number))
    except InvalidIdentifier:
        return PersonById(parse_national_id(number))


def _contract(file: Attested[Standing]) -> Iterator[Fact]:
    """Yield what the contract is, each fact by the register whose word counts."""
    contract, standing = file.value.contract, file.value
    yield Fact("contract.ocid", contract.ocid, file.source, file.as_of)
    yield Fact("contract.row", f"{standing.row}/{standing.branch}", file.source, file.as_of)
    for name, field in _TEXTS.items():
        yield _stated(name, contract, field, str(contract.fields[field].value))
    for name, field in _DAYS.items():
        yield _stated(name, contract, field, _both_ways(contract.fields[field].value))
    amount = contract.fields["amount"]
    rials = int(str(amount.value))
    yield Fact("contract.amount", rials, amount.source, amount.said_at, Unit.RIALS)


def _stated(name: str, contract: JoinedContract, field: str, value: str) -> Fact:
    said = contract.fields[field]
    return Fact(name, value, said.source, said.said_at)


def _both_ways(day: object) -> str:
    """Return a day as people and as programs read it."""
    if not isinstance(day, date):
        raise TypeError("not a day")
    return f"{jalali(day)} {day.isoformat()}"


def _assigner(found: Attested[DebtPosition]) -> Iterator[Fact]:
    yield Fact("assigner.workshop", _ref(found.value.workshop), found.source, found.as_of)
    yield Fact("assigner.name", found.value.workshop_name, found.source, found.as_of)


def _ref(workshop: WorkshopRef) -> str:
    return f"{workshop.workshop_id}/{workshop.branch}"


def _premium(file: Attested[Standing], reckoned: Reckoned) -> Iterator[Fact]:
    source, as_of = file.source, file.as_of
    yield Fact("clearance.stage", reckoned.stage, source, as_of)
    if reckoned.until is not None:
        yield Fact("clearance.until", _both_ways(reckoned.until), source, as_of)
    yield Fact("clearance.undertaking", file.value.undertaking, source, as_of)
    yield Fact("premium.due", reckoned.due, source, as_of, Unit.RIALS)
    yield Fact("premium.paid", reckoned.paid, source, as_of, Unit.RIALS)


def _text(certificate: Certificate, until: date | None) -> str:
    """Return the text for the file of the contract, from the document's own facts."""
    facts = {one.name: one.value for one in certificate.facts}
    number, issued = certificate.number, certificate.issued
    contract = texts.contract_of(
        str(facts["contract.number"]),
        str(facts["contract.row"]),
        str(facts["assigner.name"]),
        certificate.subject.workshop_name,
    )
    due, paid = Rials(int(facts["premium.due"])), Rials(int(facts["premium.paid"]))
    if certificate.decision is Outcome.GRANTED:
        return texts.clear_text(number, issued, contract, paid, until)
    why = " ".join(one.fa for one in certificate.reasons)
    return texts.owing_text(number, issued, contract, Rials(max(0, due - paid)), why)
