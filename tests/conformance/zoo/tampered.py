"""Unsigned properties changed, moved, doubled or foreign; archive timestamps over changed data."""

from collections.abc import Callable
from datetime import timedelta

from lxml import etree

from schemas.xml import parse
from signing.augment import add_twin
from signing.canonicalize import canonical
from signing.verify.report import SubIndication as Sub
from tests.conformance.xades.resign import DS, XADES, one
from tests.conformance.zoo.making import (
    LATER,
    PROVEN,
    SOON,
    archived,
    exchanged,
    issued,
    proven,
    relisted,
    stamped,
)
from tests.conformance.zoo.vectors import Vector
from tests.kit.pki import world

_XADES141 = "{http://uri.etsi.org/01903/v1.4.1#}"
_TWIN = bytes(range(100, 132))
_INCLUSIVE = b"http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_EXCLUSIVE = b"http://www.w3.org/2001/10/xml-exc-c14n#"

Change = Callable[[etree._Element], None]


def _with_twin() -> bytes:
    return archived(proven(stamped(add_twin(issued(), _TWIN))))


def _changed(xml: bytes, change: Change) -> bytes:
    """Return ``xml`` after ``change`` of its unsigned signature properties."""
    root = parse(xml)
    change(one(root, f"{XADES}UnsignedSignatureProperties"))
    return canonical(root)


def _reorder(properties: etree._Element) -> None:
    properties.append(properties[0])


def _swap_values(properties: etree._Element) -> None:
    certificates = one(properties, f"{XADES}RevocationValues")
    properties.insert(1, certificates)


def _foreign(properties: etree._Element) -> None:
    properties.append(etree.Element("{urn:foreign}Note"))


def _double_stamp(properties: etree._Element) -> None:
    properties.insert(0, parse(canonical(properties[0])))


def _foreign_signed_namespace(properties: etree._Element) -> None:
    """Add a property that XAdES has but the hub does not write."""
    properties.append(etree.Element(f"{XADES}CounterSignature"))


def _double_archive(properties: etree._Element) -> None:
    again = parse(canonical(properties[-1]))
    again.set("Id", "again")
    properties.append(again)


def _text(properties: etree._Element) -> None:
    properties[0].tail = "GRANTED"


def _lines(properties: etree._Element) -> None:
    token = one(properties, f"{XADES}EncapsulatedTimeStamp")
    text = str(token.text)
    token.text = f"{text[:64]}\n{text[64:]}"


def _elsewhere(properties: etree._Element) -> None:
    one(properties, f"{_XADES141}TimeStampValidationData").set("URI", "#elsewhere")


def _inclusive(properties: etree._Element) -> None:
    method = one(properties, f"{DS}CanonicalizationMethod")
    method.set("Algorithm", _INCLUSIVE.decode())


def _repeated_id(properties: etree._Element) -> None:
    stamp = one(properties, f"{XADES}SignatureTimeStamp")
    stamp.set("Id", str(properties.getroottree().getroot().get("Id")))


def _other_list(xml: bytes) -> bytes:
    """Exchange the root's list for a later one."""
    return relisted(xml, world().crls(PROVEN + timedelta(hours=1))[0])


def _format(name: str, change: Change, check: str = "schema") -> tuple[Vector, ...]:
    return (
        Vector(f"{name} b-lt", lambda: _changed(proven(), change), SOON, check, Sub.FORMAT_FAILURE),
    )


VECTORS = (
    *_format("property moved", _reorder),
    *_format("values moved", _swap_values),
    *_format("foreign property", _foreign),
    *_format("property of XAdES that we do not write", _foreign_signed_namespace),
    *_format("second signature timestamp", _double_stamp),
    *_format("text between properties", _text),
    *_format("validation data of another timestamp", _elsewhere, "references"),
    *_format("an Id twice", _repeated_id),
    *_format("base64 in lines", _lines, "base64"),
    Vector(
        "inclusive canonicalization of a timestamp b-lt",
        lambda: _changed(proven(), _inclusive),
        SOON,
        "algorithms",
        Sub.SIG_CONSTRAINTS_FAILURE,
        "timestamp-canonicalization",
    ),
    Vector(
        "signature value changed under its stamp b-t",
        lambda: exchanged(stamped(), b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        SOON,
        "signature",
        Sub.SIG_CRYPTO_FAILURE,
    ),
    Vector(
        "fact changed b-lta",
        lambda: exchanged(archived(), b">answered<", b">pending<"),
        LATER,
        "digest",
        Sub.HASH_FAILURE,
    ),
    Vector("list exchanged for another good one b-lt", lambda: _other_list(proven()), LATER),
    Vector(
        "revocation list exchanged under the archive b-lta",
        lambda: _other_list(archived()),
        LATER,
        "timestamp",
        Sub.HASH_FAILURE,
        "imprint",
    ),
    Vector(
        "twin changed under the archive b-lta",
        lambda: exchanged(_with_twin(), _TWIN.hex().encode(), bytes(32).hex().encode()),
        LATER,
        "timestamp",
        Sub.HASH_FAILURE,
        "imprint",
    ),
    Vector(
        "a stamp's Id changed under the archive b-lta",
        lambda: _changed(
            archived(), lambda found: one(found, f"{_XADES141}ArchiveTimeStamp").set("Id", "x")
        ),
        LATER,
    ),
    Vector(
        "archive timestamp copied behind itself b-lta",
        lambda: _changed(archived(), _double_archive),
        LATER,
        "timestamp",
        Sub.HASH_FAILURE,
        "imprint",
    ),
)
