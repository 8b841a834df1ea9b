"""A token that goes away and comes back costs what was asked meanwhile, and no more."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from signing.keys.cryptoki import library
from signing.keys.errors import KeyUnusable
from signing.keys.pkcs11 import Pkcs11Signer, load_pkcs11_signer
from signing.verify.wss import load_certificate
from tests.conformance.hsm.conftest import Filled
from tests.conformance.hsm.softhsm import PIN, needs_softhsm

pytestmark = needs_softhsm


@pytest.fixture
def signers(filled: Filled) -> Iterator[list[Pkcs11Signer]]:
    """Give two signers of one token, the first to be given handles by the library."""
    library(filled.hsm.module).renew()
    yield [load_pkcs11_signer(filled.hsm.key(one), filled.chain(one)) for one in ("p256", "next")]
    library(filled.hsm.module).renew()


def check(signer: Pkcs11Signer, data: bytes) -> None:
    """Hold that the signer signs, and with its own key."""
    assert load_certificate(signer.certificate_der).verifies(signer.sign(data), data)


def test_a_lost_session_is_opened_again(filled: Filled, signers: list[Pkcs11Signer]) -> None:
    """A restart of the HSM's service would need a restart of every hub."""
    library(filled.hsm.module).calls.reinitialize()
    for signer in signers * 2:
        check(signer, b"after the loss")


def test_a_logout_by_another_is_mended(filled: Filled, signers: list[Pkcs11Signer]) -> None:
    """The login belongs to the whole process: one who logs out would end everybody's keys."""
    calls = library(filled.hsm.module).calls
    session = calls.get_token(token_label="hub").open()
    signers[0].key._session.close()
    session.close()
    for signer in signers * 2:
        check(signer, b"after the logout")


def test_handles_of_before_are_never_used(filled: Filled, signers: list[Pkcs11Signer]) -> None:
    """After a loss a key's old handle may be another key's: it would sign in the other's name."""
    one, other = signers
    library(filled.hsm.module).renew()
    check(other, b"the handles are given out in another order now")
    check(one, b"mine")
    check(other, b"still mine")


def test_a_token_that_is_gone_is_refused_and_found_again(
    filled: Filled, signers: list[Pkcs11Signer]
) -> None:
    """A request would hang or die unexplained, and go on failing when the HSM is back."""
    with filled.hsm.gone():
        for signer in signers:
            with pytest.raises(KeyUnusable) as caught:
                signer.sign(b"x")
            assert (caught.value.role, caught.value.rule) == ("token", "token.missing")
    for signer in signers:
        check(signer, b"back")


def test_a_pin_that_is_refused_is_not_tried_again(filled: Filled, tmp_path: Path) -> None:
    """A hub under load would lock the token within a second of a changed PIN."""
    pin = tmp_path / "pin"
    pin.touch(0o600)
    pin.write_text(PIN)
    place = replace(filled.hsm.key("p256"), pin=pin)
    signer = load_pkcs11_signer(place, filled.chain("p256"))
    pin.write_text("00000000")
    library(filled.hsm.module).renew()
    for said in ("00000000", PIN):
        pin.write_text(said)
        with pytest.raises(KeyUnusable) as caught:
            signer.sign(b"x")
        assert caught.value.rule == "pin.refused"
    check(load_pkcs11_signer(place, filled.chain("p256")), b"after a restart")
