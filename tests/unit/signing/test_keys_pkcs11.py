"""A signer over a token, without a token: what is checked before it may sign."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from signing.keys import pkcs11
from signing.keys.errors import KeyUnusable
from signing.keys.file import FileSigner, load_signer
from signing.keys.pkcs11 import Pkcs11Signer, load_pkcs11_signer
from signing.keys.pki import Authority, KeyKind, create_authority
from signing.keys.place import TokenKey
from signing.signer import ECDSA_SHA256, RSA_SHA256

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
PLACE = TokenKey(Path("module"), "token", Path("pin"), "label")
Load = Callable[..., Pkcs11Signer]


@dataclass
class Stub:
    """A token's key that is a file's; ``own`` and ``others`` are certificates in the token."""

    signer: FileSigner
    own: list[bytes] = field(default_factory=list)
    others: list[bytes] = field(default_factory=list)

    @property
    def elliptic(self) -> bool:
        return self.signer.algorithm == ECDSA_SHA256

    def sign(self, data: bytes) -> bytes:
        return self.signer.sign(data)

    def certificates(self) -> tuple[list[bytes], list[bytes]]:
        return self.own, self.others


@pytest.fixture(scope="module")
def root() -> Authority:
    return create_authority("Test root", now=NOW)


@pytest.fixture(scope="module")
def issuing(root: Authority) -> Authority:
    return root.subordinate("Test issuing authority", now=NOW)


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    def load(key: Stub, certificate: Path | None = None) -> Pkcs11Signer:
        monkeypatch.setattr(pkcs11, "_hold", lambda _: key)
        return load_pkcs11_signer(PLACE, certificate)

    return load


def issue(
    authority: Authority, folder: Path, name: str, kind: KeyKind = "p256"
) -> tuple[FileSigner, Path]:
    files = authority.issue(name, now=NOW, days=30, key=kind).write(folder, name)
    return load_signer(*files), files[1]


@pytest.mark.parametrize(("kind", "uri"), [("p256", ECDSA_SHA256), ("rsa2048", RSA_SHA256)])
def test_key_and_certificate_of_one_pair(
    load: Load, issuing: Authority, tmp_path: Path, kind: KeyKind, uri: str
) -> None:
    """The method URI would not say what the token signs with."""
    inner, certificate = issue(issuing, tmp_path, "one", kind)
    signer = load(Stub(inner), certificate)
    assert signer.algorithm == uri
    assert (signer.certificate_der, signer.chain_der) == (inner.certificate_der, inner.chain_der)
    assert "key=" not in repr(signer)


def test_another_certificate_is_refused(load: Load, issuing: Authority, tmp_path: Path) -> None:
    """Every signature would name a certificate that does not verify it."""
    inner, _ = issue(issuing, tmp_path, "one")
    for name, kind in (("two", "p256"), ("three", "rsa2048")):
        _, certificate = issue(issuing, tmp_path, name, kind)
        with pytest.raises(KeyUnusable, match=r"certificate\.other-key"):
            load(Stub(inner), certificate)


def test_certificates_in_the_token(
    load: Load, root: Authority, issuing: Authority, tmp_path: Path
) -> None:
    """The chain would miss its issuer, carry a stranger, or be that of another key."""
    inner, _ = issue(issuing, tmp_path, "one")
    tops = [one.certificate.public_bytes(Encoding.DER) for one in (root, issuing)]
    stranger = create_authority("Stranger", now=NOW).certificate.public_bytes(Encoding.DER)
    own = [inner.certificate_der]
    assert load(Stub(inner, own, [stranger, *tops])).chain_der == (tops[1],)
    for held, others, rule in (
        ([], tops, "certificate.missing"),
        (own * 2, tops, "certificate.several"),
        ([b"no certificate"], tops, "certificate.not-der"),
        (own, [b"no certificate"], "certificate.not-der"),
    ):
        with pytest.raises(KeyUnusable) as caught:
            load(Stub(inner, held, others))
        assert caught.value.rule == rule


def test_weak_certificates_are_refused(load: Load, issuing: Authority, tmp_path: Path) -> None:
    """A token holds keys that we do not sign with."""
    inner, _ = issue(issuing, tmp_path, "one")
    path = tmp_path / "weak.pem"
    weak = weak_certificate(issuing)
    path.write_bytes(weak.public_bytes(Encoding.PEM))
    with pytest.raises(KeyUnusable, match=r"certificate\.key-kind"):
        load(Stub(inner), path)


def weak_certificate(authority: Authority) -> x509.Certificate:
    """Return a certificate of RSA with 1024 bits."""
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak on purpose
    issued = authority.certify("Weak", key, now=NOW, days=9, use="certificates")
    return x509.load_pem_x509_certificate(issued.chain_pem)


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever installed the hub without the extra would be shown an import error."""
    monkeypatch.setitem(sys.modules, "signing.keys.cryptoki", None)
    with pytest.raises(KeyUnusable, match=r"token\.needs-the-extra-hsm"):
        load_pkcs11_signer(PLACE)
