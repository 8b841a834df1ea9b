"""A chamber's request is read or refused by name; its answer is canonical XML of the contract."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from hub.errors import InvalidRequest
from hub.usecases.base.texts import DEBT, NO_DEBT
from hub.usecases.base.writing import Answer, wrap
from hub.usecases.commerce_card.messages import NAMESPACE, read_inquiry, write_answer
from hub.usecases.commerce_card.texts import FIRM_UNKNOWN
from schemas.canonical.decision import Outcome
from schemas.canonical.inquiry import CardPurpose, ClearanceInquiry
from schemas.canonical.person import LegalParty, NaturalParty
from schemas.contracts import xsd
from schemas.xml import parse
from signing.canonicalize import canonical
from tests.kit import article37
from tests.kit import commerce_card as kit

XSD = "hub/v1/commerce-card.xsd"
RECEIPT = b'<Receipt xmlns="urn:peyvand:receipt:1" Id="y"></Receipt>'
GRANTED = Answer(
    case_id=article37.CASE,
    outcome=Outcome.GRANTED,
    reasons=(NO_DEBT,),
    debt=None,
    deed_text="متن <و> دیگر",
    due=kit.DUE,
    certificate=b'<Certificate xmlns="urn:peyvand:certificate:1" Id="x"></Certificate>',
    receipt=RECEIPT,
)
OWING = replace(GRANTED, outcome=Outcome.REFUSED, reasons=(DEBT,), debt=article37.debt(1, 20, 300))
OPEN = replace(GRANTED, outcome=Outcome.UNDETERMINED, reasons=(FIRM_UNKNOWN,), certificate=None)


def test_every_field_arrives_in_its_place() -> None:
    """Two fields would be taken for each other, or one be lost."""
    assert kit.inquiry(kit.FIRM_REQUEST) == ClearanceInquiry(
        chamber="0021",  # type: ignore[arg-type]  # a checked literal
        request_number="1405/88-B",
        request_date=date(2026, 11, 22),
        purpose=CardPurpose.RENEWAL,
        card_number="14001234567",  # type: ignore[arg-type]  # a checked literal
        applicant=LegalParty(kit.firm().legal_id),
        workshop=article37.WORKSHOP,
    )
    assert isinstance(kit.inquiry(kit.PERSON_REQUEST).applicant, NaturalParty)
    assert kit.inquiry(kit.FIRST_REQUEST).card_number is None


@pytest.mark.parametrize(
    "fields", [kit.FIRM_REQUEST, kit.FIRST_REQUEST, kit.PERSON_REQUEST, kit.LOCATED_REQUEST]
)
@pytest.mark.parametrize("prefix", ["a", "other", None])
def test_what_is_read_keeps_the_contract(fields: dict[str, str], prefix: str | None) -> None:
    """The tests would speak of requests that no chamber can send."""
    document = kit.document(fields, prefix)
    schema = xsd(XSD)
    assert schema.validate(document), schema.error_log
    assert read_inquiry(document) == kit.inquiry(fields)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"Chamber": "0000"}, "Chamber", "chamber-code.zero"),
        ({"RequestDate": "1405/12/30"}, "RequestDate", "jalali-date.no-such-day"),
        ({"Purpose": "issue"}, "CardNumber", "card-number.first-card"),
        ({"CardNumber": ""}, "CardNumber", "card-number.digits"),
        ({"Applicant/Legal/LegalId": "10101122330"}, "Applicant/Legal/LegalId", "legal-id"),
        ({"Workshop/Registered/Branch": "0"}, "Workshop/Registered/Branch", "branch-code.zero"),
    ],
)
def test_a_wrong_field_is_named(changes: dict[str, str], field: str, rule: str) -> None:
    """A chamber could not tell which of its fields to mend, or the wrong card be renewed."""
    with pytest.raises(InvalidRequest) as caught:
        kit.inquiry(kit.FIRM_REQUEST | changes)
    assert caught.value.field == field
    assert (caught.value.rule or "").startswith(rule)


def test_a_renewal_names_its_card() -> None:
    """A clearance would renew whichever card is shown with it."""
    fields = {path: text for path, text in kit.FIRM_REQUEST.items() if path != "CardNumber"}
    assert xsd(XSD).validate(kit.document(fields))
    with pytest.raises(InvalidRequest) as caught:
        kit.inquiry(fields)
    assert (caught.value.field, caught.value.rule) == ("CardNumber", "card-number.missing")


@pytest.mark.parametrize("answer", [GRANTED, OWING, OPEN])
@pytest.mark.parametrize("operation", ["InquireClearance", "GetAnswer"])
def test_an_answer_keeps_the_contract_and_is_canonical(answer: Answer, operation: str) -> None:
    """The signature would be over other octets than a chamber digests, or its stack refuse them."""
    written = wrap(NAMESPACE, operation, write_answer(answer))
    root = parse(written)
    schema = xsd(XSD)
    assert schema.validate(root), schema.error_log
    assert canonical(root) == written
    assert root.findtext(f"{{{NAMESPACE}}}AnswerText") == answer.deed_text
    total = root.findtext(f"{{{NAMESPACE}}}Debt/{{{NAMESPACE}}}Total")
    assert total == (str(answer.debt.total) if answer.debt else None)
    assert etree.QName(root).localname == f"{operation}Response"
