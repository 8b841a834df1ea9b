"""From octets to the one element that is signed and the one signature over it."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from schemas.canonical import certificate, receipt, status_list
from schemas.canonical.steps import DocumentKind
from schemas.contracts import xsd
from schemas.xml import MAX_BYTES, MAX_TAGS, XmlRefused, parse
from signing.canonicalize import XMLDSIG
from signing.verify.report import Refused

_ROOTS: Final = {
    f"{{{certificate.NAMESPACE}}}Certificate": DocumentKind.CERTIFICATE,
    f"{{{receipt.NAMESPACE}}}Receipt": DocumentKind.RECEIPT,
    f"{{{status_list.NAMESPACE}}}StatusList": DocumentKind.STATUS_LIST,
}
_SCHEMAS: Final = {
    DocumentKind.CERTIFICATE: "hub/v1/certificate.xsd",
    DocumentKind.RECEIPT: "hub/v1/receipt.xsd",
    DocumentKind.STATUS_LIST: "hub/v1/status-list.xsd",
}
_SIGNATURE: Final = f"{{{XMLDSIG}}}Signature"
_STATUS_LIST: Final = f'<StatusList xmlns="{status_list.NAMESPACE}"'.encode()


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A document of known kind and valid schema; ``signature`` is the last child of ``root``."""

    kind: DocumentKind
    root: etree._Element
    signature: etree._Element


def read_root(data: bytes) -> etree._Element:
    """Return the root of ``data``, read by the hardened parser; a status list may be larger."""
    larger = data.startswith(_STATUS_LIST)
    largest, tags = (
        (status_list.MAX_BYTES, status_list.MAX_TAGS) if larger else (MAX_BYTES, MAX_TAGS)
    )
    try:
        return parse(data, max_bytes=largest, max_tags=tags)
    except XmlRefused as refused:
        raise Refused("well-formed", refused.code) from refused


def kind_of(root: etree._Element) -> DocumentKind:
    """Return the kind of document that ``root`` is; a document inside another one is none."""
    kind = _ROOTS.get(root.tag)
    if kind is None:
        raise Refused("kind", "unknown-root")
    return kind


def open_document(root: etree._Element, kind: DocumentKind) -> SignedDocument:
    """Return the document with its only signature in its only place, after its schema.

    The schema is as strict about the signature as about the document: no further Object, no
    element or ``Id`` that the profile does not name (XML Signature Best Practices, section 3).
    """
    signatures = list(root.iter(_SIGNATURE))
    if len(signatures) != 1:
        raise Refused("one-signature", "missing" if not signatures else "more-than-one")
    signature = signatures[0]
    if signature.getparent() is not root or signature.getnext() is not None or signature.tail:
        raise Refused("one-signature", "misplaced")
    if not xsd(_SCHEMAS[kind]).validate(root):
        raise Refused("schema", "not-valid")
    return SignedDocument(kind, root, signature)
