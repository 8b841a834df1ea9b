"""signxml, an independent implementation, agrees about what is valid and what is not."""

import pytest
from cryptography import x509
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier
from signxml.exceptions import InvalidDigest, InvalidInput, InvalidSignature
from signxml.xades import XAdESVerifier

from schemas import soap
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.keys.pki import KeyKind
from signing.profile import prepare, prepare_receipt
from signing.xades import sign
from tests.vectors.certificates.receipts import lookup_receipt
from tests.vectors.certificates.samples import NOW, clearance, pki

KINDS: tuple[KeyKind, ...] = ("p256", "rsa3072")
VERIFIERS = (XMLVerifier, XAdESVerifier)
EXPECTED = SignatureConfiguration(expect_references=2, location="./", verification_time=NOW)


def judge(verifier: type[XMLVerifier], data: bytes, kind: KeyKind) -> etree._Element:
    """Return what signxml says is signed, with the signer's certificate given, not found."""
    certificate = x509.load_der_x509_certificate(pki(kind).signer.certificate_der)
    results = verifier().verify(data, x509_cert=certificate, expect_config=EXPECTED)
    return results[0].signed_xml


def embedded(xml: bytes) -> bytes:
    """Return ``xml`` cut out of an envelope that has other namespaces in scope."""
    inner = b'<a:C xmlns:a="urn:a" xmlns="urn:default" xmlns:b="urn:b">%s</a:C>' % xml
    envelope = parse(soap.wrap(soap.SoapVersion.V12, inner))
    return etree.tostring(envelope[0][0][0], with_tail=False)


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("kind", KINDS)
def test_signxml_accepts_ours(verifier: type[XMLVerifier], kind: KeyKind) -> None:
    """A certificate only our own verifier accepts is worth nothing to an agency."""
    prepared = prepare(clearance())
    xml = sign(prepared, pki(kind).signer, NOW).xml
    for data in (xml, embedded(xml)):
        assert canonical(judge(verifier, data, kind)) == prepared.xml
    receipt_xml = sign(prepare_receipt(lookup_receipt()), pki(kind).signer, NOW).xml
    assert judge(verifier, receipt_xml, kind).tag == "{urn:peyvand:receipt:1}Receipt"


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("kind", KINDS)
def test_signxml_refuses_a_tampered_one(verifier: type[XMLVerifier], kind: KeyKind) -> None:
    """A signature that covers less than it seems would be accepted here."""
    xml = sign(prepare(clearance()), pki(kind).signer, NOW).xml
    for genuine, forged in (
        (b">GRANTED<", b">REFUSED<"),
        (b"T08:30:00Z", b"T08:30:01Z"),
        (b"text/xml", b"text/xmm"),
    ):
        with pytest.raises((InvalidDigest, InvalidSignature, InvalidInput)):
            judge(verifier, xml.replace(genuine, forged), kind)
