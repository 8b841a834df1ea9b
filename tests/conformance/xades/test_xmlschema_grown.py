"""xmlschema, in Python, agrees with libxml2 about the schemas of what is added to a signature."""

import re

import pytest
import xmlschema
from lxml import etree

from schemas.contracts import ROOT, xsd
from schemas.xml import parse
from tests.kit.forms import forms

SCHEMA = "hub/v1/certificate.xsd"
PROPERTY = rb"<%s .*?</%s>"
STAMP, ARCHIVE = b"xades:SignatureTimeStamp", b"xades141:ArchiveTimeStamp"
DATA, REVOCATION = b"xades141:TimeStampValidationData", b"xades:RevocationValues"


def element(name: bytes) -> re.Pattern[bytes]:
    """Return the expression for the first element of ``name``."""
    return re.compile(rb"<%s[ >].*?</%s>" % (name, name), re.DOTALL)


def moved(name: bytes, before: bytes) -> bytes:
    """Return the renewed form with its first ``name`` put before its first ``before``."""
    xml = forms().renewed
    found = element(name).search(xml)
    assert found is not None
    return xml.replace(found[0], b"", 1).replace(b"<" + before, found[0] + b"<" + before, 1)


def edited(pattern: bytes, replacement: bytes) -> bytes:
    """Return the renewed form with the first ``pattern`` replaced."""
    xml, count = re.subn(pattern, replacement, forms().renewed, count=1, flags=re.DOTALL)
    assert count == 1
    return xml


BAD = {
    "twin twice": lambda: edited(rb"(<twin:Twin.*?</twin:Twin>)", rb"\1\1"),
    "twin in capitals": lambda: edited(rb'digest="0001', b'digest="000A'),
    "twin with content": lambda: edited(rb"></twin:Twin>", b">x</twin:Twin>"),
    "twin after the timestamp": lambda: moved(STAMP, b"twin:Twin"),
    "archive first": lambda: moved(ARCHIVE, REVOCATION),
    "data before the timestamp": lambda: moved(DATA, STAMP),
    "no timestamp": lambda: edited(element(STAMP).pattern, b""),
    "two timestamps": lambda: edited(rb"(%s)" % element(STAMP).pattern, rb"\1\1"),
    "no algorithm": lambda: edited(rb"(SignatureTimeStamp Id=[^>]*>)<ds:C.*?</ds:C[^>]*>", rb"\1"),
    "no Id": lambda: edited(rb"<xades:SignatureTimeStamp Id=\"[^\"]*\"", b"<" + STAMP),
    "an Id twice": lambda: edited(rb"archive-2", b"archive-1"),
    "no URI": lambda: edited(rb" URI=\"#[^\"]*-timestamp\"", b""),
    "nothing inside": lambda: edited(
        rb"(<xades:UnsignedSignatureProperties>).*(</xades:UnsignedS)", rb"\1\2"
    ),
    "a counter-signature": lambda: edited(
        rb"<xades:RevocationValues>", b"<xades:CounterSignature></xades:CounterSignature>\\g<0>"
    ),
    "properties of the data": lambda: edited(
        rb"</xades:UnsignedSignatureProperties>",
        b"\\g<0><xades:UnsignedDataObjectProperties></xades:UnsignedDataObjectProperties>",
    ),
    "answers before lists": lambda: edited(
        rb"(<xades:CRLValues>.*?</xades:CRLValues>)(<xades:OCSPValues>.*?</xades:OCSPValues>)",
        rb"\2\1",
    ),
    "no base64": lambda: edited(rb"(EncapsulatedTimeStamp>)M", rb"\1!"),
    "a token too long": lambda: edited(
        rb"(<xades:EncapsulatedTimeStamp>)", rb"\1" + b"AAAA" * 5_462
    ),
}


def both(data: bytes) -> tuple[bool, bool]:
    """Return the two verdicts: libxml2's, xmlschema's."""
    peer = xmlschema.XMLSchema(str(ROOT / SCHEMA))
    return xsd(SCHEMA).validate(parse(data)), peer.is_valid(etree.fromstring(data))


def test_both_accept_every_form() -> None:
    """A schema that only libxml2 understands is no contract."""
    for xml in forms().every:
        assert both(xml) == (True, True)


@pytest.mark.parametrize("name", BAD)
def test_both_refuse_what_the_hub_does_not_write(name: str) -> None:
    """Room for anything else would be room for what no timestamp and no reader expects."""
    assert both(BAD[name]()) == (False, False)
