"""Certificates: what the hub attests over its signature, in canonical words, and their numbers."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from persiantools.jdatetime import JalaliDate

from schemas.canonical import verhoeff
from schemas.canonical.decision import Outcome, Reason
from schemas.canonical.identifiers import BranchCode, InvalidIdentifier
from schemas.canonical.person import Party, PersonById
from schemas.canonical.text import ascii_digits
from schemas.canonical.workshop import WorkshopRef

NAMESPACE = "urn:peyvand:certificate:1"
LAST_SERIAL = 9_999_999_999

CertificateNumber = NewType("CertificateNumber", str)
"""شمارهٔ گواهی: type, Jalali year, serial and check digit, such as ``37-1405-0000000123-1``."""

_NUMBER = re.compile(r"([0-9]{2,3})-([0-9]{4})-([0-9]{10})-([0-9])")


class CertificateType(StrEnum):
    """The kinds of certificate; each has a profile that says what it must contain."""

    ARTICLE37 = "article37"
    DEBT_STATEMENT = "debt-statement"
    COMMERCE_CARD = "commerce-card"
    CLEARANCE_REFUSAL = "clearance-refusal"
    ARTICLE38 = "article38"
    CONTRACT_STATEMENT = "contract-statement"


_PREFIXES = {
    CertificateType.ARTICLE37: "37",
    CertificateType.DEBT_STATEMENT: "137",
    CertificateType.COMMERCE_CARD: "237",
    CertificateType.CLEARANCE_REFUSAL: "337",
    CertificateType.ARTICLE38: "38",
    CertificateType.CONTRACT_STATEMENT: "138",
}
_TYPES = {prefix: kind for kind, prefix in _PREFIXES.items()}


class Role(StrEnum):
    """What a party is in what Articles 37 and 38 of the Social Security Act speak of.

    Transferor and transferee of a workshop, the applicant for a licence; assigner (واگذارنده) and
    contractor (مقاطعه‌کار) of a contract.
    """

    TRANSFEROR = "transferor"
    TRANSFEREE = "transferee"
    APPLICANT = "applicant"
    ASSIGNER = "assigner"
    CONTRACTOR = "contractor"


class Unit(StrEnum):
    """What a fact's number counts."""

    RIALS = "rials"


@dataclass(frozen=True, slots=True)
class Participant:
    """A party and its part; the names are those an agency attested, where one did."""

    role: Role
    party: Party | PersonById


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what a certificate is about."""

    participants: tuple[Participant, ...]
    workshop: WorkshopRef
    workshop_name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact a decision stands on: who said it, and as of which instant (any zone, not naive).

    ``name`` is a stable dotted word such as ``debt.definite``; a number has a ``unit``, a text
    has none.
    """

    name: str
    value: int | str
    source: str
    as_of: datetime
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The article a certificate rests on and what it says, in Persian words of our own."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class IssuingUnit:
    """The SSO branch in whose name a certificate is issued."""

    branch: BranchCode
    name: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """An electronic certificate before its signature.

    ``issued`` and ``valid_until`` are instants of any zone, written with Tehran's offset and their
    Jalali day. ``deed_text`` is the Persian text for the deed. ``dossier_digest`` is the SHA-256
    (32 octets) of the decision dossier. ``decision`` is GRANTED or REFUSED: an undetermined case
    has no certificate.
    """

    number: CertificateNumber
    type: CertificateType
    case_id: UUID
    decision: Outcome
    subject: Subject
    facts: tuple[Fact, ...]
    reasons: tuple[Reason, ...]
    legal_basis: LegalBasis
    deed_text: str
    issued: datetime
    valid_until: datetime
    issuing_unit: IssuingUnit
    dossier_digest: bytes


def certificate_number(kind: CertificateType, issued_on: date, serial: int) -> CertificateNumber:
    """Return the number of a certificate of ``kind`` issued on the Tehran day ``issued_on``.

    ``serial`` comes from a database sequence that never repeats; ``ValueError`` beyond ten digits.
    """
    if not 1 <= serial <= LAST_SERIAL:
        raise ValueError("a certificate's serial has one to ten digits")
    body = f"{_PREFIXES[kind]}-{JalaliDate(issued_on).year:04}-{serial:010}"
    return CertificateNumber(f"{body}-{verhoeff.check_digit(body.replace('-', ''))}")


def parse_certificate_number(text: str) -> CertificateNumber:
    """Return the certificate number in ``text``, whose digits may be Persian.

    Raises `InvalidIdentifier` with ``certificate-number.shape``, ``.type``, ``.serial`` or
    ``.check-digit``.
    """
    folded = ascii_digits(text.strip())
    found = _NUMBER.fullmatch(folded)
    if found is None:
        raise InvalidIdentifier("certificate-number.shape")
    if found[1] not in _TYPES:
        raise InvalidIdentifier("certificate-number.type")
    if not found[3].strip("0"):
        raise InvalidIdentifier("certificate-number.serial")
    if not verhoeff.passes(folded.replace("-", "")):
        raise InvalidIdentifier("certificate-number.check-digit")
    return CertificateNumber(folded)


def type_of(number: CertificateNumber) -> CertificateType:
    """Return the kind of certificate that ``number`` names."""
    return _TYPES[number.partition("-")[0]]
