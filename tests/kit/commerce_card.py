"""Synthetic words of the commerce card for every tier: inquiries, cases, firms of nobody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

from lxml import etree

from hub.usecases.commerce_card.choices import Choices, Dissolved
from hub.usecases.commerce_card.messages import NAMESPACE, read_inquiry
from schemas.canonical.case import Case
from schemas.canonical.identifiers import parse_legal_id
from schemas.canonical.inquiry import ClearanceInquiry
from schemas.canonical.person import Firm
from signing.canonicalize import canonical
from simulators.kit import identifiers
from tests.kit import article37
from tests.kit.requests import request

REFUSE, OFFICER = (Choices(dissolved_firm=one) for one in Dissolved)
DUE = date(2026, 11, 25)
LEGAL = {"Applicant/Legal/LegalId": identifiers.legal_id(3)}
NATURAL = {
    "Applicant/Natural/NationalId": identifiers.national_id(42),
    "Applicant/Natural/BirthDate": "1360/01/01",
}
HEAD = {"Chamber": "0021", "RequestNumber": "1405/88-B", "RequestDate": "1405/09/01"}
RENEWAL = HEAD | {"Purpose": "renewal", "CardNumber": "14001234567"}
ISSUE = HEAD | {"Purpose": "issue"}

FIRM_REQUEST = RENEWAL | LEGAL | article37.BY_NUMBER
"""A firm that renews its card, its head office by its number: the fields by their paths."""
FIRST_REQUEST = ISSUE | LEGAL | article37.BY_NUMBER
PERSON_REQUEST = RENEWAL | NATURAL | article37.BY_NUMBER
LOCATED_REQUEST = RENEWAL | LEGAL | article37.BY_ADDRESS


def document(fields: Mapping[str, str], prefix: str | None = "a") -> etree._Element:
    """Return the request with these ``fields``, in their order."""
    return request(NAMESPACE, "InquireClearanceRequest", fields, prefix)


def octets(fields: Mapping[str, str]) -> bytes:
    """Return the canonical request, as a case keeps it."""
    return canonical(document(fields))


def inquiry(fields: Mapping[str, str]) -> ClearanceInquiry:
    """Return the inquiry that these ``fields`` make."""
    return read_inquiry(document(fields))


def case(fields: Mapping[str, str] = FIRM_REQUEST, serial: int = 123) -> Case:
    """Return a case of a request, received at ``NOW`` and due on `DUE`."""
    asked = octets(fields)
    return replace(
        article37.case(serial=serial),
        consumer="commerce-card-registry",
        duty="commerce-card",
        request=asked,
        request_digest=sha256(asked).digest(),
        due_on=DUE,
    )


def firm(*, dissolved: bool = False, name: str = "شرکت نمونهٔ ساختگی") -> Firm:
    """Return the firm of `LEGAL` as its registry may know it."""
    return Firm(
        legal_id=parse_legal_id(LEGAL["Applicant/Legal/LegalId"]),
        name=name,
        registered_on=date(2011, 4, 1),
        registration_number="4711",
        postal_code=None,
        dissolved=dissolved,
    )
