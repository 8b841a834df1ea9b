"""The xmlsec1 command (libxmlsec, C) agrees, chain included."""

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from schemas import soap
from schemas.xml import parse
from signing.keys.pki import KeyKind
from signing.profile import prepare, prepare_receipt
from signing.xades import sign
from tests.vectors.certificates.receipts import lookup_receipt
from tests.vectors.certificates.samples import NOW, clearance, pki

pytestmark = pytest.mark.skipif(shutil.which("xmlsec1") is None, reason="xmlsec1 is not installed")

KINDS: tuple[KeyKind, ...] = ("p256", "rsa3072")
IDS = (
    "urn:peyvand:certificate:1:Certificate",
    "urn:peyvand:receipt:1:Receipt",
    "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
)


def accepts(data: bytes, kind: KeyKind, folder: Path, *, anchor: KeyKind | None = None) -> bool:
    """Tell whether xmlsec1 finds ``data`` valid under the root of ``anchor``."""
    document, trust = folder / "document.xml", folder / "trust.pem"
    document.write_bytes(data)
    trust.write_bytes(pki(anchor or kind).authority.certificate_pem)
    command = ["xmlsec1", "--verify", "--trusted-pem", str(trust)]
    command += ["--verification-gmt-time", NOW.strftime("%Y-%m-%d %H:%M:%S")]
    for name in IDS:
        command += ["--id-attr:Id", name]
    done = subprocess.run([*command, str(document)], check=False, capture_output=True)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec1_accepts_ours_alone_and_cut_out(kind: KeyKind, tmp_path: Path) -> None:
    """The notary system's language is not ours: most of them verify with libxmlsec."""
    xml = sign(prepare(clearance()), pki(kind).signer, NOW).xml
    assert accepts(xml, kind, tmp_path)
    assert accepts(
        sign(prepare_receipt(lookup_receipt()), pki(kind).signer, NOW).xml, kind, tmp_path
    )
    for version in soap.SoapVersion:
        inner = b'<a:C xmlns:a="urn:a" xmlns="urn:default">%s</a:C>' % xml
        found = parse(soap.wrap(version, inner))[0][0][0]
        assert accepts(etree.tostring(found, with_tail=False), kind, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec1_refuses_a_tampered_or_foreign_one(kind: KeyKind, tmp_path: Path) -> None:
    """A tampered fact, a tampered time and a root of somebody else's are refused there too."""
    xml = sign(prepare(clearance()), pki(kind).signer, NOW).xml
    assert not accepts(xml.replace(b">GRANTED<", b">REFUSED<"), kind, tmp_path)
    assert not accepts(xml.replace(b"T08:30:00Z", b"T08:30:01Z"), kind, tmp_path)
    assert not accepts(xml, kind, tmp_path, anchor="rsa2048")
