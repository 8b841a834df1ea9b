"""Reading a signed status list, from wherever it was mirrored."""

from datetime import datetime

from lxml import etree

from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.status import ReasonCode, State
from schemas.canonical.status_list import (
    NAMESPACE,
    Listed,
    StatusList,
    UnsoundList,
    check_list,
    list_number,
)
from schemas.canonical.steps import DocumentKind
from signing.verify.dissect import read_instant
from signing.verify.document import verify_document
from signing.verify.envelope import kind_of, read_root
from signing.verify.policy import Policy
from signing.verify.report import Refused, Unreadable
from signing.verify.status import VerifiedStatusList


def read_status_list(data: bytes, policy: Policy, at: datetime) -> VerifiedStatusList:
    """Return the status list in ``data``, judged at ``at`` or when it was issued, if that is later.

    Whether it is recent enough is for `signing.verify.status.check_status` to say. Raises `Refused`
    with the check that failed, for a document that is no status list too.
    """
    root = read_root(data)
    if kind_of(root) is not DocumentKind.STATUS_LIST:
        raise Refused("kind", "not-a-status-list")
    _check_signature(data, policy, max(at, _issued_at(root)))
    return _verified(_read(root))


def _check_signature(data: bytes, policy: Policy, at: datetime) -> None:
    """Check the list as any document; one that has run out is as true as it was."""
    try:
        report = verify_document(data, policy=policy, at=at)
    except Unreadable as unreadable:
        raise Refused("kind", unreadable.code) from unreadable
    last = report.checks[-1]
    if not last.ok and (last.name, last.detail) != ("validity", "expired"):
        raise Refused(last.name, last.detail, report.sub_indication)


def _issued_at(root: etree._Element) -> datetime:
    """Return when the list says it was issued, before anything of it is proven."""
    return _instant(root, "IssuedAt")


def _read(root: etree._Element) -> StatusList:
    """Return what a list says whose signature and schema have been found true."""
    read = StatusList(
        hub=_text(root, "Hub"),
        sequence=int(_text(root, "Sequence")),
        issued_at=_instant(root, "IssuedAt"),
        next_update=_instant(root, "NextUpdate"),
        entries=tuple(_listed(entry) for entry in root.iter(f"{{{NAMESPACE}}}Entry")),
    )
    try:
        check_list(read)
    except UnsoundList as unsound:
        raise Refused("content", unsound.rule) from None
    return read


def _listed(entry: etree._Element) -> Listed:
    """Return one certificate's line."""
    successor = entry.get("supersededBy")
    return Listed(
        number=CertificateNumber(entry.get("number", "")),
        state=State(entry.get("state", "")),
        since=read_instant(entry.get("since", "")),
        reason=ReasonCode(entry.get("reason", "")),
        superseded_by=CertificateNumber(successor) if successor else None,
    )


def _verified(read: StatusList) -> VerifiedStatusList:
    """Return a list that has been proven, for checking certificates against."""
    return VerifiedStatusList(
        number=list_number(read.hub, read.sequence),
        hub=read.hub,
        sequence=read.sequence,
        issued_at=read.issued_at,
        next_update=read.next_update,
        entries={entry.number: entry for entry in read.entries},
    )


def _text(root: etree._Element, name: str) -> str:
    """Return the text of a child by its local name."""
    return root.findtext(f"{{{NAMESPACE}}}{name}") or ""


def _instant(root: etree._Element, name: str) -> datetime:
    """Return the instant in a child; one without a zone is none."""
    instant = read_instant(_text(root, name))
    if instant.tzinfo is None:
        raise Refused("schema", "instant")
    return instant
