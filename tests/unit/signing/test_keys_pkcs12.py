"""Keys in PKCS#12 files (RFC 7292), as authorities hand them out, and how one may be unfit."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    load_pem_private_key,
    pkcs12,
)

from signing.keys.errors import KeyUnusable
from signing.keys.file import load_signer
from signing.keys.pki import Authority, Issued, create_authority

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SEALED = BestAvailableEncryption(b"right")


@pytest.fixture(scope="module")
def root() -> Authority:
    return create_authority("Test root", now=NOW)


@pytest.fixture(scope="module")
def issuing(root: Authority) -> Authority:
    return root.subordinate("Test issuing authority", now=NOW)


@pytest.fixture(scope="module")
def issued(issuing: Authority) -> Issued:
    return issuing.issue("Signer", now=NOW, days=30)


def bundle(
    folder: Path,
    key: pkcs12.PKCS12PrivateKeyTypes,
    leaf: x509.Certificate | None,
    *others: x509.Certificate,
    how: KeySerializationEncryption = SEALED,
    name: str = "signer.p12",
) -> Path:
    path = folder / name
    path.touch(0o600)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, leaf, others, how))
    return path


def parts(issued: Issued) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = load_pem_private_key(issued.key_pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key, x509.load_pem_x509_certificate(issued.chain_pem)


def refusal(path: Path, password: bytes | None = b"right") -> str:
    with pytest.raises(KeyUnusable) as caught:
        load_signer(path, password=password)
    assert "right" not in str(caught.value)
    return caught.value.rule


@pytest.mark.parametrize("name", ["signer.p12", "SIGNER.PFX"])
def test_issuers_are_put_in_their_order(
    root: Authority, issuing: Authority, issued: Issued, tmp_path: Path, name: str
) -> None:
    """A bundle is a bag: its order would travel in every certificate, strangers included."""
    stranger = create_authority("Stranger", now=NOW).certificate
    path = bundle(
        tmp_path, *parts(issued), stranger, root.certificate, issuing.certificate, name=name
    )
    signer = load_signer(path, password=b"right")
    assert signer.chain_der == (issuing.certificate.public_bytes(Encoding.DER),)
    assert signer.sign(b"x")


def test_a_password_that_does_not_open_it(issued: Issued, tmp_path: Path) -> None:
    """A wrong password, or none, would be a traceback with the password in it."""
    path = bundle(tmp_path, *parts(issued))
    assert [refusal(path, given) for given in (b"wrong", None, b"")] == ["key.not-decipherable"] * 3
    plain = bundle(tmp_path, *parts(issued), how=NoEncryption(), name="plain.p12")
    assert load_signer(plain).sign(b"x")


def test_a_bundle_open_to_others_is_refused(issued: Issued, tmp_path: Path) -> None:
    """A password is no reason to hand the file round."""
    path = bundle(tmp_path, *parts(issued))
    path.chmod(0o644)
    assert refusal(path) == "key.open-to-others"


def test_what_a_bundle_lacks_is_named(issuing: Authority, issued: Issued, tmp_path: Path) -> None:
    """A key without its certificate, with another's, or too weak would sign what nobody accepts."""
    key, _ = parts(issued)
    _, other = parts(issuing.issue("Other", now=NOW, days=30))
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak on purpose
    of_the_weak = issuing.certify("Weak", weak, now=NOW, days=30, use="certificates")
    found = [
        refusal(bundle(tmp_path, key, None)),
        refusal(bundle(tmp_path, key, None, other)),
        refusal(bundle(tmp_path, weak, x509.load_pem_x509_certificate(of_the_weak.chain_pem))),
        refusal(bundle(tmp_path, ec.generate_private_key(ec.SECP384R1()), None)),
    ]
    assert found == ["certificate.missing", "certificate.missing", "key.kind", "key.kind"]


@pytest.mark.parametrize("content", [b"", b"not a bundle", b"\x30\x82\xff\xff"])
def test_rubbish_is_no_bundle(tmp_path: Path, content: bytes) -> None:
    """A truncated download would be a traceback."""
    path = tmp_path / "signer.p12"
    path.touch(0o600)
    path.write_bytes(content)
    assert refusal(path) == "key.not-decipherable"


def test_a_truncated_bundle_is_no_bundle(issued: Issued, tmp_path: Path) -> None:
    """A full disk while copying would be a traceback, or a key without its issuers."""
    path = bundle(tmp_path, *parts(issued))
    whole = path.read_bytes()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        assert refusal(path) == "key.not-decipherable"
