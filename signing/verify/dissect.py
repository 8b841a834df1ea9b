"""A signature taken apart: every part by its position, bound to the others by digested links."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from signing.canonicalize import EXCLUSIVE_C14N, SHA256_DIGEST, XMLDSIG, canonical
from signing.signer import ECDSA_SHA256, RSA_SHA256
from signing.verify.algorithms import WEAK
from signing.verify.envelope import SignedDocument
from signing.verify.report import Refused

_PROPERTIES_TYPE: Final = "http://uri.etsi.org/01903#SignedProperties"
_SIGNATURES: Final = frozenset({ECDSA_SHA256, RSA_SHA256})
_DIGESTS: Final = frozenset({SHA256_DIGEST})
_ENVELOPED: Final = f"{XMLDSIG}enveloped-signature"


@dataclass(frozen=True, slots=True)
class Parts:
    """The canonical octets a signature speaks of, and what it says of them.

    ``signature`` is the element itself, taken out of the document.
    """

    algorithm: str
    signed_info: bytes
    content: bytes
    properties: bytes
    content_digest: bytes
    properties_digest: bytes
    value: bytes
    certificates: tuple[bytes, ...]
    certificate_digest: bytes
    issuer_serial: bytes
    signing_time: datetime
    signature: etree._Element


@dataclass(frozen=True, slots=True)
class _Elements:
    """The elements by position; the schema has made sure that each is there once."""

    info: etree._Element
    content: etree._Element
    properties_reference: etree._Element
    value: etree._Element
    certificates: list[etree._Element]
    qualifying: etree._Element
    properties: etree._Element
    time: etree._Element
    cert: etree._Element


def dissect(document: SignedDocument) -> Parts:
    """Return the parts of the document's signature; this takes the signature out of the tree.

    Raises `Refused` when a Reference does not lead where the profile says (ETSI EN 319 132-1,
    clause 4.3), an algorithm or transform is not the profile's, or base64 is not in its one
    canonical spelling (RFC 4648 section 3.5), which would let octets change unnoticed.
    """
    at = _locate(document.signature)
    _check_references(document, at)
    method, reference = at.info[1], at.content
    _check_algorithms(at)
    digest, issuer_serial = at.cert[0], at.cert[1]
    signed_info, properties = canonical(at.info), canonical(at.properties)
    document.root.remove(document.signature)
    return Parts(
        algorithm=str(method.get("Algorithm")),
        signed_info=signed_info,
        content=canonical(document.root),
        properties=properties,
        content_digest=decode(reference[2]),
        properties_digest=decode(at.properties_reference[2]),
        value=decode(at.value),
        certificates=tuple(decode(one) for one in at.certificates),
        certificate_digest=decode(digest[1]),
        issuer_serial=decode(issuer_serial),
        signing_time=read_instant(str(at.time.text)),
        signature=document.signature,
    )


def read_instant(text: str) -> datetime:
    """Return the instant in ``text``; XML Schema also has an hour 24, which we never write."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refused("schema", "instant") from None


def _locate(signature: etree._Element) -> _Elements:
    """Return the elements of a signature that keeps its schema, by position alone."""
    info, value, key_info, holder = signature
    qualifying = holder[0]
    properties = qualifying[0]
    time, signing_certificate = properties[0]
    return _Elements(
        info=info,
        content=info[2],
        properties_reference=info[3],
        value=value,
        certificates=list(key_info[0]),
        qualifying=qualifying,
        properties=properties,
        time=time,
        cert=signing_certificate[0],
    )


def _check_references(document: SignedDocument, at: _Elements) -> None:
    """Check that the two References lead to the root and to the SignedProperties that we read."""
    ids = [
        document.root.get("Id"),
        document.signature.get("Id"),
        at.properties.get("Id"),
        at.content.get("Id"),
    ]
    root_id, signature_id, properties_id, reference_id = ids
    if reference_id is None or at.properties_reference.get("Id") is not None:
        raise Refused("references", "reference-id")
    if len(set(ids)) != len(ids):
        raise Refused("references", "repeated-id")
    if at.content.get("Type") is not None or at.content.get("URI") != f"#{root_id}":
        raise Refused("references", "content")
    if at.properties_reference.get("Type") != _PROPERTIES_TYPE:
        raise Refused("references", "properties-type")
    if at.properties_reference.get("URI") != f"#{properties_id}":
        raise Refused("references", "properties")
    if at.qualifying.get("Target") != f"#{signature_id}":
        raise Refused("references", "target")
    if at.properties[1][0].get("ObjectReference") != f"#{reference_id}":
        raise Refused("references", "data-object")


def _check_algorithms(at: _Elements) -> None:
    """Check that every algorithm is the profile's; SHA-1 and other transforms never are."""
    canonicalization, method = at.info[0], at.info[1]
    if canonicalization.get("Algorithm") != EXCLUSIVE_C14N:
        raise Refused("algorithms", "canonicalization")
    _check_algorithm(method, _SIGNATURES, "signature")
    for reference, transforms in (
        (at.content, [_ENVELOPED, EXCLUSIVE_C14N]),
        (at.properties_reference, [EXCLUSIVE_C14N]),
    ):
        if [one.get("Algorithm") for one in reference[0]] != transforms:
            raise Refused("algorithms", "transforms")
        _check_algorithm(reference[1], _DIGESTS, "digest")
    _check_algorithm(at.cert[0][0], _DIGESTS, "certificate-digest")


def _check_algorithm(method: etree._Element, allowed: frozenset[str], detail: str) -> None:
    """Check the algorithm of ``method``; one of SHA-1 is refused for its weakness."""
    stated = str(method.get("Algorithm"))
    if stated not in allowed:
        raise Refused("algorithms", detail, WEAK if stated.endswith("sha1") else None)


def decode(element: etree._Element) -> bytes:
    """Return the octets in ``element``, spelled in the one way RFC 4648 section 4 has."""
    text = (element.text or "").encode()
    try:
        octets = b64decode(text, validate=True)
    except Base64Error:
        raise Refused("base64", "not-base64") from None
    if not octets or b64encode(octets) != text:
        raise Refused("base64", "not-canonical")
    return octets
