"""The xmlsec1 command line verifies what we seal, and signs what we verify."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from schemas.soap import WSA, WSU, SoapVersion
from signing.wss import seal
from tests.conformance.wss.conftest import BODY, NOW, TO, signer
from tests.conformance.wss.forging import Desk, Identity
from tests.conformance.wss.judge import Judge, texts
from tests.conformance.wss.sloppy import EXC

pytestmark = pytest.mark.skipif(shutil.which("xmlsec1") is None, reason="xmlsec1 is missing")
PARTS = (f"{WSU}:Timestamp", *(f"{WSA}:{n}" for n in ("To", "Action", "MessageID", "RelatesTo")))
PREFIXES = (
    f'<ds:Transform Algorithm="{EXC}"><ec:InclusiveNamespaces xmlns:ec="{EXC}" '
    'PrefixList="soap q"/></ds:Transform>'
)


@pytest.fixture(params=["p256", "rsa2048"])
def identity(request: pytest.FixtureRequest, sender: Identity, rsa_sender: Identity) -> Identity:
    return sender if request.param == "p256" else rsa_sender


def _run(command: str, document: bytes, version: SoapVersion, tmp_path: Path, *key: str) -> bytes:
    """Run xmlsec1 on ``document``; its output, or AssertionError with what it said."""
    path, output = tmp_path / "message.xml", tmp_path / "out.xml"
    path.write_bytes(document)
    ids = [x for part in (*PARTS, f"{version.value}:Body") for x in ("--id-attr:Id", part)]
    ran = subprocess.run(
        ["xmlsec1", command, *ids, *key, "--output", output, path], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return output.read_bytes() if output.exists() else b""


def _certificate(identity: Identity, tmp_path: Path) -> tuple[str, str]:
    path = tmp_path / "certificate.pem"
    path.write_bytes(x509.load_der_x509_certificate(identity.cert).public_bytes(Encoding.PEM))
    return "--pubkey-cert-pem", str(path)


def _sealed(identity: Identity, version: SoapVersion) -> bytes:
    return seal(
        BODY.encode(),
        signer=signer(identity),
        action="urn:x:InquireDebtResponse",
        message_id="urn:uuid:1",
        to="http://www.w3.org/2005/08/addressing/anonymous",
        relates_to="urn:uuid:2 & <more>",
        version=version,
        now=NOW,
    )


@pytest.mark.parametrize("version", SoapVersion)
def test_xmlsec1_verifies_what_we_seal(
    identity: Identity, version: SoapVersion, tmp_path: Path
) -> None:
    """The template signer would agree with our own verifier and with nobody else."""
    key = _certificate(identity, tmp_path)
    octets = _sealed(identity, version)
    _run("--verify", octets, version, tmp_path, *key)
    with pytest.raises(AssertionError):
        _run("--verify", octets.replace(b"0012345679", b"0012345678"), version, tmp_path, *key)


@pytest.mark.parametrize("transforms", ["", PREFIXES], ids=["plain", "prefix-list"])
def test_we_verify_what_xmlsec1_signs(
    transforms: str, identity: Identity, desk: Desk, judge: Judge, tmp_path: Path
) -> None:
    """A sender on libxmlsec, prefix lists included, would be refused or read wrongly."""
    knobs = {"transforms": transforms} if transforms else {}
    template = etree.fromstring(desk.signed_with(**knobs, key=identity.key, cert=identity.cert))
    for value in template.iter("{*}DigestValue", "{*}SignatureValue"):
        value.text = None
    private = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(private)
    version = SoapVersion(etree.QName(template).namespace)
    signed = _run(
        "--sign", etree.tostring(template), version, tmp_path,
        "--privkey-pem", str(tmp_path / "key.pem"),
    )  # fmt: skip
    message = judge.accept(signed)
    assert texts(message.body_child)[1] == "0012345679"
    assert message.to == TO
    assert judge.code(re.sub(rb"0012345679", b"0012345678", signed)) == "wss.digest"
