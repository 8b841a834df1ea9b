"""xmlsec1 and signxml still verify a certificate that has grown, at every level."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.xades import XAdESVerifier

from signing.canonicalize import canonical
from signing.keys.pki import KeyKind
from signing.profile import prepare
from tests.kit.forms import forms, grown
from tests.kit.pki import NOW, world
from tests.vectors.certificates.samples import clearance

KINDS: tuple[KeyKind, ...] = ("p256", "rsa3072")
IDS = (
    "urn:peyvand:certificate:1:Certificate",
    "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
)
EXPECTED = SignatureConfiguration(expect_references=2, location="./", verification_time=NOW)
needs_xmlsec1 = pytest.mark.skipif(
    shutil.which("xmlsec1") is None, reason="xmlsec1 is not installed"
)


def accepts(data: bytes, kind: KeyKind, folder: Path) -> bool:
    """Tell whether xmlsec1 finds the signature in ``data`` valid, its chain included."""
    (folder / "document.xml").write_bytes(data)
    (folder / "trust.pem").write_bytes(world(kind).root.certificate_pem)
    command = ["xmlsec1", "--verify", "--trusted-pem", "trust.pem"]
    command += ["--verification-gmt-time", NOW.strftime("%Y-%m-%d %H:%M:%S")]
    for name in IDS:
        command += ["--id-attr:Id", name]
    done = subprocess.run([*command, "document.xml"], cwd=folder, check=False, capture_output=True)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode == 0


@needs_xmlsec1
@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec1_verifies_every_form(kind: KeyKind, tmp_path: Path) -> None:
    """What was added must not stand in the way of those who know only B-B."""
    for xml in forms(kind).every:
        assert accepts(xml, kind, tmp_path)
    forged = forms(kind).renewed.replace(b">GRANTED<", b">REFUSED<")
    assert not accepts(forged, kind, tmp_path)


def judge(verifier: type[XMLVerifier], xml: bytes, kind: KeyKind) -> bytes:
    """Return what signxml says is signed, in canonical form."""
    certificate = x509.load_der_x509_certificate(world(kind).signer.certificate_der)
    found = verifier().verify(xml, x509_cert=certificate, expect_config=EXPECTED)
    return canonical(found[0].signed_xml)


@pytest.mark.parametrize("kind", KINDS)
def test_signxml_verifies_every_form(kind: KeyKind) -> None:
    """As an XML signature each form says what the issued one says."""
    for xml in forms(kind).every:
        assert judge(XMLVerifier, xml, kind) == prepare(clearance()).xml
    forged = forms(kind).renewed.replace(b">GRANTED<", b">REFUSED<")
    with pytest.raises((InvalidDigest, InvalidSignature)):
        judge(XMLVerifier, forged, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_signxml_holds_every_form_against_the_schema_of_the_standard(kind: KeyKind) -> None:
    """Every property is one that ETSI's own schema has, in a place where it has it.

    Except the twin's name: the schema lets elements of other namespaces stand there, but only with
    a schema of theirs at hand, which signxml has not. It refuses such a form for that alone.
    """
    of = world(kind)
    for xml in grown(forms(kind).issued, of, twin=None).every:
        assert judge(XAdESVerifier, xml, kind) == prepare(clearance()).xml
    with pytest.raises(etree.DocumentInvalid, match="strict wildcard"):
        judge(XAdESVerifier, forms(kind).named, kind)
