"""What a proven document says: its number, its times, and the facts a reader is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from schemas.canonical import certificate, receipt
from schemas.canonical.certificate import parse_certificate_number, type_of
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.steps import DocumentKind
from signing.verify.dissect import read_instant
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
}
_NAMESPACES = {
    DocumentKind.CERTIFICATE: certificate.NAMESPACE,
    DocumentKind.RECEIPT: receipt.NAMESPACE,
}


@dataclass(frozen=True, slots=True)
class Content:
    """A document's own words; ``until`` is None for a receipt, which does not expire.

    ``facts`` holds no party: a report may be shown and logged, the document itself holds the rest.
    """

    number: str
    issued: datetime
    until: datetime | None
    facts: Mapping[str, str]


def read_content(root: etree._Element, kind: DocumentKind) -> Content:
    """Return what ``root`` says; its number must be sound and agree with its ``Id`` and type."""
    texts = _texts(root, _NAMESPACES[kind])
    number = texts["Number"]
    if root.get("Id") != f"{kind}-{number}":
        raise Refused("content", "id")
    if kind is DocumentKind.CERTIFICATE:
        _check_number(number, texts["Type"])
    until = texts.get("ValidUntil")
    return Content(
        number=number,
        issued=read_instant(texts["Issued" if until else "AnsweredAt"]),
        until=read_instant(until) if until else None,
        facts={name: texts[element] for name, element in _SHOWN[kind].items()},
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


def _texts(root: etree._Element, namespace: str) -> dict[str, str]:
    """Return the text of each child of ``root`` by its local name."""
    prefix = len(namespace) + 2
    return {child.tag[prefix:]: child.text or "" for child in root}
