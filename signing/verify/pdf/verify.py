"""The checks of a PDF in their order, each resting on those before it."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from cryptography.x509.oid import NameOID
from lxml import etree

from schemas.canonical.steps import DocumentKind
from schemas.canonical.validation import Level
from signing.verify.content import Content, check_validity
from signing.verify.dissect import Parts
from signing.verify.document import proven
from signing.verify.envelope import kind_of, read_root
from signing.verify.longterm import Evidence, Standing, judge
from signing.verify.pdf.attachment import CERTIFICATE, SEAL, attachments
from signing.verify.pdf.cms import prove_message, read_message
from signing.verify.pdf.file import File, read_file
from signing.verify.pdf.signature import Signature, find_signature
from signing.verify.pdf.twin import check_twin
from signing.verify.pdf.updates import read_updates
from signing.verify.policy import Policy
from signing.verify.proof import load
from signing.verify.report import PDF_CHECKS, Found, Refused, Report, SubIndication, report
from signing.verify.seal import check_seal_of
from signing.verify.status import check_status

KIND = "pdf"


@dataclass(frozen=True, slots=True)
class _Proven:
    """A PDF whose own signature stands."""

    file: File
    signature: Signature
    evidence: Evidence
    standing: Standing


def verify_pdf(data: bytes, *, policy: Policy, at: datetime) -> Report:
    """Return what is true of the PDF in ``data`` at the instant ``at`` (not naive).

    What is judged is the signature (ETSI EN 319 102-1, as for XML), that nothing but time stamps
    and validation data came after it, and that the page, the XML within it and the seal say the
    same. Whatever is wrong with ``data`` gives a report whose last check failed.
    """
    if at.tzinfo is None:
        raise ValueError("the instant of a verification has a zone")
    found: Found | None = None
    failed: Refused | None = None
    try:
        pdf = _prove(data, policy, at)
        parts, content, seal_note = _agree(pdf, policy, at)
        standing = pdf.standing
        found = Found(
            KIND,
            content.number,
            content.facts,
            standing.level,
            standing.signer,
            standing.proven_at,
            {**standing.notes, "seal": seal_note},
        )
        check_validity(content, parts.signing_time, at)
        status = check_status(content.number, at, policy.status_lists)
        found = replace(found, notes={**(found.notes or {}), "status": status})
    except Refused as refused:
        failed = refused
    return report(PDF_CHECKS, KIND, found, failed)


def evidence_of_pdf(data: bytes) -> Evidence:
    """Return what the signature of the PDF in ``data`` carries; who signed is not judged yet.

    Raises `Refused` for what is no signed PDF of ours, or was changed after signing.
    """
    file = read_file(data)
    return _evidence(file, find_signature(file))


def level_of(data: bytes) -> Level:
    """Return the level that the PDF in ``data`` carries; who signed is not judged yet.

    Raises `Refused` for what is no signed PDF of ours, or was changed after signing.
    """
    return evidence_of_pdf(data).level


def twin_digest_of(data: bytes) -> bytes:
    """Return the SHA-256 of the PDF as it was first signed, which the XML names it by.

    Raises `Refused` for what is no signed PDF of ours.
    """
    file = read_file(data)
    return sha256(_first_signed(file, find_signature(file))).digest()


def _first_signed(file: File, signature: Signature) -> bytes:
    """Return the octets up to the end of the revision that was signed."""
    return file.data[: file.revisions[signature.signed.revision].end]


def _prove(data: bytes, policy: Policy, at: datetime) -> _Proven:
    """Make the checks of the PDF's own signature, from the octets to its revocation data."""
    file = read_file(data)
    signature = find_signature(file)
    evidence = _evidence(file, signature)
    return _Proven(file, signature, evidence, judge(evidence, policy, at))


def _evidence(file: File, signature: Signature) -> Evidence:
    """Return what the signature carries once its digest and value have been found true."""
    grown = read_updates(file, signature.signed)
    message = read_message(signature.signed.contents)
    chain = prove_message(message, signature.signed.digest)
    return Evidence(chain, signature.claimed_time, grown.stamps, grown.data)


def _agree(pdf: _Proven, policy: Policy, at: datetime) -> tuple[Parts, Content, str]:
    """Check that XML, page and seal belong to this PDF; return what the XML is and says."""
    revision = pdf.signature.signed.revision
    files = attachments(pdf.file, revision)
    xml = files[CERTIFICATE]
    parts, content = _certificate(xml, pdf, policy, at)
    check_twin(_first_signed(pdf.file, pdf.signature), xml)
    if SEAL not in files:
        return parts, content, "not-attached"
    check_seal_of(xml, files[SEAL].decode("ascii", "replace"))
    return parts, content, ""


def _certificate(xml: bytes, pdf: _Proven, policy: Policy, at: datetime) -> tuple[Parts, Content]:
    """Return the parts and words of the XML once it stands at the time proven for the PDF.

    Its signer may be another than the PDF's, when a new key has come since, but of the same
    organisation. Whether he was revoked is not asked: the PDF's signer vouches for what he signed.
    """
    try:
        root = read_root(xml)
        parts, content = proven(root, _kind_of(root))
        own = Evidence(parts.certificates, parts.signing_time)
        judge(own, Policy(policy.anchors), pdf.standing.proven_at or at)
    except Refused as refused:
        raise Refused("attachment", refused.check, refused.sub_indication) from refused
    if _organisation(parts.certificates[0]) != _organisation(pdf.evidence.certificates[0]):
        raise Refused("attachment", "another-organisation", SubIndication.SIG_CONSTRAINTS_FAILURE)
    return parts, content


def _kind_of(root: etree._Element) -> DocumentKind:
    """Return the kind of the XML, which must be a certificate."""
    kind = kind_of(root)
    if kind is not DocumentKind.CERTIFICATE:
        raise Refused("attachment", kind)
    return kind


def _organisation(certificate: bytes) -> list[str | bytes]:
    """Return the organisation in the subject of a certificate."""
    names = load(certificate).subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return [one.value for one in names]
