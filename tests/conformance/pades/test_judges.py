"""Other houses agree: poppler and NSS, OpenSSL, pyHanko, and the European Commission's DSS."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.parser import peek
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from schemas.canonical.validation import Level
from signing.keys.pki import KeyKind
from tests.conformance.dss.judge import needs_dss, validate
from tests.conformance.pades.forms import KINDS, LATER, STAMPED, forms
from tests.kit.pki import world

needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not installed")
needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is not installed"
)


def run(*command: object) -> str:
    """Return what a command says; it must end well."""
    done = subprocess.run(list(map(str, command)), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def gaps(pdf: bytes) -> list[tuple[bytes, bytes]]:
    """Return each signature value with the octets it covers, as pyHanko finds them.

    The value ends where its own DER does: it may end in a zero, as the room left behind it does.
    """
    found = []
    for one in PdfFileReader(BytesIO(pdf)).embedded_signatures:
        _, first, second, rest = map(int, one.byte_range)
        value = one.pkcs7_content[: peek(one.pkcs7_content)]
        found.append((value, pdf[:first] + pdf[second : second + rest]))
    return found


@needs_pdfsig
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("kind", KINDS)
def test_pdfsig_calls_the_signature_valid(kind: KeyKind, level: Level, tmp_path: Path) -> None:
    """A viewer built on poppler would warn of every certificate."""
    document = tmp_path / "certificate.pdf"
    document.write_bytes(forms(kind).by_level[level])
    said = run("pdfsig", "-nocert", document)
    signature = said.partition("Signature #2")[0]
    assert "Signature Validation: Signature is Valid." in signature
    assert "Signature Type: ETSI.CAdES.detached" in signature
    assert ("Total document signed" in signature) == (level is Level.B_B)
    assert said.count("Field Name: Timestamp") == {"B-B": 0, "B-T": 1, "B-LT": 1, "B-LTA": 2}[level]


@needs_pdfsig
def test_pdfsig_calls_a_changed_one_invalid(tmp_path: Path) -> None:
    """The judge above would call anything valid."""
    document = tmp_path / "certificate.pdf"
    document.write_bytes(forms().by_level[Level.B_B].replace(b"/Lang(fa)", b"/Lang(en)"))
    assert "Signature is Valid" not in run("pdfsig", "-nocert", document)


@needs_openssl
@pytest.mark.parametrize("kind", KINDS)
def test_openssl_verifies_the_message_and_the_tokens(kind: KeyKind, tmp_path: Path) -> None:
    """The CMS or the time stamps would be readable to ourselves alone."""
    anchor, issuing = tmp_path / "anchor.pem", tmp_path / "issuing.pem"
    anchor.write_bytes(world(kind).anchors[0].public_bytes(Encoding.PEM))
    issuing.write_bytes(world(kind).issuing.certificate.public_bytes(Encoding.PEM))
    at = ["-attime", str(int(LATER.timestamp())), "-CAfile", str(anchor)]
    value, content = tmp_path / "value.der", tmp_path / "content"
    (signature, covered), *stamps = gaps(forms(kind).by_level[Level.B_LTA])
    value.write_bytes(signature)
    content.write_bytes(covered)
    cms = ("cms", "-verify", "-binary", "-cades", "-inform", "DER", "-purpose", "any")
    run("openssl", *cms, "-in", value, "-content", content, *at, "-out", tmp_path / "out")
    assert len(stamps) == 2
    for token, stamped in stamps:
        value.write_bytes(token)
        content.write_bytes(stamped)
        ts = ("ts", "-verify", "-in", value, "-token_in", "-data", content)
        assert "Verification: OK" in run("openssl", *ts, *at, "-untrusted", issuing)


@needs_dss
@pytest.mark.parametrize("kind", KINDS)
def test_dss_finds_the_levels_that_we_claim(kind: KeyKind, tmp_path: Path) -> None:
    """A court's tool would find less in the document than we say it holds.

    DSS passes no signature without revocation data, so B-B and B-T are found, and not passed.
    """
    files = []
    for level, octets in forms(kind).by_level.items():
        files.append(tmp_path / f"{level}.pdf")
        files[-1].write_bytes(octets)
    verdicts = validate(files, world(kind).anchors, LATER)
    assert [one.level for one in verdicts] == [
        f"PAdES-BASELINE-{x}" for x in ("B", "T", "LT", "LTA")
    ]
    assert [one.passed for one in verdicts] == [False, False, True, True]
    assert {one.signatures for one in verdicts} == {1}
    assert verdicts[0].sub_indication == "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    assert verdicts[2].best_time == STAMPED
    assert not any(one.errors for one in verdicts[2:])


@needs_dss
def test_dss_refuses_a_changed_one(tmp_path: Path) -> None:
    """The judge above would pass anything."""
    document = tmp_path / "certificate.pdf"
    changed = forms().by_level[Level.B_LTA].replace(b"/Lang(fa)", b"/Lang(en)", 1)
    document.write_bytes(changed)
    (verdict,) = validate([document], world().anchors, LATER)
    assert not verdict.passed
