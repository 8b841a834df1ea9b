"""Synthetic Article 37 words for every tier: inquiries, cases and findings of nobody who exists."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from lxml import etree

from adapters.base.ports import Attested
from hub.usecases.article37.messages import NAMESPACE, read_inquiry
from schemas.canonical.case import Case
from schemas.canonical.identifiers import parse_branch_code, parse_national_id, parse_workshop_id
from schemas.canonical.inquiry import DebtInquiry
from schemas.canonical.money import Rials
from schemas.canonical.person import Person
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef
from signing.canonicalize import canonical
from simulators.kit import identifiers
from tests.kit.requests import request

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DUE = date(2026, 12, 7)
CASE = UUID("0192f0c1-5d6e-7a8b-9c0d-112233445566")
WORKSHOP = WorkshopRef(parse_workshop_id("0001234567"), parse_branch_code("0012"))
OTHER_WORKSHOP = WorkshopRef(parse_workshop_id("0007654321"), parse_branch_code("0012"))

REQUEST = {
    "NotaryOffice": "T1234",
    "RequestNumber": "1405/77-A",
    "RequestDate": "1405/09/01",
    "Transfer/Kind": "definite",
    "Transfer/Registered": "true",
    "Transfer/Object": "corpus",
}
TRANSFEREE = {"Transferee/Legal/LegalId": identifiers.legal_id(7)}
NATURAL = {
    "Transferor/Natural/NationalId": identifiers.national_id(42),
    "Transferor/Natural/BirthDate": "1360/01/01",
}
NAMED = NATURAL | {
    "Transferor/Natural/GivenName": "نمونه",
    "Transferor/Natural/FamilyName": "آزمون‌زاده",
}
LEGAL = {"Transferor/Legal/LegalId": identifiers.legal_id(3)}
BY_NUMBER = {
    "Workshop/Registered/WorkshopId": WORKSHOP.workshop_id,
    "Workshop/Registered/Branch": WORKSHOP.branch,
}
BY_ADDRESS = {
    "Workshop/Located/PostalCode": identifiers.postal_code(99),
    "Workshop/Located/Address": "خیابان نمونه، پلاک ۱",
}

ADDRESS = BY_ADDRESS["Workshop/Located/Address"]
HERE = RegisteredWorkshop(WORKSHOP, "کارگاه نمونهٔ ساختگی", ADDRESS)
ELSEWHERE = RegisteredWorkshop(OTHER_WORKSHOP, "کارگاه دیگر", "کوچهٔ دیگر، پلاک ۲")
"""Two workshops of one postal code; the first stands at the address of `BY_ADDRESS`."""

NAMED_REQUEST = REQUEST | NAMED | TRANSFEREE | BY_NUMBER
"""A natural transferor with names, and a workshop by its number: the fields by their paths."""
LEGAL_REQUEST = REQUEST | LEGAL | TRANSFEREE | BY_NUMBER
LOCATED_REQUEST = REQUEST | NAMED | TRANSFEREE | BY_ADDRESS


def document(fields: Mapping[str, str], prefix: str | None = "a") -> etree._Element:
    """Return the request with these ``fields``, in their order, under ``prefix`` or the default."""
    return request(NAMESPACE, "InquireDebtRequest", fields, prefix)


def octets(fields: Mapping[str, str]) -> bytes:
    """Return the canonical request, as a case keeps it."""
    return canonical(document(fields))


def inquiry(fields: Mapping[str, str]) -> DebtInquiry:
    """Return the inquiry that these ``fields`` make."""
    return read_inquiry(document(fields))


def case(fields: Mapping[str, str] = NAMED_REQUEST, serial: int = 123) -> Case:
    """Return a case of a request, received at `NOW` and due on `DUE`."""
    request = octets(fields)
    return Case(
        id=CASE,
        consumer="notary-offices",
        message_id="urn:uuid:0192f0c1-bbbb-7a8b-9c0d-112233445566",
        duty="article37",
        request=request,
        request_digest=sha256(request).digest(),
        received_at=NOW,
        due_on=DUE,
        serial=serial,
    )


def person(
    given: str = "نمونه", family: str = "آزمون‌زاده", died: date | None = None, *, dead: bool = False
) -> Person:
    """Return the transferor of `NAMED` as the registry may know him."""
    return Person(
        national_id=parse_national_id(NATURAL["Transferor/Natural/NationalId"]),
        birth_date=date(1981, 3, 21),
        given_name=given,
        family_name=family,
        father_name="پدر نمونه",
        deceased=dead or died is not None,
        death_date=died,
    )


def debt(definite: int = 0, divisible: int = 0, indivisible: int = 0) -> DebtPosition:
    """Return the debt of `WORKSHOP` with these parts, in rials."""
    return DebtPosition(
        workshop=WORKSHOP,
        workshop_name="کارگاه نمونهٔ ساختگی",
        as_of=date(2026, 11, 21),
        definite=Rials(definite),
        divisible=Rials(divisible),
        indivisible=Rials(indivisible),
    )


def attested(value: T, source: str = "some_agency") -> Attested[T]:
    """Return ``value`` as an agency attested it at `NOW`."""
    return Attested(value, source, NOW, bytes(range(32)))
