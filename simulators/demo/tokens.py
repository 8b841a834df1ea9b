"""Timestamp tokens cut out of signed documents, with the octets that they cover."""

import re
from base64 import b64decode
from dataclasses import dataclass

from lxml import etree

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_STAMP = re.compile(
    rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\](?:(?!endobj).)*?/ETSI\.RFC3161"
    rb"|/ETSI\.RFC3161(?:(?!endobj).)*?/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Covered:
    """A TimeStampToken (RFC 3161, DER) and the octets whose digest it holds."""

    token: bytes
    covered: bytes


def first_token(document: bytes) -> Covered | None:
    """Return the first timestamp of an XML (XAdES) or PDF (PAdES) document, if it has one."""
    return _in_pdf(document) if document.startswith(b"%PDF") else _in_xml(document)


def _in_xml(document: bytes) -> Covered | None:
    """Return the SignatureTimeStamp, which covers SignatureValue in its exclusive form."""
    root = etree.fromstring(document)
    token = root.find(f".//{_XADES}SignatureTimeStamp/{_XADES}EncapsulatedTimeStamp")
    value = root.find(f".//{_DS}SignatureValue")
    if token is None or token.text is None or value is None:
        return None
    covered = etree.tostring(value, method="c14n", exclusive=True)
    return Covered(b64decode(token.text), covered)


def _in_pdf(document: bytes) -> Covered | None:
    """Return the first document timestamp, which covers all but its own Contents."""
    found = _STAMP.search(document)
    if found is None:
        return None
    start, length, behind, rest = (int(one) for one in found.groups() if one is not None)
    contents = document[start + length : behind].strip(b"<>")
    padded = bytes.fromhex(contents.decode())
    covered = document[start : start + length] + document[behind : behind + rest]
    return Covered(padded[: _der_size(padded)], covered)


def _der_size(data: bytes) -> int:
    """Return how long the DER element at the start of ``data`` is (X.690 section 8.1.3)."""
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")
