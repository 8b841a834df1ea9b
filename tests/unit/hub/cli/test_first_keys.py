"""The keys of a first start: two tiers, made once, private, and never of an earlier release."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from hub.cli.first_keys import first_keys
from hub.errors import Misconfigured
from signing.keys.file import load_signer
from tests.kit.nodes import authority, node
from tests.kit.openssl import pem

NAMES = {
    "trust",
    "issuing",
    "certificates",
    "messages",
    "notary-offices",
    "commerce-card-registry",
    "sso-services",
    "tax-authority",
} | {"timestamps", "ocsp"}


def test_every_key_is_there_and_chains(tmp_path: Path) -> None:
    """A house whose keys do not lead to its trust anchor would sign what nobody accepts."""
    keys = first_keys(tmp_path / "keys")
    signer = load_signer(keys.certificates.key, keys.certificates.certificate)
    issuing = x509.load_der_x509_certificate(signer.chain_der[0])
    issuing.verify_directly_issued_by(x509.load_pem_x509_certificate(keys.trust.read_bytes()))
    assert len(signer.chain_der) == 1
    found = {path.name for path in (tmp_path / "keys").iterdir()}
    assert found == {f"{name}.pem" for name in NAMES} | {f"{name}.key.pem" for name in NAMES}


def test_keys_are_private(tmp_path: Path) -> None:
    """Who reads a key signs with it."""
    first_keys(tmp_path / "keys")
    modes = {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "keys").glob("*.key.pem")}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    """Certificates of yesterday must verify under the trust anchor of today."""
    first = first_keys(tmp_path)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert first_keys(tmp_path) == first
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_what_a_broken_start_left_is_completed(tmp_path: Path) -> None:
    """A start that was stopped between two keys must not need a hand."""
    first_keys(tmp_path)
    for name in ("ocsp.pem", "ocsp.key.pem", "timestamps.pem", "timestamps.key.pem"):
        (tmp_path / name).unlink()
    first_keys(tmp_path)
    assert (tmp_path / "ocsp.key.pem").exists()


def test_keys_of_an_earlier_release_are_refused(tmp_path: Path) -> None:
    """A root that may not certify an authority would make chains that verify nowhere."""
    old = node("old root", None, authority(0), starts=datetime(2026, 1, 1, tzinfo=UTC))
    pem(tmp_path, "trust", old.certificate)
    (tmp_path / "trust.key.pem").write_bytes(b"never read as a key")
    with pytest.raises(Misconfigured, match="earlier release"):
        first_keys(tmp_path)
