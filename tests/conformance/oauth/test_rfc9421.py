"""Signatures of requests as the standard prints them, and as another implementation makes them.

The vectors and their public keys are those of RFC 9421, appendices B.1 and B.2.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization import NoEncryption as Open
from http_message_signatures import HTTPMessageSigner, InvalidSignature, MappingKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256, RSA_PSS_SHA512
from joserfc.jwk import ECKey, RSAKey
from starlette.datastructures import Headers

from hub.api.identity.jose import Place
from hub.api.identity.signatures import Message, _Verifier, check_signature
from hub.errors import IdentityRefused
from signing.keys.pki import KeyKind
from signing.verify.wss import RegisteredCertificate
from tests.kit import article37 as kit
from tests.kit.identity import HUB, PATH, SKEW, identity, registered

MADE = 1_618_884_473
REQUEST_BODY, RESPONSE_BODY = b'{"hello": "world"}', b'{"message": "good dog"}'
REQUEST = {
    "host": "example.com",
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "content-type": "application/json",
    "content-digest": "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm"
    "+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
    "content-length": "18",
}
RESPONSE = {
    "date": "Tue, 20 Apr 2021 02:07:56 GMT",
    "content-type": "application/json",
    "content-digest": "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69"
    "wWdXymyU0rjJuahq4l5aGgfLQ==:",
    "content-length": "23",
}
RSA_PSS = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
2wIDAQAB
-----END PUBLIC KEY-----"""
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA",
    "y": "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0",
}
KEYS = {
    "test-key-rsa-pss": RSAKey.import_key(RSA_PSS).public_key,
    "test-key-ecc-p256": ECKey.import_key(P256).public_key,
}
VECTORS = {
    "b21": (
        '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
        "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRx"
        "f8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2"
        "VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5Tm"
        "cAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==",
    ),
    "b22": (
        '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473'
        ';keyid="test-key-rsa-pss";tag="header-example"',
        "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5"
        "qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SAR"
        "YhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5"
        "rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==",
    ),
    "b23": (
        '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" '
        '"content-length");created=1618884473;keyid="test-key-rsa-pss"',
        "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpR"
        "RU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1p"
        "Fkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH"
        "8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==",
    ),
    "b24": (
        '("@status" "content-type" "content-digest" "content-length");created=1618884473'
        ';keyid="test-key-ecc-p256"',
        "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==",
    ),
}


@dataclass
class Answer:
    """A response, as the library wants one."""

    status_code: int
    headers: dict[str, str]


class Unconditional(_Verifier):
    """Our verifier without what a signature must say to be one for us."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        assert (sig_input.params["created"], max_age) == (MADE, None)


def _verifier(name: str) -> Unconditional:
    certificate = RegisteredCertificate(KEYS[name], bytes(32), b"", kit.NOW, kit.NOW)
    verifier = Unconditional(certificate, frozenset(), MADE, 60)
    verifier.key_resolver = MappingKeyResolver(public_keys={name: KEYS[name]}, private_keys={})
    return verifier


def _message(name: str, **changed: str) -> Any:
    said, value = VECTORS[name]
    signed = {"signature-input": f"sig-{name}={said}", "signature": f"sig-{name}=:{value}:"}
    if name == "b24":
        return Answer(200, RESPONSE | signed | changed)
    url = "https://example.com/foo?param=Value&Pet=dog"
    return Message("POST", url, Headers(REQUEST | signed | changed))


@pytest.mark.parametrize("name", VECTORS)
def test_the_standard_s_own_signatures_hold(name: str) -> None:
    """A consumer who signs by the book would be refused (RFC 9421 appendix B.2)."""
    key = "test-key-ecc-p256" if name == "b24" else "test-key-rsa-pss"
    (result,) = _verifier(key).verify(_message(name), max_age=None)
    assert result.label == f"sig-{name}"


@pytest.mark.parametrize("name", ["b22", "b23", "b24"])
def test_the_standard_s_signatures_of_something_else_do_not(name: str) -> None:
    """A verifier that always says yes would pass every vector."""
    key = "test-key-ecc-p256" if name == "b24" else "test-key-rsa-pss"
    with pytest.raises(InvalidSignature):
        _verifier(key).verify(_message(name, **{"content-digest": "sha-512=:AAAA:"}), max_age=None)


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_another_implementation_s_signature_holds(kind: KeyKind) -> None:
    """Only our own stand-in could sign what the doors read."""
    who = identity(kind, kind)
    signed = _foreign(kind)
    made = datetime.fromtimestamp(MADE, UTC)
    assert check_signature(signed, b"{}", registered(who), now=made, skew=SKEW).replay_key
    with pytest.raises(IdentityRefused, match="signature-digest"):
        check_signature(signed, b"[]", registered(who), now=made, skew=SKEW)


def _foreign(kind: KeyKind) -> Message:
    """Return a request that the library's signer has signed."""
    who = identity(kind, kind)
    pem = who.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, Open())
    headers = {"authorization": "DPoP x"}
    message = Message("POST", f"{HUB}{PATH}", headers)  # type: ignore[arg-type]  # it writes them
    HTTPMessageSigner(
        signature_algorithm=ECDSA_P256_SHA256 if kind == "p256" else RSA_PSS_SHA512,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={who.kid: pem}),
    ).sign(
        message,
        key_id=who.kid,
        created=datetime.fromtimestamp(MADE, UTC),
        nonce="one",
        tag="peyvand",
        covered_component_ids=("@method", "@target-uri", "authorization"),
        body=b"{}",
    )
    return Message("POST", f"{HUB}{PATH}", Headers(headers))


def test_a_place_names_what_does_not_hold() -> None:
    """A consumer would be told that something is wrong, and not what."""
    assert str(Place("proof", "DPoP").refusal("method", "htm")) == (
        "identity.proof-method: DPoP.htm: identity.method"
    )
