"""A token that does not hold what the settings say stops the start, and what is wrong is named."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import Attribute, CertificateType, ObjectClass

from hub.config import Settings
from hub.errors import Misconfigured
from hub.keys import open_ring
from signing.keys.cryptoki import library
from signing.keys.errors import KeyUnusable
from signing.keys.pkcs11 import load_pkcs11_signer
from signing.keys.place import TokenKey
from tests.conformance.hsm.conftest import Filled
from tests.conformance.hsm.softhsm import PIN, needs_softhsm
from tests.vectors.certificates.samples import NOW, pki

pytestmark = needs_softhsm


def refused(place: TokenKey, certificate: Path | None) -> tuple[str, str]:
    """Return role and rule of the refusal; no word of it may hold the PIN."""
    with pytest.raises(KeyUnusable) as caught:
        load_pkcs11_signer(place, certificate)
    assert PIN not in f"{caught.value!r} {caught.value.__cause__!r}"
    return caught.value.role, caught.value.rule


def test_what_is_missing_is_named(filled: Filled, tmp_path: Path) -> None:
    """An operator would be told that something of seven settings is wrong."""
    good, chain = filled.hsm.key("p256"), filled.chain("p256")
    not_a_library = tmp_path / "module.so"
    not_a_library.write_text("nothing")
    found = [
        refused(replace(good, module=tmp_path / "none.so"), chain),
        refused(replace(good, module=not_a_library), chain),
        refused(replace(good, token="another"), chain),
        refused(replace(good, label="another"), chain),
        refused(replace(good, id=b"\x77"), chain),
        refused(replace(good, pin=tmp_path / "none"), chain),
        refused(good, None),
    ]
    assert found == [
        ("token", "token.module"),
        ("token", "token.module"),
        ("token", "token.missing"),
        ("key", "key.missing"),
        ("key", "key.missing"),
        ("pin", "pin.unreadable"),
        ("certificate", "certificate.missing"),
    ]


def test_a_wrong_pin_is_refused_and_said_of_no_file(filled: Filled, tmp_path: Path) -> None:
    """A token would lock itself while somebody looks for the reason."""
    pin = tmp_path / "pin"
    pin.touch(0o600)
    library(filled.hsm.module).renew()
    found = []
    for text, mode in (("00000000", 0o600), ("1", 0o600), ("", 0o600), (PIN, 0o644)):
        pin.write_text(text)
        pin.chmod(mode)
        found.append(refused(replace(filled.hsm.key("p256"), pin=pin), filled.chain("p256"))[1])
    assert found == ["pin.refused", "pin.refused", "pin.empty", "pin.open-to-others"]


def test_a_certificate_of_another_key_is_refused(filled: Filled) -> None:
    """Every certificate would go out with a signature that nobody can verify."""
    other = pki("p256").authority.issue("Another", now=NOW, days=9)
    path = filled.hsm.folder / "another.pem"
    path.write_bytes(other.chain_pem)
    for label, certificate in (("p256", path), ("p256", filled.chain("rsa2048"))):
        rule = refused(filled.hsm.key(label), certificate)[1]
        assert rule == "certificate.other-key"
    assert refused(filled.hsm.key("rsa3072"), filled.chain("rsa2048"))[1] == "certificate.other-key"


def test_two_keys_of_one_label_are_told_apart_by_id(filled: Filled) -> None:
    """After a rotation in the token the old key would go on signing, or either would."""
    twins = [pki("p256").authority.issue(f"Twin {n}", now=NOW, days=9) for n in range(2)]
    path = filled.hsm.folder / "twin.pem"
    for issued, id_ in zip(twins, ("a0", "a1"), strict=True):
        filled.hsm.put(issued, token="hub", label="twin", id_=id_)
    path.write_bytes(twins[1].chain_pem)
    library(filled.hsm.module).renew()
    assert refused(filled.hsm.key("twin"), path) == ("key", "key.several")
    assert load_pkcs11_signer(filled.hsm.key("twin", id_="a1"), path).sign(b"x")


def test_the_certificate_may_stand_in_the_token(filled: Filled) -> None:
    """Where the authority writes its certificate into the token, it would have to be copied out."""
    leaf, root = x509.load_pem_x509_certificates(filled.chain("rsa2048").read_bytes())
    key = filled.hsm.key("rsa2048")
    with _writable(key) as session:
        for id_, certificate in ((b"\x02", leaf), (b"\x99", root)):
            session.create_object(_object(id_, certificate))
    signer = load_pkcs11_signer(key)
    assert signer.certificate_der == leaf.public_bytes(Encoding.DER)
    assert signer.chain_der == ()
    assert signer.sign(b"x")


def _writable(place: TokenKey) -> pkcs11.Session:
    calls = library(place.module)
    calls.renew()
    return calls.calls.get_token(token_label=place.token).open(rw=True, user_pin=PIN)


def _object(id_: bytes, certificate: x509.Certificate) -> dict[Attribute, object]:
    return {
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.TOKEN: True,
        Attribute.ID: id_,
        Attribute.SUBJECT: certificate.subject.public_bytes(),
        Attribute.VALUE: certificate.public_bytes(Encoding.DER),
    }


def test_settings_lead_to_the_token(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment could not say in its environment where its keys are."""
    hsm = filled.hsm
    since = NOW + timedelta(days=1)
    for name, kind in (("CERTIFICATE_KEY", "p256"), ("NEXT_CERTIFICATE_KEY", "rsa3072")):
        monkeypatch.setenv(f"PEYVAND_{name}__CERTIFICATE", str(filled.chain(kind)))
        for part, value in (
            ("MODULE", hsm.module),
            ("TOKEN", "hub"),
            ("LABEL", kind),
            ("PIN", hsm.pin),
        ):
            monkeypatch.setenv(f"PEYVAND_{name}__PKCS11__{part}", str(value))
    monkeypatch.setenv("PEYVAND_NEXT_CERTIFICATE_KEY__SINCE", since.isoformat())
    ring = open_ring(Settings())
    assert ring.at(since).algorithm.endswith("rsa-sha256")
    assert ring.at(NOW).algorithm.endswith("ecdsa-sha256")
    assert all(signer.sign(b"x") for signer in ring.signers)
    monkeypatch.setenv("PEYVAND_CERTIFICATE_KEY__PKCS11__TOKEN", "another")
    with pytest.raises(Misconfigured, match=r"certificate_key: the token .*token\.missing"):
        open_ring(Settings())
