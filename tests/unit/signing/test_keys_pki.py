"""The demonstration authority: what it issues chains, and says what it is for."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

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
