"""A receipt's own words out of its XML: the inverse of how the hub writes it.

For documents whose signature has been proven and whose schema holds: what stands where is not
asked again here.
"""

from collections.abc import Mapping
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
    except KeyError as missing:
        raise ValueError(f"no {missing.args[0]}") from missing
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
    """Return one disclosure, read in one pass."""
    texts: dict[str, str] = {}
    asked: list[str] = []
    told: dict[str, str] = {}
    withheld: list[str] = []
    for child in element:
        name, text = child.tag[len(_NS) :], child.text or ""
        match name:
            case "Asked":
                asked.append(text)
            case "Told":
                told[text] = child.get("form", "")
            case "Withheld":
                withheld.append(text)
            case _:
                texts[name] = text
    as_of = texts.get("AsOf")
    return Disclosed(
        asked=_asked(texts, tuple(asked)),
        outcome=Telling(texts["Outcome"]),
        told=told,
        withheld=tuple(withheld),
        as_of=_instant(as_of) if as_of is not None else None,
        reason=texts.get("Reason"),
    )


def _asked(texts: Mapping[str, str], fields: tuple[str, ...]) -> Asked:
    """Return under which words was asked, out of the ``texts`` of a disclosure by their names."""
    agreement = texts.get("Agreement")
    return Asked(
        provider=texts["Provider"],
        subject=texts["Subject"] if "Subject" in texts else f"sha256:{texts['SubjectDigest']}",
        task_kind="service" if "Service" in texts else "use_case",
        task=texts["Service"] if "Service" in texts else texts["UseCase"],
        purpose=texts["Purpose"],
        basis=Basis(bytes.fromhex(agreement), texts["Article"]) if agreement else None,
        fields=fields,
    )


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
