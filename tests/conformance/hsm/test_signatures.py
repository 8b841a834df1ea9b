"""What a key in a token signs is what everybody verifies, whoever asks at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.soap import SoapVersion
from signing.keys.cryptoki import library
from signing.keys.pkcs11 import Pkcs11Signer, load_pkcs11_signer
from signing.keys.pki import KeyKind
from signing.profile import prepare
from signing.verify import check_own, verify_document
from signing.verify.policy import Policy
from signing.verify.wss import load_certificate
from signing.wss import seal
from signing.xades import sign
from tests.conformance.hsm.conftest import KINDS, Filled
from tests.conformance.hsm.softhsm import needs_softhsm
from tests.conformance.wss.conftest import BODY, TO
from tests.conformance.wss.judge import Judge, texts
from tests.conformance.xades import test_xmlsec1 as xmlsec1
from tests.vectors.certificates.samples import NOW, clearance, pki

pytestmark = needs_softhsm


def load(filled: Filled, kind: KeyKind) -> Pkcs11Signer:
    return load_pkcs11_signer(filled.hsm.key(kind), filled.chain(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_signed_in_the_token_verifies(filled: Filled, kind: KeyKind) -> None:
    """A key that moves into an HSM would sign in a form that no verifier reads."""
    signer = load(filled, kind)
    unchecked = sign(prepare(clearance()), signer, NOW)
    assert check_own(unchecked, signer.certificate_der).xml == unchecked.xml
    assert verify_document(unchecked.xml, policy=Policy(tuple(pki(kind).trust)), at=NOW).ok
    forged = unchecked.xml.replace(b">GRANTED<", b">REFUSED<")
    assert not verify_document(forged, policy=Policy(tuple(pki(kind).trust)), at=NOW).ok


@xmlsec1.pytestmark
@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec1_agrees(filled: Filled, kind: KeyKind) -> None:
    """Our signer and our verifier would agree on an encoding that is nobody else's."""
    xml = sign(prepare(clearance()), load(filled, kind), NOW).xml
    assert xmlsec1.accepts(xml, kind, filled.hsm.folder)
    assert not xmlsec1.accepts(xml.replace(b">GRANTED<", b">REFUSED<"), kind, filled.hsm.folder)


@pytest.mark.parametrize("kind", KINDS)
def test_a_soap_message_sealed_in_the_token_verifies(filled: Filled, kind: KeyKind) -> None:
    """The key of messages could not live in an HSM."""
    signer = load(filled, kind)
    registered = load_certificate(signer.certificate_der)
    octets = seal(
        BODY.encode(),
        signer=signer,
        action="urn:x:InquireDebt",
        message_id="urn:uuid:1",
        to=TO,
        relates_to=None,
        version=SoapVersion.V11,
        now=NOW,
    )
    judge = Judge({registered.fingerprint: registered}.get, NOW)
    assert texts(judge.accept(octets).body_child)[1] == "0012345679"
    assert judge.code(octets.replace(b"0012345679", b"0012345678")) == "wss.digest"


@pytest.mark.parametrize("kind", ["rsa2048", "rsa3072"])
def test_a_token_that_does_not_digest_is_given_the_digest(filled: Filled, kind: KeyKind) -> None:
    """Many HSMs offer CKM_RSA_PKCS alone; without its DigestInfo a signature is none."""
    filled.hsm.furnish(mechanisms="CKM_RSA_PKCS")
    library(filled.hsm.module).renew()
    try:
        signer = load(filled, kind)
        xml = sign(prepare(clearance()), signer, NOW).xml
    finally:
        filled.hsm.furnish()
        library(filled.hsm.module).renew()
    assert signer.key._mechanism.name == "RSA_PKCS"
    assert verify_document(xml, policy=Policy(tuple(pki(kind).trust)), at=NOW).ok


def test_threads_do_not_disturb_each_other(filled: Filled) -> None:
    """A session holds one signature at a time: two at once would get each other's, or an error."""
    signers = [load(filled, "p256"), load(filled, "rsa2048")] * 2
    keys = [load_certificate(signer.certificate_der) for signer in signers]
    with ThreadPoolExecutor(8) as pool:
        jobs = [(n, n % 4, b"%d" % n) for n in range(120)]
        values = list(pool.map(lambda job: signers[job[1]].sign(job[2]), jobs))
    for (_, which, data), value in zip(jobs, values, strict=True):
        assert keys[which].verifies(value, data)
        assert not keys[which].verifies(value, data + b"x")
