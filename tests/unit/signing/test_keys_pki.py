"""The demonstration authority: what it issues chains, and says what it is for."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.keys.pki import Use, create_authority

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.parametrize(("use", "commits"), [("certificates", True), ("messages", False)])
def test_key_usage_says_what_the_key_is_for(use: Use, commits: bool) -> None:
    """A message key must not be able to sign certificates: non-repudiation is theirs alone."""
    issued = create_authority("Root", now=NOW).issue("Leaf", now=NOW, days=10, use=use)
    leaf = x509.load_pem_x509_certificate(issued.chain_pem)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment is commits
    assert not usage.value.key_cert_sign


def test_leaf_chains_to_its_root_and_not_to_another() -> None:
    """A certificate that its own root did not sign would verify nowhere."""
    root = create_authority("Root", now=NOW)
    other = create_authority("Root", now=NOW)
    leaf, issuer = x509.load_pem_x509_certificates(root.issue("Leaf", now=NOW, days=1).chain_pem)
    leaf.verify_directly_issued_by(issuer)
    with pytest.raises(Exception):  # noqa: B017, PT011 - InvalidSignature or ValueError, both refuse
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(other.certificate_pem))


def _extension(pem: bytes, kind: type[x509.ExtensionType]) -> x509.Extension[Any]:
    """Return one extension of the first certificate."""
    return x509.load_pem_x509_certificate(pem).extensions.get_extension_for_class(kind)


def test_an_issuing_authority_stands_below_the_root() -> None:
    """The root stays locked away: it certifies one authority, and that one nobody who issues."""
    root = create_authority("Root", now=NOW)
    issuing = root.subordinate("Issuing", now=NOW)
    leaf, above = x509.load_pem_x509_certificates(issuing.issue("Leaf", now=NOW, days=1).chain_pem)
    leaf.verify_directly_issued_by(above)
    above.verify_directly_issued_by(root.certificate)
    lengths = [
        _extension(one.certificate_pem, x509.BasicConstraints).value.path_length
        for one in (root, issuing)
    ]
    assert lengths == [1, 0]
    usage = _extension(issuing.certificate_pem, x509.KeyUsage).value
    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
    with pytest.raises(ValueError, match="issues no authority"):
        issuing.subordinate("One too many", now=NOW)


@pytest.mark.parametrize(
    ("use", "purpose", "critical"),
    [
        ("timestamps", ExtendedKeyUsageOID.TIME_STAMPING, True),
        ("ocsp", ExtendedKeyUsageOID.OCSP_SIGNING, False),
    ],
)
def test_services_say_their_one_purpose(
    use: Use, purpose: x509.ObjectIdentifier, critical: bool
) -> None:
    """A TSA whose purpose is not alone and critical is refused by every verifier (RFC 3161 2.3)."""
    issued = create_authority("Root", now=NOW).issue("Service", now=NOW, days=10, use=use)
    extended = _extension(issued.chain_pem, x509.ExtendedKeyUsage)
    assert (list(extended.value), extended.critical) == ([purpose], critical)
    usage = _extension(issued.chain_pem, x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, False)


def test_nobody_asks_after_the_responder() -> None:
    """Without id-pkix-ocsp-nocheck every answer would call for another one."""
    root = create_authority("Root", now=NOW)
    issued = root.issue("Responder", now=NOW, days=10, use="ocsp")
    assert not _extension(issued.chain_pem, x509.OCSPNoCheck).critical
    other = root.issue("TSA", now=NOW, days=10, use="timestamps")
    with pytest.raises(x509.ExtensionNotFound):
        _extension(other.chain_pem, x509.OCSPNoCheck)


def test_validity_follows_the_given_time() -> None:
    """No certificate depends on the machine's clock."""
    issued = create_authority("Root", now=NOW).issue("Leaf", now=NOW, days=10)
    leaf = x509.load_pem_x509_certificate(issued.chain_pem)
    assert leaf.not_valid_before_utc <= NOW
    assert leaf.not_valid_after_utc == NOW + timedelta(days=10)


def test_kinds_of_keys() -> None:
    """RSA-3072 by configuration, P-256 by default."""
    root = create_authority("Root", now=NOW)
    one = x509.load_pem_x509_certificate(root.issue("Leaf", now=NOW, days=1).chain_pem)
    assert isinstance(one.public_key(), ec.EllipticCurvePublicKey)
    two = x509.load_pem_x509_certificate(
        root.issue("Leaf", now=NOW, days=1, key="rsa3072").chain_pem
    )
    key = two.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 3072


def test_key_files_are_private_and_never_overwritten(tmp_path: Path) -> None:
    """A second start must neither open a key to others nor replace it."""
    root = create_authority("Root", now=NOW)
    key, chain = root.write(tmp_path, "root")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert chain.read_bytes() == root.certificate_pem
    with pytest.raises(FileExistsError):
        root.write(tmp_path, "root")
    assert key.read_bytes() == root.key_pem


def test_no_key_is_printed() -> None:
    """An authority or an issued pair in a log line shows nothing."""
    root = create_authority("Root", now=NOW)
    assert "PRIVATE" not in repr(root)
    assert "PRIVATE" not in repr(root.issue("Leaf", now=NOW, days=1))
