"""What a proven document says: its number, its times, and the facts a reader is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from schemas.canonical import certificate, receipt, status_list
from schemas.canonical.certificate import parse_certificate_number, type_of
from schemas.canonical.disclosure import Disclosed
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.steps import DocumentKind
from signing.verify.dissect import read_instant
from signing.verify.receipt import read_disclosures
from signing.verify.report import Refused

CLOCK_SLACK = timedelta(minutes=5)
"""How far a verifier's clock may run behind the hub's."""

_SHOWN = {
    DocumentKind.CERTIFICATE: {
        "type": "Type",
        "decision": "Decision",
        "case": "Case",
        "issued": "Issued",
        "valid_until": "ValidUntil",
        "issuing_unit": "IssuingUnit",
    },
    DocumentKind.RECEIPT: {
        "state": "State",
        "hub": "Hub",
        "consumer": "Consumer",
        "message_id": "MessageId",
        "case": "Case",
        "operation": "Operation",
        "received_at": "ReceivedAt",
        "due_at": "DueAt",
        "answered_at": "AnsweredAt",
    },
    DocumentKind.STATUS_LIST: {
        "hub": "Hub",
        "sequence": "Sequence",
        "issued": "IssuedAt",
        "next_update": "NextUpdate",
    },
}
_TIMES: Mapping[DocumentKind, tuple[str, str | None]] = {
    DocumentKind.CERTIFICATE: ("Issued", "ValidUntil"),
    DocumentKind.RECEIPT: ("AnsweredAt", None),
    DocumentKind.STATUS_LIST: ("IssuedAt", "NextUpdate"),
}
"""The elements that hold when a document was made and until when it holds, if it ever ends."""
_NAMESPACES = {
    DocumentKind.CERTIFICATE: certificate.NAMESPACE,
    DocumentKind.RECEIPT: receipt.NAMESPACE,
    DocumentKind.STATUS_LIST: status_list.NAMESPACE,
}


@dataclass(frozen=True, slots=True)
class Content:
    """A document's own words; ``until`` is None for a receipt, which does not expire.

    ``facts`` holds no party: a report may be shown and logged, the document itself holds the rest.
    ``disclosed`` is what a receipt says was told, each with its subject hidden.
    """

    number: str
    issued: datetime
    until: datetime | None
    facts: Mapping[str, str]
    disclosed: tuple[Disclosed, ...] = ()


def read_content(root: etree._Element, kind: DocumentKind) -> Content:
    """Return what ``root`` says; its number must be sound and agree with its ``Id`` and type."""
    texts = _texts(root, _NAMESPACES[kind])
    number = texts["Number"]
    if root.get("Id") != f"{kind}-{number}":
        raise Refused("content", "id")
    if kind is DocumentKind.CERTIFICATE:
        _check_number(number, texts["Type"])
    elif kind is DocumentKind.STATUS_LIST:
        _check_list_number(number, texts)
    issued, until = _TIMES[kind]
    return Content(
        number=number,
        issued=read_instant(texts[issued]),
        until=read_instant(texts[until]) if until else None,
        facts={name: texts[element] for name, element in _SHOWN[kind].items() if element in texts},
        disclosed=read_disclosures(root) if kind is DocumentKind.RECEIPT else (),
    )


def check_validity(content: Content, signing_time: datetime, at: datetime) -> None:
    """Check that the document holds at ``at``: made before, and not yet run out."""
    if max(content.issued, signing_time) - at > CLOCK_SLACK:
        raise Refused("validity", "not-yet-valid")
    if content.until is not None and at > content.until:
        raise Refused("validity", "expired")


def _check_number(number: str, kind: str) -> None:
    """Check that a certificate's number keeps its check digit and names its type."""
    try:
        named = type_of(parse_certificate_number(number))
    except InvalidIdentifier as invalid:
        raise Refused("content", invalid.rule) from None
    if named != kind:
        raise Refused("content", "certificate-number.type")


def _check_list_number(number: str, texts: Mapping[str, str]) -> None:
    """Check that a list's number is its hub's name and its place in that hub's order."""
    if number != status_list.list_number(texts["Hub"], int(texts["Sequence"])):
        raise Refused("content", "status-list-number")


def _texts(root: etree._Element, namespace: str) -> dict[str, str]:
    """Return the text of each child of ``root`` by its local name."""
    prefix = len(namespace) + 2
    return {child.tag[prefix:]: child.text or "" for child in root}
