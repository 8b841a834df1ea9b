"""A request is read into canonical words, or refused with the field and the rule that it broke."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.errors import InvalidRequest
from hub.usecases.article37.messages import NAMESPACE, read_inquiry
from hub.usecases.base.reading import read_case_id
from schemas.canonical.inquiry import DebtInquiry, Transfer, TransferKind, TransferObject
from schemas.canonical.person import LegalParty, NaturalParty
from schemas.canonical.workshop import WorkshopAddress, WorkshopRef
from schemas.contracts import xsd
from simulators.kit import identifiers
from tests.kit import article37 as kit

RULES = {
    "field.value",
    "jalali-date.no-such-day",
    "legal-id.check-digit",
    "legal-id.digits",
    "legal-id.zero-serial",
    "national-id.check-digit",
    "national-id.digits",
    "national-id.repeated-digit",
    "national-id.zero-serial",
    "notary-office.five-characters",
    "workshop-id.digits",
    "workshop-id.zero",
    "branch-code.digits",
    "branch-code.zero",
    "text.characters",
}

NATURAL = "Transferor/Natural"
REGISTERED, LOCATED = "Workshop/Registered", "Workshop/Located"
SHORT = identifiers.short_national_id(41)


def test_every_field_arrives_in_its_place() -> None:
    """Two fields would be taken for each other, or one be lost."""
    assert kit.inquiry(kit.NAMED_REQUEST) == DebtInquiry(
        notary_office=kit.REQUEST["NotaryOffice"],  # type: ignore[arg-type]  # a checked literal
        request_number="1405/77-A",
        request_date=date(2026, 11, 22),
        transfer=Transfer(TransferKind.DEFINITE, registered=True, object=TransferObject.CORPUS),
        transferor=NaturalParty(kit.person().national_id, date(1981, 3, 21), "نمونه", "آزمون‌زاده"),
        transferee=LegalParty(kit.inquiry(kit.NAMED_REQUEST).transferee.legal_id),  # type: ignore[union-attr]  # a firm
        workshop=kit.WORKSHOP,
    )


@pytest.mark.parametrize("fields", [kit.NAMED_REQUEST, kit.LEGAL_REQUEST, kit.LOCATED_REQUEST])
@pytest.mark.parametrize("prefix", ["a", "other", None])
def test_the_prefix_is_the_senders_own_affair(fields: dict[str, str], prefix: str | None) -> None:
    """A programme that writes another prefix, or none, would be misread."""
    assert read_inquiry(kit.document(fields, prefix)) == kit.inquiry(fields)


def test_parties_and_workshops_of_either_kind() -> None:
    """A firm would be read as a person, or an address as a number."""
    assert isinstance(kit.inquiry(kit.LEGAL_REQUEST).transferor, LegalParty)
    assert isinstance(kit.inquiry(kit.NAMED_REQUEST).workshop, WorkshopRef)
    located = kit.inquiry(kit.LOCATED_REQUEST).workshop
    assert located == WorkshopAddress(
        kit.BY_ADDRESS[f"{LOCATED}/PostalCode"],  # type: ignore[arg-type]  # a checked literal
        kit.BY_ADDRESS[f"{LOCATED}/Address"],
    )


def test_lost_zeros_come_back() -> None:
    """A number as a spreadsheet wrote it would be another person's or another workshop's."""
    read = kit.inquiry(
        kit.NAMED_REQUEST
        | {f"{NATURAL}/NationalId": SHORT[2:], f"{REGISTERED}/WorkshopId": "1234567"}
    )
    assert isinstance(read.transferor, NaturalParty)
    assert read.transferor.national_id == SHORT
    assert read.workshop == kit.WORKSHOP


@pytest.mark.parametrize(
    ("text", "registered"),
    [("true", True), ("1", True), ("false", False), ("0", False), (" true ", True), ("\n1", True)],
)
def test_every_boolean_of_the_contract(text: str, registered: bool) -> None:
    """An official deed would be read as a private one, by white space the contract allows."""
    fields = kit.NAMED_REQUEST | {"Transfer/Registered": text}
    assert xsd("hub/v1/article37.xsd").validate(kit.document(fields))
    assert kit.inquiry(fields).transfer.registered is registered


@pytest.mark.parametrize(
    ("field", "text", "rule"),
    [
        ("NotaryOffice", "12 45", "notary-office.five-characters"),
        ("RequestDate", "1405/12/30", "jalali-date.no-such-day"),
        ("RequestDate", "1405/13/01", "jalali-date.no-such-day"),
        (f"{NATURAL}/NationalId", "1111111111", "national-id.repeated-digit"),
        (f"{NATURAL}/NationalId", "9000000060", "national-id.check-digit"),
        (f"{NATURAL}/NationalId", "1234567", "national-id.digits"),
        (
            f"{NATURAL}/NationalId",
            identifiers.with_national_check("901000000"),
            "national-id.zero-serial",
        ),
        (f"{NATURAL}/BirthDate", "1360/07/31", "jalali-date.no-such-day"),
        ("Transferee/Legal/LegalId", "11111111111", "legal-id.check-digit"),
        (
            "Transferee/Legal/LegalId",
            identifiers.with_legal_check("9900000001"),
            "legal-id.zero-serial",
        ),
        ("Transferee/Legal/LegalId", "1", "legal-id.digits"),
        (f"{REGISTERED}/WorkshopId", "0", "workshop-id.zero"),
        (f"{REGISTERED}/WorkshopId", "x", "workshop-id.digits"),
        (f"{REGISTERED}/Branch", "0000", "branch-code.zero"),
        (f"{REGISTERED}/Branch", "12345", "branch-code.digits"),
        (f"{NATURAL}/GivenName", " ", "text.characters"),
        (f"{NATURAL}/FamilyName", "آزمون\u202eزاده", "text.characters"),
        ("Transfer/Kind", "gift", "field.value"),
        ("Transfer/Object", "", "field.value"),
        ("Transfer/Registered", "yes", "field.value"),
    ],
)
def test_a_broken_rule_names_its_field(field: str, text: str, rule: str) -> None:
    """The notary would have to guess which of his numbers is wrong, and why."""
    with pytest.raises(InvalidRequest) as caught:
        kit.inquiry(kit.NAMED_REQUEST | {field: text})
    assert (caught.value.field, caught.value.rule) == (field, rule)


@pytest.mark.parametrize(
    ("field", "text", "rule"),
    [
        (f"{LOCATED}/PostalCode", "1111100000", "postal-code.pattern"),
        (f"{LOCATED}/PostalCode", "123", "postal-code.digits"),
        (f"{LOCATED}/Address", "\u2066پلاک ۱\u2069", "text.characters"),
    ],
)
def test_a_broken_address_names_its_field(field: str, text: str, rule: str) -> None:
    """A workshop would be looked for at a place that cannot be."""
    with pytest.raises(InvalidRequest) as caught:
        kit.inquiry(kit.LOCATED_REQUEST | {field: text})
    assert (caught.value.field, caught.value.rule) == (field, rule)


@pytest.mark.parametrize(
    "field", [f for f in kit.NAMED_REQUEST if not f.endswith(("GivenName", "FamilyName"))]
)
def test_a_missing_field_is_never_a_default(field: str) -> None:
    """A request without a fact would be answered as if the fact were some other."""
    fields = {path: text for path, text in kit.NAMED_REQUEST.items() if path != field}
    with pytest.raises(InvalidRequest) as caught:
        kit.inquiry(fields)
    assert caught.value.rule == "field.missing"
    assert caught.value.field is not None
    assert caught.value.field.split("/")[0] == field.split("/")[0]


@given(st.sampled_from(sorted(kit.NAMED_REQUEST)), st.text("0123456789abcسي /-", max_size=60))
def test_whatever_stands_there_the_value_stays_unsaid(field: str, text: str) -> None:
    """A refusal would carry a person's number into logs and Faults, or not be a refusal at all."""
    said = ""
    try:
        kit.inquiry(kit.NAMED_REQUEST | {field: text})
    except InvalidRequest as refused:
        said = str(refused)
    assert said in {"", *(f"request.invalid: {field}: {rule}" for rule in RULES)}


def test_the_case_asked_about() -> None:
    """A notary would be told of another case."""
    root = etree.Element(f"{{{NAMESPACE}}}GetAnswerRequest")
    etree.SubElement(root, f"{{{NAMESPACE}}}CaseId").text = str(kit.CASE)
    assert read_case_id(root) == UUID(str(kit.CASE))
