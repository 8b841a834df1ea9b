"""A receipt's own words out of its XML: the inverse of how the hub writes it.

For documents whose signature has been proven and whose schema holds: what stands where is not
asked again here.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from lxml import etree

from schemas.canonical.disclosure import Asked, Basis, Disclosed, Telling
from schemas.canonical.receipt import NAMESPACE, Receipt, ReceiptState
from schemas.xml import parse
from signing.verify.dissect import read_instant
from signing.verify.report import Refused

_NS: Final = f"{{{NAMESPACE}}}"


def read_receipt(xml: bytes) -> Receipt:
    """Return what the receipt in ``xml`` says; a signature in it is passed over.

    Instants are whole seconds with Tehran's offset, and subjects are hidden (`Disclosed.under`).
    Raises ``ValueError`` for what is no receipt (`schemas.xml.XmlRefused` for what is no XML).
    """
    root = parse(xml)
    if root.tag != f"{_NS}Receipt":
        raise ValueError("no Receipt")
    try:
        return _receipt(root)
    except Refused as refused:
        raise ValueError(str(refused)) from refused


def read_disclosures(root: etree._Element) -> tuple[Disclosed, ...]:
    """Return what the receipt at ``root`` says was told, each with its subject hidden.

    Raises `Refused` for an instant that the hub never writes.
    """
    return tuple(_disclosed(one) for one in root.iterchildren(f"{_NS}Disclosure"))


def _receipt(root: etree._Element) -> Receipt:
    """Return what the receipt at ``root`` says."""
    case, due, answer = (root.findtext(f"{_NS}{n}") for n in ("Case", "DueAt", "AnswerDigest"))
    return Receipt(
        id=UUID(_text(root, "Number")),
        hub=_text(root, "Hub"),
        consumer=_text(root, "Consumer"),
        message_id=_text(root, "MessageId"),
        case_id=UUID(case) if case is not None else None,
        operation=_text(root, "Operation"),
        request_digest=bytes.fromhex(_text(root, "RequestDigest")),
        answer_digest=bytes.fromhex(answer) if answer is not None else None,
        received_at=_instant(_text(root, "ReceivedAt")),
        due_at=_instant(due) if due is not None else None,
        answered_at=_instant(_text(root, "AnsweredAt")),
        state=ReceiptState(_text(root, "State")),
        disclosed=read_disclosures(root),
    )


def _disclosed(element: etree._Element) -> Disclosed:
    """Return one disclosure."""
    as_of = element.findtext(f"{_NS}AsOf")
    return Disclosed(
        asked=_asked(element),
        outcome=Telling(_text(element, "Outcome")),
        told={one.text or "": one.get("form", "") for one in element.iterchildren(f"{_NS}Told")},
        withheld=_names(element, "Withheld"),
        as_of=_instant(as_of) if as_of is not None else None,
        reason=element.findtext(f"{_NS}Reason"),
    )


def _asked(element: etree._Element) -> Asked:
    """Return under which words was asked."""
    service = element.findtext(f"{_NS}Service")
    agreement = element.findtext(f"{_NS}Agreement")
    return Asked(
        provider=_text(element, "Provider"),
        subject=f"sha256:{_text(element, 'SubjectDigest')}",
        task_kind="service" if service is not None else "use_case",
        task=service if service is not None else _text(element, "UseCase"),
        purpose=_text(element, "Purpose"),
        basis=Basis(bytes.fromhex(agreement), _text(element, "Article")) if agreement else None,
        fields=_names(element, "Asked"),
    )


def _names(element: etree._Element, name: str) -> tuple[str, ...]:
    """Return the fields that the children called ``name`` name."""
    return tuple(one.text or "" for one in element.iterchildren(f"{_NS}{name}"))


def _text(element: etree._Element, name: str) -> str:
    """Return the text of the child called ``name``."""
    found = element.findtext(f"{_NS}{name}")
    if found is None:
        raise ValueError(f"no {name}")
    return found


def _instant(text: str) -> datetime:
    """Return an instant; one without an offset is none."""
    instant = read_instant(text)
    if instant.tzinfo is None:
        raise Refused("schema", "instant")
    return instant
