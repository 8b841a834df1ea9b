"""Synthetic documents and a signer to sign them with; nobody of these exists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from cryptography import x509

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
from schemas.canonical.decision import Outcome, Reason
from schemas.canonical.identifiers import (
    LegalId,
    NationalId,
    legal_id_check_digit,
    national_id_check_digit,
    parse_branch_code,
    parse_workshop_id,
)
from schemas.canonical.person import LegalParty, NaturalParty, PersonById
from schemas.canonical.receipt import Receipt, ReceiptState
from schemas.canonical.workshop import WorkshopRef
from signing.keys.file import FileSigner, load_signer
from signing.keys.pki import Authority, KeyKind, create_authority
from signing.verify import Policy

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
ISSUED_ON = date(2026, 11, 22)
CASE = UUID("0192f0c1-5d6e-7a8b-9c0d-112233445566")
NINE, TEN = "004711223", "1010112233"


@dataclass(frozen=True)
class Pki:
    """A signer, the root it chains to, and the authority that can issue more."""

    signer: FileSigner
    trust: Sequence[x509.Certificate]
    authority: Authority

    @property
    def policy(self) -> Policy:
        """What a verifier has who trusts the root and knows no more."""
        return Policy(tuple(self.trust))


def pki(kind: KeyKind = "p256") -> Pki:
    """Return a signer of ``kind``, made once in a test run."""
    return _pki(kind)


@cache
def _pki(kind: KeyKind) -> Pki:
    authority = create_authority("Test root", now=NOW)
    issued = authority.issue("Certificate signer", now=NOW, days=365, key=kind)
    with TemporaryDirectory() as folder:
        signer = load_signer(*issued.write(Path(folder), "signer"))
    return Pki(signer, (x509.load_pem_x509_certificate(authority.certificate_pem),), authority)


def natural() -> NaturalParty:
    return NaturalParty(
        NationalId(f"{NINE}{national_id_check_digit(NINE)}"),
        date(1981, 3, 21),
        "نمونه‌الدین",
        "آزمون‌زاده & پسران <ساختگی>",
    )


def legal() -> LegalParty:
    return LegalParty(LegalId(f"{TEN}{legal_id_check_digit(TEN)}"), 'شرکت "نمونه"')


def debts(amounts: tuple[int, int, int]) -> tuple[Fact, ...]:
    names = ("debt.definite", "debt.divisible", "debt.indivisible")
    return tuple(
        Fact(name, amount, "insurance_ledger", NOW - timedelta(minutes=1), Unit.RIALS)
        for name, amount in zip(names, amounts, strict=True)
    )


ALIVE = Fact("transferor.alive", "true", "civil_registry", NOW - timedelta(minutes=2))


def clearance() -> Certificate:
    """Return an Article 37 certificate of some 3 KB before its signature."""
    return Certificate(
        number=certificate_number(CertificateType.ARTICLE37, ISSUED_ON, 123),
        type=CertificateType.ARTICLE37,
        case_id=CASE,
        decision=Outcome.GRANTED,
        subject=Subject(
            (Participant(Role.TRANSFEROR, natural()), Participant(Role.TRANSFEREE, legal())),
            WorkshopRef(parse_workshop_id("1234567"), parse_branch_code("12")),
            "کارگاه نمونهٔ ساختگی",
        ),
        facts=(ALIVE, *debts((0, 0, 0))),
        reasons=(Reason("no-debt", "37", "بدهی معوق ثبت نشده است.", "No overdue debt stands."),),
        legal_basis=LegalBasis("37", "مادهٔ ۳۷ قانون تأمین اجتماعی: نقل و انتقال کارگاه. " * 4),
        deed_text="به موجب این گواهی،\nکارگاه نمونه بدهی معوق حق بیمه ندارد. " * 6,
        issued=NOW,
        valid_until=NOW + timedelta(days=30),
        issuing_unit=IssuingUnit(parse_branch_code("12"), "شعبهٔ نمونه"),
        dossier_digest=bytes(range(32)),
    )


def statement() -> Certificate:
    """Return a debt statement."""
    return replace(
        clearance(),
        number=certificate_number(CertificateType.DEBT_STATEMENT, ISSUED_ON, 124),
        type=CertificateType.DEBT_STATEMENT,
        decision=Outcome.REFUSED,
        facts=(ALIVE, *debts((1_500_000, 0, 98_765_432_100))),
        reasons=(Reason("debt", "37", "بدهی ثبت شده است.", "A debt stands."),),
    )


ACTIVE = Fact("applicant.active", "true", "legal_person_registry", NOW - timedelta(minutes=2))
DISSOLVED = replace(ACTIVE, value="false")
PURPOSE = Fact("card.purpose", "renewal", "inquiry", NOW - timedelta(minutes=3))
CARD = Fact("card.number", "14001234567", "inquiry", NOW - timedelta(minutes=3))


def card_clearance() -> Certificate:
    """Return a clearance for the renewal of a firm's commerce card."""
    return replace(
        clearance(),
        number=certificate_number(CertificateType.COMMERCE_CARD, ISSUED_ON, 125),
        type=CertificateType.COMMERCE_CARD,
        subject=replace(clearance().subject, participants=(Participant(Role.APPLICANT, legal()),)),
        facts=(ACTIVE, PURPOSE, CARD, *debts((0, 0, 0))),
    )


def card_statement() -> Certificate:
    """Return a debt statement to a chamber."""
    return replace(
        card_clearance(),
        number=certificate_number(CertificateType.DEBT_STATEMENT, ISSUED_ON, 126),
        type=CertificateType.DEBT_STATEMENT,
        decision=Outcome.REFUSED,
        facts=(ACTIVE, PURPOSE, CARD, *debts((1_500_000, 0, 98_765_432_100))),
        reasons=statement().reasons,
    )


def refusal() -> Certificate:
    """Return the refusal of a clearance to a dissolved firm that owes nothing."""
    return replace(
        card_clearance(),
        number=certificate_number(CertificateType.CLEARANCE_REFUSAL, ISSUED_ON, 127),
        type=CertificateType.CLEARANCE_REFUSAL,
        decision=Outcome.REFUSED,
        facts=(DISSOLVED, PURPOSE, CARD, *debts((0, 0, 0))),
        reasons=(Reason("firm-dissolved", "37", "شرکت منحل شده است.", "The firm is dissolved."),),
    )


def rials(name: str, amount: int) -> Fact:
    return Fact(name, amount, "contract_files", NOW - timedelta(minutes=1), Unit.RIALS)


CONTRACT = tuple(
    Fact(name, value, "contract_files", NOW - timedelta(minutes=1))
    for name, value in {
        "contract.ocid": "ocds-peyvnd-7",
        "contract.row": "00120007/0012",
        "contract.number": "1404/118",
        "contract.subject": "ساخت مدرسهٔ نمونه",
        "contract.starts-on": "1404/01/21 2025-04-10",
        "contract.ends-on": "1405/07/30 2026-10-22",
        "assigner.workshop": "0007654321/0012",
        "assigner.name": "ادارهٔ نمونهٔ ساختگی",
        "clearance.stage": "final",
        "clearance.undertaking": "not-needed",
    }.items()
)


def contract_clearance() -> Certificate:
    """Return an Article 38 clearance of a natural contractor, known by his number alone."""
    parties = (
        Participant(Role.ASSIGNER, replace(legal(), name=None)),
        Participant(Role.CONTRACTOR, PersonById(natural().national_id)),
    )
    paid = (rials("premium.due", 792_000_000), rials("premium.paid", 792_000_000))
    return replace(
        clearance(),
        number=certificate_number(CertificateType.ARTICLE38, ISSUED_ON, 128),
        type=CertificateType.ARTICLE38,
        subject=replace(clearance().subject, participants=parties),
        facts=(*CONTRACT, rials("contract.amount", 12_000_000_000), *paid),
        reasons=(Reason("premium-paid", "38", "حق بیمه پرداخت شده است.", "It is paid."),),
        legal_basis=LegalBasis("38", "مادهٔ ۳۸ قانون تأمین اجتماعی: مفاصاحساب پیمان."),
        deed_text="مفاصاحساب این پیمان صادر شد.",
    )


def contract_statement() -> Certificate:
    """Return what keeps the same clearance from being issued."""
    owing = (rials("premium.due", 792_000_000), rials("premium.paid", 792))
    return replace(
        contract_clearance(),
        number=certificate_number(CertificateType.CONTRACT_STATEMENT, ISSUED_ON, 129),
        type=CertificateType.CONTRACT_STATEMENT,
        decision=Outcome.REFUSED,
        facts=(*CONTRACT, rials("contract.amount", 12_000_000_000), *owing),
        reasons=(Reason("premium-owed", "38", "حق بیمه مانده است.", "Premium is left."),),
    )


def receipt(state: ReceiptState = ReceiptState.ANSWERED) -> Receipt:
    return Receipt(
        id=UUID("0192f0c1-aaaa-7a8b-9c0d-112233445566"),
        hub="peyvand",
        consumer="notary-registry",
        message_id="urn:uuid:0192f0c1-bbbb-7a8b-9c0d-112233445566",
        case_id=CASE,
        operation="article37",
        request_digest=bytes(range(32)),
        answer_digest=bytes(range(32, 64)) if state is ReceiptState.ANSWERED else None,
        received_at=NOW - timedelta(seconds=2),
        due_at=NOW + timedelta(days=15),
        answered_at=NOW,
        state=state,
    )
