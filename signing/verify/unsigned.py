"""What was added to a signature after it was made: timestamps, validation data, the PDF twin.

Nothing here is signed, but what an archive timestamp covers cannot change without it. The octets
that each timestamp covers are made here from the tree, by libxml2, and from nothing that the
document says of itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from lxml import etree

from schemas.canonical.validation import ValidationData
from signing.canonicalize import EXCLUSIVE_C14N, XMLDSIG, canonical
from signing.verify.dissect import Parts, decode
from signing.verify.envelope import read_root
from signing.verify.evidence import Evidence, Stamp
from signing.verify.report import Refused

_XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
_XADES141: Final = "{http://uri.etsi.org/01903/v1.4.1#}"
_SIGNATURE_STAMP: Final = f"{_XADES}SignatureTimeStamp"
_ARCHIVE_STAMP: Final = f"{_XADES141}ArchiveTimeStamp"
_STAMP_DATA: Final = f"{_XADES141}TimeStampValidationData"
_TWIN: Final = "{urn:peyvand:twin:1}Twin"
_VALUES: Final = frozenset({f"{_XADES}CertificateValues", f"{_XADES}RevocationValues", _STAMP_DATA})

_QUALIFYING: Final = f"{{{XMLDSIG}}}Signature/{{{XMLDSIG}}}Object/{_XADES}QualifyingProperties"
_UNSIGNED: Final = f"{_QUALIFYING}/{_XADES}UnsignedProperties"


@dataclass(slots=True)
class _Walk:
    """The properties read so far: what stands before the next timestamp, and is not covered yet."""

    stamps: list[Stamp] = field(default_factory=list)
    data: ValidationData = field(default_factory=ValidationData)
    last_id: str | None = None

    def stamp(self, element: etree._Element, imprint: bytes) -> None:
        """Take a timestamp, which covers the data read since the one before it."""
        method, token = element
        if method.get("Algorithm") != EXCLUSIVE_C14N:
            raise Refused("algorithms", "timestamp-canonicalization")
        self.stamps.append(Stamp(decode(token), imprint, self.data))
        self.data, self.last_id = ValidationData(), element.get("Id")

    def values(self, element: etree._Element) -> None:
        """Take certificates or revocation values; those of a timestamp must name the last one."""
        if element.tag == _STAMP_DATA and element.get("URI") != f"#{self.last_id}":
            raise Refused("references", "timestamp-data")
        self.data |= _values(element)


def evidence_of(parts: Parts) -> Evidence:
    """Return what the signature of ``parts`` carries, each timestamp with the imprint it needs.

    The schema has made sure of order and number. Raises `Refused` for base64 in another spelling
    or a link that leads elsewhere. ETSI EN 319 132-1, clauses 5.3 to 5.5.
    """
    walk = _Walk()
    properties = _unsigned(parts.signature)
    if not properties:
        return Evidence(parts.certificates, parts.signing_time)
    _, value, key_info, _ = parts.signature
    covered = sha256(b"".join((parts.content, parts.properties, parts.signed_info)))
    covered.update(canonical(value))
    covered.update(canonical(key_info))
    for element in properties:
        if element.tag == _SIGNATURE_STAMP:
            walk.stamp(element, sha256(canonical(value)).digest())
        elif element.tag == _ARCHIVE_STAMP:
            walk.stamp(element, covered.digest())
        elif element.tag in _VALUES:
            walk.values(element)
        elif element.tag != _TWIN:
            raise Refused("schema", "unsigned-property")
        covered.update(canonical(element))
    return Evidence(parts.certificates, parts.signing_time, tuple(walk.stamps), walk.data)


def is_augmented(parts: Parts) -> bool:
    """Tell whether the signature carries any unsigned property."""
    return len(parts.signature[3][0]) > 1


def issued_form(data: bytes) -> bytes:
    """Return the document in ``data`` as it was issued: canonical, without unsigned properties.

    Raises `Refused` (``well-formed``) for what is no XML of ours; nothing else is checked.
    """
    root = read_root(data)
    unsigned = root.find(_UNSIGNED)
    holder = None if unsigned is None else unsigned.getparent()
    if unsigned is not None and holder is not None:
        holder.remove(unsigned)
    return canonical(root)


def twin_digest(root: etree._Element) -> bytes | None:
    """Return the SHA-256 (32 octets) that names the PDF twin of the document ``root``, if any.

    ``root`` is whole and keeps its schema; the digest is signed by nobody, but an archive
    timestamp covers it.
    """
    twin = root.find(f"{_UNSIGNED}/{_XADES}UnsignedSignatureProperties/{_TWIN}")
    return None if twin is None else bytes.fromhex(str(twin.get("digest")))


def _unsigned(signature: etree._Element) -> list[etree._Element]:
    """Return the unsigned properties in order, by position."""
    qualifying = signature[3][0]
    return list(qualifying[1][0]) if len(qualifying) > 1 else []


def _values(element: etree._Element) -> ValidationData:
    """Return what stands in an element of certificates or revocation values."""
    return ValidationData(
        _decoded(element.iter(f"{_XADES}EncapsulatedX509Certificate")),
        _decoded(element.iter(f"{_XADES}EncapsulatedOCSPValue")),
        _decoded(element.iter(f"{_XADES}EncapsulatedCRLValue")),
    )


def _decoded(elements: Iterable[etree._Element]) -> tuple[bytes, ...]:
    return tuple(map(decode, elements))
