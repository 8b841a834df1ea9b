"""The cwt library (COSE and CWT of another hand) reads our seals, and we read its messages."""

import json
from base64 import urlsafe_b64decode

import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cwt import COSE, COSEKey, VerifyError
from cwt.cose_key_interface import COSEKeyInterface

from signing.keys.pki import KeyKind
from signing.keyset import write_keyset
from signing.seal import make_seal
from signing.verify.cose import from_base45
from signing.verify.seal import claims_of, read_claims, verify_seal
from tests.conformance.seal.letters import base45
from tests.vectors.certificates.samples import NOW, clearance, pki
from tests.vectors.certificates.seals import entry, keys, seal, xml

KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048")
ALGORITHMS: dict[KeyKind, int] = {"p256": -7, "rsa2048": -257}
_KID = 2
ISS, SUB, EXP, IAT, CTI, CERTIFICATE = 1, 2, 4, 6, 7, -65537


def published(kind: KeyKind) -> COSEKeyInterface:
    """Return the public key as cwt reads it from the published key set.

    cwt takes the octets of a JWK's ``kid`` for the ``kid`` itself; here they are base64url of it.
    """
    jwk = json.loads(write_keyset([entry(kind)]))["keys"][0]
    read = COSEKey.from_jwk(jwk).to_dict()
    return COSEKey.new({**read, _KID: urlsafe_b64decode(read[_KID] + b"=")})


def private(kind: KeyKind) -> COSEKeyInterface:
    """Return the signer's key as cwt keeps it."""
    pem = pki(kind).signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return COSEKey.from_pem(pem, alg=ALGORITHMS[kind])


def message(kind: KeyKind) -> bytes:
    """Return the octets of our seal."""
    return from_base45(seal(kind).removeprefix("PV1:"))


@pytest.mark.parametrize("kind", KINDS)
def test_cwt_accepts_our_seal_with_the_published_key(kind: KeyKind) -> None:
    """A verifier that others write from the standards could not read our paper."""
    claims = cbor2.loads(COSE.new().decode(message(kind), published(kind)))
    assert claims[ISS] == "peyvand"
    assert claims[SUB] == "0001234567/0012"
    assert claims[IAT] == clearance().issued.timestamp()
    assert claims[EXP] == clearance().valid_until.timestamp()
    assert claims[CTI].decode() == clearance().number
    assert claims[CERTIFICATE] == ["GRANTED", claims_of(xml(kind)).digest]


@pytest.mark.parametrize("kind", KINDS)
def test_cwt_refuses_a_changed_seal(kind: KeyKind) -> None:
    """The agreement above would mean nothing if cwt agreed to everything."""
    damaged = bytearray(message(kind))
    damaged[-1] ^= 1
    with pytest.raises(VerifyError):
        COSE.new().decode(bytes(damaged), published(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_we_accept_a_seal_that_cwt_signed(kind: KeyKind) -> None:
    """Our reader would only read what our own writer spells."""
    ours = cbor2.loads(message(kind)).value
    (kid,) = (one.kid for one in keys(entry(kind)).keys.values())
    made = COSE.new().encode_and_sign(
        ours[2], private(kind), protected={1: ALGORITHMS[kind], 4: kid}
    )
    assert isinstance(made, bytes)
    text = "PV1:" + base45(made)
    report = verify_seal(text, keys(entry(kind)), NOW)
    assert report.ok
    assert report.number == clearance().number
    if kind == "rsa2048":
        assert text == make_seal(read_claims(text), pki(kind).signer)
