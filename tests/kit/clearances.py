"""Synthetic words of Article 38's clearance: requests, files and findings of nobody who exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

from lxml import etree

from adapters.base.ports import Attested
from hub.usecases.article38.messages import NAMESPACE, read_inquiry
from hub.usecases.article38.rules import Findings
from schemas.canonical.case import Case
from schemas.canonical.contract import JoinedContract, Stated
from schemas.canonical.contract_file import ClearanceStage, Reckoned, Standing, Undertaking
from schemas.canonical.identifiers import parse_branch_code, parse_contract_row
from schemas.canonical.inquiry import ContractClearanceInquiry
from schemas.canonical.money import Rials
from schemas.canonical.workshop import DebtPosition
from signing.canonicalize import canonical
from simulators.kit import identifiers
from tests.kit import article37
from tests.kit.requests import request

OCID = "ocds-peyvnd-7"
DUE = date(2026, 11, 23)
REQUEST = {
    "Ocid": OCID,
    "Stage": "final",
    "RequestNumber": "1405/38-C",
    "RequestDate": "1405/09/01",
}
FIRM, PERSON = identifiers.legal_id(3), identifiers.national_id(42)
CERTIFICATE = "38-1405-0000000009-9"


def document(fields: Mapping[str, str] = REQUEST, prefix: str | None = "a") -> etree._Element:
    """Return the request with these ``fields``, in their order."""
    return request(NAMESPACE, "RequestClearanceRequest", fields, prefix)


def inquiry(**changes: str) -> ContractClearanceInquiry:
    """Return the request, with ``changes`` of its fields."""
    return read_inquiry(document(REQUEST | changes))


def case(serial: int = 123) -> Case:
    """Return the case of the request, due on `DUE`."""
    asked = canonical(document())
    return replace(
        article37.case(serial=serial),
        consumer="sso-services",
        duty="article38",
        request=asked,
        request_digest=sha256(asked).digest(),
        due_on=DUE,
    )


def contract(contractor: str = FIRM, **changes: object) -> JoinedContract:
    """Return a contract that the tax authority tells, with ``changes`` of its fields."""
    fields: dict[str, object] = {
        "number": "1404/118",
        "subject": "ساخت مدرسهٔ دوازده‌کلاسه",
        "assigner": identifiers.legal_id(7),
        "contractor": contractor,
        "amount": 12_000_000_000,
        "signed_on": date(2025, 4, 1),
        "starts_on": date(2025, 4, 10),
        "ends_on": date(2026, 10, 22),
    }
    stated = {
        name: Stated(value, "tax_authority", "900100200300", 1, article37.NOW)
        for name, value in (fields | changes).items()
    }
    return JoinedContract(OCID, stated, {"tax_authority": ("900100200300",)}, (), withdrawn=False)


def reckoned(due: int = 792_000_000, paid: int = 792_000_000, **changes: object) -> Reckoned:
    """Return a final calculation of 6.6 % that is paid, with ``changes``."""
    found = Reckoned(9, ClearanceStage.FINAL, None, Rials(due), Rials(paid), None)
    return replace(found, **changes)  # type: ignore[arg-type]


def standing(**changes: object) -> Standing:
    """Return what the file of a contract stands at that can be cleared, with ``changes``."""
    found = Standing(
        contract=contract(),
        version=1,
        row=parse_contract_row("00120007"),
        branch=parse_branch_code("0012"),
        contractor=article37.WORKSHOP,
        assigner=article37.OTHER_WORKSHOP,
        reckoned=reckoned(),
        settles_debts=False,
        undertaking=Undertaking.NOT_NEEDED,
        disputed=False,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def file(**changes: object) -> Attested[Standing]:
    """Return the same as the files attest it."""
    return article37.attested(standing(**changes), "contract_files")


def debt(definite: int = 0) -> Attested[DebtPosition]:
    """Return what the ledger says of the contractor's workshop."""
    return article37.attested(article37.debt(definite), "insurance_ledger")


def assigner() -> Attested[DebtPosition]:
    """Return what the ledger says of the assigner's workshop."""
    found = replace(
        article37.debt(), workshop=article37.OTHER_WORKSHOP, workshop_name="ادارهٔ نمونهٔ ساختگی"
    )
    return article37.attested(found, "insurance_ledger")


def findings(definite: int = 0, **changes: object) -> Findings:
    """Return what is found where everything is attested."""
    return Findings(file(**changes), debt(definite), assigner())
