"""Certificates and receipts as XML, signed with signxml's XAdES."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree
from lxml.builder import ElementMaker
from persiantools.jdatetime import JalaliDateTime
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.xades.xades import XAdESSigner

from benchmarks.peers.plain.agencies import Debt, Person
from benchmarks.peers.plain.store import Case
from benchmarks.peers.plain.words import InquireDebtRequest

_C = ElementMaker(namespace="urn:peyvand:certificate:1", nsmap={None: "urn:peyvand:certificate:1"})
_R = ElementMaker(namespace="urn:peyvand:receipt:1", nsmap={None: "urn:peyvand:receipt:1"})
LEGAL_BASIS = (
    "مادهٔ ۳۷ قانون تأمین اجتماعی: انتقال‌گیرنده هنگام نقل و انتقال عین یا منافع کارگاه مکلف است "
    "گواهی نداشتن بدهی معوق حق بیمه را مطالبه کند و سازمان ظرف پانزده روز پاسخ می‌دهد."
)
REASONS = {
    "GRANTED": (
        "no-debt",
        "بدهی معوق حق بیمه برای این کارگاه در تاریخ صدور ثبت نشده است.",
        "No overdue premium debt of this workshop is on record today.",
    ),
    "REFUSED": (
        "debt",
        "بدهی حق بیمه برای این کارگاه ثبت شده است.",
        "A premium debt of this workshop is on record.",
    ),
}


@dataclass(frozen=True)
class Decided:
    """Everything a certificate speaks of."""

    number: str
    case: Case
    outcome: str
    request: InquireDebtRequest
    person: Person
    debt: Debt
    deed_text: str
    issued: datetime
    valid_until: datetime
    dossier: str


class Seals:
    """The key of the documents, loaded once."""

    def __init__(self, key: Path, chain: Path) -> None:
        self._key: Any = load_pem_private_key(key.read_bytes(), None)
        self._chain = x509.load_pem_x509_certificates(chain.read_bytes())[:1]

    def sign(self, document: etree._Element) -> bytes:
        """Return ``document`` with an enveloped XAdES B-B signature."""
        signer = XAdESSigner(
            signature_algorithm=SignatureMethod.ECDSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
        )
        signed = signer.sign(document, key=self._key, cert=self._chain, always_add_key_value=False)
        return bytes(etree.tostring(signed))


def certificate(decided: Decided) -> etree._Element:
    """Return the certificate without its signature."""
    code, fa, en = REASONS[decided.outcome]
    return _C.Certificate(
        _C.Number(decided.number),
        _C.Type("article37" if decided.outcome == "GRANTED" else "debt-statement"),
        _C.Case(str(decided.case.id)),
        _C.Decision(decided.outcome),
        _subject(decided),
        _facts(decided),
        _C.Reasons(
            _C.Reason(_C.Text(fa, lang="fa"), _C.Text(en, lang="en"), article="37", code=code)
        ),
        _C.LegalBasis(LEGAL_BASIS, article="37"),
        _C.DeedText(decided.deed_text),
        _instant("Issued", decided.issued),
        _instant("ValidUntil", decided.valid_until),
        _C.IssuingUnit(
            f"شعبهٔ {decided.debt.branch} سازمان تأمین اجتماعی", branch=decided.debt.branch
        ),
        _C.DossierDigest(sha256(decided.dossier.encode()).hexdigest()),
        Id=f"certificate-{decided.number}",
    )


def receipt(number: UUID, case: Case, certificate_xml: bytes, now: datetime) -> etree._Element:
    """Return the receipt of an answer without its signature."""
    return _R.Receipt(
        _R.Number(str(number)),
        _R.Hub("plain"),
        _R.Consumer("notary-offices"),
        _R.MessageId(case.message_id),
        _R.Case(str(case.id)),
        _R.Operation("article37"),
        _R.RequestDigest(case.request_digest.hex()),
        _R.AnswerDigest(sha256(certificate_xml).hexdigest()),
        _R.ReceivedAt(case.received_at.isoformat(), jalali=_jalali(case.received_at)),
        _R.DueAt(case.due_on.isoformat()),
        _R.AnsweredAt(now.isoformat(), jalali=_jalali(now)),
        _R.State("answered"),
        Id=f"receipt-{number}",
    )


def _subject(decided: Decided) -> etree._Element:
    workshop = _C.Workshop(
        _C.WorkshopId(decided.debt.workshop_id),
        _C.Branch(decided.debt.branch),
        _C.Name(decided.debt.workshop_name),
    )
    transferor, transferee = decided.request.Transferor, decided.request.Transferee
    return _C.Subject(
        _natural("transferor", transferor.Natural, decided.person),
        _natural("transferee", transferee.Natural, None),
        workshop,
    )


def _natural(role: str, party: Any, person: Person | None) -> etree._Element:
    inner = _C.Natural(_C.NationalId(party.NationalId), _C.BirthDate(jalali=party.BirthDate))
    if person is not None:
        inner.extend((_C.GivenName(person.given_name), _C.FamilyName(person.family_name)))
    return _C.Party(inner, role=role)


def _facts(decided: Decided) -> etree._Element:
    as_of = decided.issued.isoformat(timespec="seconds")
    alive = _C.Fact("true", asOf=as_of, name="transferor.alive", source="civil_registry")
    amounts = {
        "debt.definite": decided.debt.definite,
        "debt.divisible": decided.debt.divisible,
        "debt.indivisible": decided.debt.indivisible,
    }
    return _C.Facts(
        alive,
        *(
            _C.Fact(str(amount), asOf=as_of, name=name, source="insurance_ledger", unit="rials")
            for name, amount in amounts.items()
        ),
    )


def _instant(name: str, moment: datetime) -> etree._Element:
    return _C(name, moment.isoformat(timespec="seconds"), jalali=_jalali(moment))


def _jalali(moment: datetime) -> str:
    return str(JalaliDateTime(moment).strftime("%Y/%m/%d"))
