"""Offline verification of a certificate or a receipt, by anyone who has the trust anchors."""

from dataclasses import replace
from datetime import datetime

from lxml import etree

from schemas.canonical.steps import DocumentKind
from signing.verify.content import Content, check_validity, read_content
from signing.verify.dissect import Parts, dissect
from signing.verify.envelope import kind_of, open_document, read_root
from signing.verify.evidence import Evidence
from signing.verify.longterm import Standing, judge
from signing.verify.policy import Policy
from signing.verify.proof import prove
from signing.verify.report import XML_CHECKS, Found, Refused, Report, Unreadable, report
from signing.verify.status import check_status
from signing.verify.unsigned import evidence_of

_MARKS = (b"urn:peyvand:", b"http://www.w3.org/2000/09/xmldsig#", b"http://uri.etsi.org/01903")
"""What a document of ours carries several times over, so that a damaged one is still known."""


def verify_document(data: bytes, *, policy: Policy, at: datetime) -> Report:
    """Return what is true of ``data`` at the instant ``at`` (not naive), as ``policy`` has it.

    A document that is damaged, forged, expired or signed by a stranger gives a report whose last
    check failed. Raises `Unreadable` for input that carries no mark of a document of ours.

    Without a timestamp there is no proof of when the signature was made, so the chain must hold at
    the claimed signing time and at ``at`` (ETSI EN 319 102-1, clause 5.2.6).
    """
    if at.tzinfo is None:
        raise ValueError("the instant of a verification has a zone")
    if not any(mark in data for mark in _MARKS):
        raise Unreadable("empty" if not data.strip() else "not-a-document-of-ours")
    kind: DocumentKind | None = None
    found: Found | None = None
    failed: Refused | None = None
    try:
        root = read_root(data)
        kind = kind_of(root)
        parts, content = proven(root, kind)
        found = _found(kind, content, judge(evidence_of(parts), policy, at))
        check_validity(content, parts.signing_time, at)
        found = _with_status(found, policy, at)
    except Refused as refused:
        failed = refused
    return report(XML_CHECKS, kind, found, failed)


def _with_status(found: Found, policy: Policy, at: datetime) -> Found:
    """Return ``found`` with a note on its status; `Refused` for a certificate that is void."""
    if found.kind != DocumentKind.CERTIFICATE:
        return found
    note = check_status(found.number, at, policy.status_lists)
    return replace(found, notes={**(found.notes or {}), "status": note})


def _found(kind: DocumentKind, content: Content, standing: Standing) -> Found:
    """Return what a reader may be told once the signature stands."""
    return Found(
        kind=kind,
        number=content.number,
        facts=content.facts,
        level=standing.level,
        signer=standing.signer,
        proven_at=standing.proven_at,
        notes=standing.notes,
        disclosed=content.disclosed,
    )


def evidence_of_xml(data: bytes) -> Evidence:
    """Return what the signature of the XML in ``data`` carries; nothing of it is judged yet.

    Raises `Refused` for what is no signed document of ours.
    """
    root = read_root(data)
    return evidence_of(dissect(open_document(root, kind_of(root))))


def proven(root: etree._Element, kind: DocumentKind) -> tuple[Parts, Content]:
    """Return the parts and the words of a document whose signature holds, whoever made it."""
    parts = dissect(open_document(root, kind))
    prove(parts)
    return parts, read_content(root, kind)
