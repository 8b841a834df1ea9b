"""The messages of Article 38: the request for a clearance read, the answer written out."""

from dataclasses import replace

from lxml import etree

from hub.usecases.article38 import texts
from hub.usecases.base import writing
from hub.usecases.base.reading import day, field, fields_of
from hub.usecases.base.writing import Answer, Form, element
from schemas.canonical.contract_file import ClearanceStage, Reckoned
from schemas.canonical.decision import Outcome
from schemas.canonical.inquiry import ContractClearanceInquiry

NAMESPACE = "urn:peyvand:article38:1"
_FORM = Form(NAMESPACE, "AnswerText")


def read_inquiry(request: etree._Element) -> ContractClearanceInquiry:
    """Return the request in a ``RequestClearanceRequest``; `InvalidRequest` names what is wrong."""
    fields = fields_of(request)
    return ContractClearanceInquiry(
        ocid=field(fields, "Ocid", str),
        stage=field(fields, "Stage", ClearanceStage),
        request_number=field(fields, "RequestNumber", str),
        request_date=field(fields, "RequestDate", day),
    )


def write_inquiry(inquiry: ContractClearanceInquiry, requested: str) -> bytes:
    """Return a ``RequestClearanceRequest`` in canonical form; ``requested`` is its Jalali day."""
    children = b"".join(
        (
            element("Ocid", inquiry.ocid),
            element("Stage", inquiry.stage),
            element("RequestNumber", inquiry.request_number),
            element("RequestDate", requested),
        )
    )
    name = b"RequestClearanceRequest"
    return b'<a:%b xmlns:a="%b">%b</a:%b>' % (name, NAMESPACE.encode(), children, name)


def write_answer(answer: Answer, reckoned: Reckoned | None) -> bytes:
    """Return the children of an answer element, with the premium where it has been reckoned."""
    premium = b"" if reckoned is None else _premium(reckoned)
    return writing.write_answer(answer, replace(_FORM, amounts=premium))


def may_change(answer: bytes) -> bool:
    """Tell whether the same question may be answered otherwise though the file stays as it is.

    Of an answer of `write_answer`: it is not decided yet, or established debts alone stand against
    the clearance.
    """
    told = etree.fromstring(writing.wrap(NAMESPACE, "RequestClearance", answer))
    names = {"a": NAMESPACE}
    codes = {one.get("code") for one in told.iterfind("a:Reason", names)}
    decision = told.findtext("a:Decision", None, names)
    return decision == Outcome.UNDETERMINED or codes == {texts.DEBTS_FIRST.code}


def _premium(reckoned: Reckoned) -> bytes:
    """Return what is due, paid and left, in rials."""
    due, paid = reckoned.due, reckoned.paid
    amounts = {"Due": due, "Paid": paid, "Left": max(0, due - paid)}
    parts = b"".join(element(name, str(amount)) for name, amount in amounts.items())
    return b"<a:Premium>%b</a:Premium>" % parts
