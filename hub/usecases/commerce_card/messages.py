"""The messages of the commerce-card service: the inquiry read, the answer written out."""

from lxml import etree

from hub.errors import InvalidRequest
from hub.usecases.base import writing
from hub.usecases.base.reading import Fields, day, field, fields_of, party, workshop
from hub.usecases.base.writing import Answer, Form
from schemas.canonical.identifiers import CardNumber, parse_card_number, parse_chamber_code
from schemas.canonical.inquiry import CardPurpose, ClearanceInquiry

NAMESPACE = "urn:peyvand:commerce-card:1"
_FORM = Form(NAMESPACE, "AnswerText")
_NUMBER = "CardNumber"


def read_inquiry(request: etree._Element) -> ClearanceInquiry:
    """Return the inquiry in an ``InquireClearanceRequest``; `InvalidRequest` names what is wrong.

    A renewal names the card, the issue of a first one cannot.
    """
    fields = fields_of(request)
    purpose = field(fields, "Purpose", CardPurpose)
    return ClearanceInquiry(
        chamber=field(fields, "Chamber", parse_chamber_code),
        request_number=field(fields, "RequestNumber", str),
        request_date=field(fields, "RequestDate", day),
        purpose=purpose,
        card_number=_card_number(fields, purpose),
        applicant=party(fields, "Applicant"),
        workshop=workshop(fields),
    )


def write_answer(answer: Answer) -> bytes:
    """Return the children of an answer element, in canonical form under prefix ``a``."""
    return writing.write_answer(answer, _FORM)


def _card_number(fields: Fields, purpose: CardPurpose) -> CardNumber | None:
    """Return the card that is to be renewed; None for a first one."""
    if purpose is CardPurpose.RENEWAL:
        if _NUMBER not in fields:
            raise InvalidRequest("card-number.missing", field=_NUMBER)
        return field(fields, _NUMBER, parse_card_number)
    if _NUMBER in fields:
        raise InvalidRequest("card-number.first-card", field=_NUMBER)
    return None
