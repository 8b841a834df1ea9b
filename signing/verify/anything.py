"""Verification of whatever is handed in: what it is, is decided by what it holds."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from signing.verify.cose import LONGEST, PREFIX
from signing.verify.document import verify_document
from signing.verify.keyset import KeySet
from signing.verify.pdf import verify_pdf
from signing.verify.policy import Policy
from signing.verify.report import Report, Unreadable
from signing.verify.seal import verify_seal

_PDF_HEADER: Final = b"%PDF-"
_PDF_SIGNED: Final = b"/ByteRange"
_HEADER_WITHIN: Final = 1_024
"""Where readers look for the header of a PDF."""

_BOM: Final = b"\xef\xbb\xbf"
_SHORTEST_SEAL: Final = 100
_BASE45: Final = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:\r\n\t")
_FOREIGN: Final = {
    b"\x89PNG\r\n\x1a\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
    b"BM": "image",
    b"RIFF": "image",
    b"PK\x03\x04": "archive",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"-----BEGIN ": "pem",
}
"""Files that people hand in by mistake, by their first octets."""


class Form(StrEnum):
    """The forms that carry a signature of ours."""

    XML = "xml"
    PDF = "pdf"
    SEAL = "seal"


def form_of(data: bytes) -> Form:
    """Return which form ``data`` has, damaged or not; raises `Unreadable` for none of them."""
    head = data[:_HEADER_WITHIN].removeprefix(_BOM).lstrip()
    if not head:
        raise Unreadable("empty" if not data.strip() else "not-a-document-of-ours")
    if head.startswith(b"<"):
        return Form.XML
    if _PDF_HEADER in head or _PDF_SIGNED in data:
        return Form.PDF
    if _is_seal(data, head):
        return Form.SEAL
    for magic, code in _FOREIGN.items():
        if data.startswith(magic):
            raise Unreadable(code)
    return Form.XML


def verify(data: bytes, *, policy: Policy, at: datetime) -> Report:
    """Return what is true of ``data`` at the instant ``at`` (not naive) under ``policy``.

    An XML or PDF certificate, a receipt, a status list, or a seal's text in UTF-8. Raises
    `Unreadable` for input that carries no mark of a document of ours.
    """
    form = form_of(data)
    if form is Form.SEAL:
        text = data.removeprefix(_BOM).decode("ascii", "replace")
        return verify_seal(text, policy.keys or KeySet.of(()), at, policy.status_lists)
    if form is Form.PDF:
        return verify_pdf(data, policy=policy, at=at)
    return verify_document(data, policy=policy, at=at)


def _is_seal(data: bytes, head: bytes) -> bool:
    """Tell whether ``data`` is a seal's text, or looks like one that has lost its beginning."""
    if head[: len(PREFIX)].upper() == PREFIX.encode():
        return True
    return _SHORTEST_SEAL <= len(data) <= 2 * LONGEST and _BASE45.issuperset(data)
