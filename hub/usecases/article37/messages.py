"""The messages of Article 37: the request read into canonical words, the answer written out."""

from lxml import etree

from hub.usecases.base import writing
from hub.usecases.base.reading import boolean, day, field, fields_of, party, workshop
from hub.usecases.base.writing import Answer, Form, element
from schemas.canonical.identifiers import parse_notary_office
from schemas.canonical.inquiry import DebtInquiry, Transfer, TransferKind, TransferObject

NAMESPACE = "urn:peyvand:article37:1"
_FORM = Form(NAMESPACE, "DeedText", after_debt=element("PayAndProceed", "true"))
"""What is owed may always be paid to proceed (Article 37)."""


def read_inquiry(request: etree._Element) -> DebtInquiry:
    """Return the inquiry in an ``InquireDebtRequest``; `InvalidRequest` names field and rule."""
    fields = fields_of(request)
    return DebtInquiry(
        notary_office=field(fields, "NotaryOffice", parse_notary_office),
        request_number=field(fields, "RequestNumber", str),
        request_date=field(fields, "RequestDate", day),
        transfer=Transfer(
            kind=field(fields, "Transfer/Kind", TransferKind),
            registered=field(fields, "Transfer/Registered", boolean),
            object=field(fields, "Transfer/Object", TransferObject),
        ),
        transferor=party(fields, "Transferor"),
        transferee=party(fields, "Transferee"),
        workshop=workshop(fields),
    )


def write_answer(answer: Answer) -> bytes:
    """Return the children of an answer element, in canonical form under prefix ``a``."""
    return writing.write_answer(answer, _FORM)
