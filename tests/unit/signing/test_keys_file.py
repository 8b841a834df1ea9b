"""Keys from files: what is loaded signs, what is unfit is refused before anything is signed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from signing.keys.errors import KeyUnusable
from signing.keys.file import load_signer
from signing.keys.pki import Authority, Issued, KeyKind, create_authority
from signing.signer import ECDSA_SHA256, RSA_SHA256

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return create_authority("Test root", now=NOW)


def issue(authority: Authority, kind: KeyKind = "p256") -> Issued:
    return authority.issue("Signer", now=NOW, days=30, key=kind)


def test_p256_signs_raw_r_and_s(authority: Authority, tmp_path: Path) -> None:
    """A DER signature in SignatureValue is refused by every XML verifier."""
    signer = load_signer(*issue(authority).write(tmp_path, "signer"))
    value = signer.sign(b"data")
    assert signer.algorithm == ECDSA_SHA256
    assert len(value) == 64
    der = encode_dss_signature(int.from_bytes(value[:32]), int.from_bytes(value[32:]))
    public = x509.load_der_x509_certificate(signer.certificate_der).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(der, b"data", ec.ECDSA(SHA256()))


def test_rsa_signs_pkcs1(authority: Authority, tmp_path: Path) -> None:
    """The method URI and the padding must say the same."""
    signer = load_signer(*issue(authority, "rsa2048").write(tmp_path, "signer"))
    assert signer.algorithm == RSA_SHA256
    public = x509.load_der_x509_certificate(signer.certificate_der).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(signer.sign(b"data"), b"data", padding.PKCS1v15(), SHA256())


def test_chain_leaves_the_root_out(authority: Authority, tmp_path: Path) -> None:
    """A root that travels with the document invites trusting it."""
    assert load_signer(*issue(authority).write(tmp_path, "signer")).chain_der == ()


def test_neither_key_nor_name_is_printed(authority: Authority, tmp_path: Path) -> None:
    """A signer in a log line must not carry its key."""
    assert "key=" not in repr(load_signer(*issue(authority).write(tmp_path, "signer")))


def test_encrypted_pkcs8_needs_its_password(authority: Authority, tmp_path: Path) -> None:
    """An encrypted key opens with its password only, and the error does not repeat it."""
    key, chain = issue(authority).write(tmp_path, "signer")
    plain = load_pem_private_key(key.read_bytes(), None)
    sealed = plain.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"right")
    )
    key.write_bytes(sealed)
    assert load_signer(key, chain, b"right").sign(b"x")
    for password in (b"wrong", None):
        with pytest.raises(KeyUnusable) as caught:
            load_signer(key, chain, password)
        assert caught.value.rule == "key.not-decipherable"
        assert "wrong" not in str(caught.value)


def test_pkcs12_holds_both(authority: Authority, tmp_path: Path) -> None:
    """The national authority hands out PKCS#12 files."""
    issued = issue(authority)
    key = load_pem_private_key(issued.key_pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    leaf, root = x509.load_pem_x509_certificates(issued.chain_pem)
    path = tmp_path / "signer.p12"
    path.touch(0o600)
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"signer", key, leaf, [root], BestAvailableEncryption(b"right")
        )
    )
    signer = load_signer(path, password=b"right")
    assert signer.certificate_der == leaf.public_bytes(Encoding.DER)
    with pytest.raises(KeyUnusable, match=r"key\.not-decipherable"):
        load_signer(path, password=b"wrong")


def test_a_key_open_to_others_is_refused(authority: Authority, tmp_path: Path) -> None:
    """A private key that every user of the machine can read is no private key."""
    key, chain = issue(authority).write(tmp_path, "signer")
    key.chmod(0o644)
    with pytest.raises(KeyUnusable, match=r"key\.open-to-others"):
        load_signer(key, chain)
    key.chmod(0o440)
    assert load_signer(key, chain).sign(b"x")


def test_key_and_certificate_must_belong_together(authority: Authority, tmp_path: Path) -> None:
    """Signing with a key the certificate does not name makes certificates nobody can verify."""
    key, _ = issue(authority).write(tmp_path, "one")
    _, chain = issue(authority).write(tmp_path, "two")
    with pytest.raises(KeyUnusable, match=r"certificate\.other-key"):
        load_signer(key, chain)


def test_the_chain_stands_in_order(authority: Authority, tmp_path: Path) -> None:
    """A wrong issuer in the file would travel in every certificate."""
    key, chain = issue(authority).write(tmp_path, "one")
    other = create_authority("Other root", now=NOW)
    leaf = chain.read_bytes().removesuffix(authority.certificate_pem)
    chain.write_bytes(leaf + other.certificate_pem)
    with pytest.raises(KeyUnusable, match=r"certificate\.chain-order"):
        load_signer(key, chain)


def test_weak_and_foreign_keys_are_refused(tmp_path: Path) -> None:
    """RSA of 1024 bits and curves we do not speak never sign."""
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak on purpose
    foreign = ec.generate_private_key(ec.SECP384R1())
    path = tmp_path / "weak.pem"
    path.touch(0o600)
    for key in (weak, foreign):
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with pytest.raises(KeyUnusable, match=r"key\.kind"):
            load_signer(path, path)


@pytest.mark.parametrize("content", [b"", b"not a key"])
def test_rubbish_is_refused_by_role(authority: Authority, tmp_path: Path, content: bytes) -> None:
    """The operator is told which of the two files is wrong."""
    key, chain = issue(authority).write(tmp_path, "signer")
    chain.write_bytes(content)
    with pytest.raises(KeyUnusable) as caught:
        load_signer(key, chain)
    assert (caught.value.role, caught.value.rule) == ("certificate", "certificate.not-pem")
    key.write_bytes(content)
    with pytest.raises(KeyUnusable) as caught:
        load_signer(key, chain)
    assert caught.value.role == "key"


def test_missing_files_are_named_by_role(authority: Authority, tmp_path: Path) -> None:
    """A missing file is a plain refusal, not a traceback."""
    key, chain = issue(authority).write(tmp_path, "signer")
    with pytest.raises(KeyUnusable, match=r"key\.unreadable"):
        load_signer(tmp_path / "none", chain)
    with pytest.raises(KeyUnusable, match=r"certificate\.unreadable"):
        load_signer(key, tmp_path / "none")
    with pytest.raises(KeyUnusable, match=r"certificate\.missing"):
        load_signer(key)


@pytest.mark.parametrize("how", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_every_pem_that_tools_write_is_read(
    authority: Authority, tmp_path: Path, how: PrivateFormat, kind: KeyKind
) -> None:
    """A key made by another tool would have to be rewritten, by whoever holds it."""
    key, chain = issue(authority, kind).write(tmp_path, "signer")
    plain = load_pem_private_key(key.read_bytes(), None)
    key.write_bytes(plain.private_bytes(Encoding.PEM, how, NoEncryption()))
    assert load_signer(key, chain).sign(b"x")
    key.write_bytes(plain.private_bytes(Encoding.PEM, how, BestAvailableEncryption(b"right")))
    assert load_signer(key, chain, b"right").sign(b"x")
    with pytest.raises(KeyUnusable, match=r"key\.not-decipherable"):
        load_signer(key, chain, b"wrong")


def test_a_password_for_a_plain_key_is_refused(authority: Authority, tmp_path: Path) -> None:
    """A key thought to be encrypted would lie there in the clear, unnoticed."""
    key, chain = issue(authority).write(tmp_path, "signer")
    with pytest.raises(KeyUnusable, match=r"key\.not-decipherable"):
        load_signer(key, chain, b"right")
