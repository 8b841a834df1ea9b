"""Tokens and payloads, held against an implementation of the primitives alone."""

import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.accounts import WrongAccount
from adapters.base.errors import AgencyBrokeContract
from adapters.tax_authority.jose import Account, ServerKeys, account_of, public_key
from schemas.canonical.dates import TEHRAN
from simulators.tax_authority.pairs import (
    certificate_of,
    client_pair,
    server_pairs,
    short_pair,
    thumbprint,
)
from simulators.tax_authority.seals import decrypt, encode, encrypt, header_of, sign, verify

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
KEY, CERTIFICATE = client_pair()
DER = CERTIFICATE.public_bytes(Encoding.DER)
PAIRS = server_pairs(0)
HEADER: dict[str, Any] = {
    "alg": "RS256",
    "typ": "jose",
    "kid": "sig-0",
    "sigT": "2026-11-22T08:00:00Z",
    "crit": ["sigT"],
    "cty": "text/plain",
}


def _pem(key: Any, protection: KeySerializationEncryption | None = None) -> bytes:
    encrypted = protection or NoEncryption()
    octets: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encrypted)
    return octets


def _certificate(certificate: x509.Certificate = CERTIFICATE) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _public(key: Any) -> bytes:
    octets: bytes = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return octets


ACCOUNT: Account = account_of("PYVND1", _pem(KEY), _certificate())
KEYS = ServerKeys(
    "enc-0", public_key(_public(PAIRS.decrypts)), {"sig-0": public_key(_public(PAIRS.signs))}
)


def _opened(token: str, kid: str = ACCOUNT.kid, now: datetime = NOW) -> bytes:
    """Return what our account reads in a JWS that came encrypted."""
    payload = encrypt(kid, token.encode(), KEY.public_key())
    return ACCOUNT.opened(payload, KEYS, now)


def _code(token: str, **how: Any) -> str:
    """Return why a JWS is not read."""
    with pytest.raises(AgencyBrokeContract) as caught:
        _opened(token, **how)
    return caught.value.code


def test_token() -> None:
    """A token has exactly the header that the authority wants, and verifies with our key."""
    token = ACCOUNT.token("5f0c", NOW)
    header = header_of(token)
    assert ACCOUNT.x5c == b64encode(DER).decode()
    assert header == {
        "alg": "RS256",
        "typ": "jose",
        "x5c": [ACCOUNT.x5c],
        "sigT": "2026-11-22T08:00:00Z",
        "crit": ["sigT"],
        "cty": "text/plain",
    }
    content = json.loads(verify(token, KEY.public_key()))
    assert content == {"nonce": "5f0c", "clientId": "PYVND1"}


def test_signing_time_is_utc() -> None:
    """The Z of sigT is true for a clock of any zone."""
    assert header_of(ACCOUNT.token("n", NOW.astimezone(TEHRAN)))["sigT"] == "2026-11-22T08:00:00Z"


@given(st.binary(max_size=300))
def test_sealed(content: bytes) -> None:
    """What we send is for the authority's key alone, signed by us, and arrives as it was."""
    payload = ACCOUNT.sealed(content, KEYS, NOW)
    assert header_of(payload)["kid"] == "enc-0"
    assert verify(decrypt(payload, PAIRS.decrypts).decode(), KEY.public_key()) == content


@given(st.binary(max_size=300))
def test_opened(content: bytes) -> None:
    """What the authority signs and encrypts for us is read as it was."""
    assert _opened(sign(HEADER, content, PAIRS.signs)) == content


def test_a_large_page() -> None:
    """A page of two hundred contracts is larger than the library's own limits."""
    content = bytes(600_000)
    assert _opened(sign(HEADER, content, PAIRS.signs)) == content


def test_kid_is_our_certificate() -> None:
    """We are known to the authority by the thumbprint of our certificate."""
    assert ACCOUNT.kid == thumbprint(DER)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"alg": "none"}, "jws"),
        ({"alg": "HS256"}, "jws"),
        ({"alg": "PS256"}, "jws"),
        ({"alg": ["RS256"]}, "jws"),
        ({"kid": "enc-0"}, "foreign-kid"),
        ({"kid": ["sig-0"]}, "jws"),
        ({"crit": []}, "jws"),
        ({"crit": ["sigT", "exp"], "exp": 1}, "jws"),
        ({"exp": 1}, "jws"),
        ({"b64": False, "crit": ["sigT", "b64"]}, "jws"),
        ({"sigT": "2026-11-22"}, "jws"),
        ({"sigT": 1}, "jws"),
        ({"sigT": "2026-11-22T07:54:59Z"}, "jws-time"),
        ({"sigT": "2026-11-22T08:05:01Z"}, "jws-time"),
    ],
)
def test_headers_that_are_refused(changes: dict[str, Any], code: str) -> None:
    """One algorithm, known keys, the one critical field, a recent time; nothing else passes."""
    assert _code(sign({**HEADER, **changes}, b"{}", PAIRS.signs)) == code


@pytest.mark.parametrize("missing", sorted(HEADER.keys() - {"typ", "cty"}))
def test_headers_that_lack_something(missing: str) -> None:
    """A header without its time or its key proves nothing."""
    header = {name: value for name, value in HEADER.items() if name != missing}
    assert _code(sign(header, b"{}", PAIRS.signs)) == "jws"


def test_five_minutes_are_permitted() -> None:
    """Clocks differ a little; the bound itself still counts."""
    token = sign(HEADER, b"{}", PAIRS.signs)
    for off in (timedelta(minutes=-5), timedelta(minutes=5)):
        assert _opened(token, now=NOW + off) == b"{}"


def test_signatures_that_are_not_theirs() -> None:
    """Another key, a changed text, an HMAC by their public key: the classics of JOSE."""
    token = sign(HEADER, b'{"amount":1}', PAIRS.signs)
    header, _, signature = token.split(".")
    assert _code(sign(HEADER, b"{}", KEY)) == "jws-signature"
    changed = encode(b'{"amount":9}')
    assert _code(f"{header}.{changed}.{signature}") == "jws-signature"
    unsigned = sign({**HEADER, "alg": "HS256"}, b"{}", KEY).rpartition(".")[0]
    mac = hmac.digest(_public(PAIRS.signs), unsigned.encode(), "sha256")
    assert _code(f"{unsigned}.{encode(mac)}") == "jws"
    assert _code(f"{header}.{encode(b'{}')}.") == "jws-signature"


@pytest.mark.parametrize(
    "token", ["", "..", "a.b.c", "W10.e30.", "e30.e30.e30", f"{encode(b'[' * 9_000)}.e30.e30", "é"]
)
def test_what_is_no_jws(token: str) -> None:
    """Whatever stands in a payload, the only error is that it is no JWS."""
    assert _code(token) == "jws"


@given(st.text(alphabet="abzAB019-_.=é", max_size=60))
def test_what_is_no_jwe(payload: str) -> None:
    """Whatever stands where a payload should, the only error is that it is no JWE."""
    with pytest.raises(AgencyBrokeContract) as caught:
        ACCOUNT.opened(payload, KEYS, NOW)
    assert caught.value.code == "jwe"


@pytest.mark.parametrize(
    "changes",
    [
        {"alg": "RSA1_5"},
        {"alg": "dir"},
        {"enc": "A128GCM"},
        {"zip": "DEF"},
        {"alg": 1},
        {"enc": []},
    ],
)
def test_other_encryptions(changes: dict[str, Any]) -> None:
    """Other algorithms, and compression, are refused before anything is decrypted."""
    payload = encrypt(ACCOUNT.kid, b"x", KEY.public_key())
    header = encode(json.dumps({**header_of(payload), **changes}).encode())
    with pytest.raises(AgencyBrokeContract) as caught:
        ACCOUNT.opened(f"{header}.{payload.partition('.')[2]}", KEYS, NOW)
    assert caught.value.code == "jwe"


def test_for_somebody_else() -> None:
    """A payload under another kid is not ours, though it decrypts."""
    assert _code(sign(HEADER, b"{}", PAIRS.signs), kid=encode(bytes(32))) == "jwe-kid"


@pytest.mark.parametrize(
    ("client", "key", "certificate", "said"),
    [
        ("", _pem(KEY), _certificate(), "user"),
        ('a"b', _pem(KEY), _certificate(), "user"),
        ("A1", b"x", _certificate(), "key is no PEM"),
        ("A1", _pem(KEY, BestAvailableEncryption(b"x")), _certificate(), "key is no PEM"),
        ("A1", _pem(short_pair()), _certificate(), "2048"),
        ("A1", _pem(ec.generate_private_key(ec.SECP256R1())), _certificate(), "RSA"),
        ("A1", _pem(KEY), b"x", "certificate is no PEM"),
        ("A1", _pem(KEY), _certificate(certificate_of(PAIRS.signs)), "another key's"),
    ],
)
def test_accounts_that_are_none(client: str, key: bytes, certificate: bytes, said: str) -> None:
    """What the authority would refuse is found out at the start, by the name of the entry."""
    with pytest.raises(WrongAccount, match=said):
        account_of(client, key, certificate)


def test_the_key_never_prints() -> None:
    """An account may stand in a log line."""
    assert str(KEY.private_numbers().d) not in repr(ACCOUNT)
    assert "RSAKey" not in repr(ACCOUNT)


@pytest.mark.parametrize(
    "der",
    [b"", b"x", _public(short_pair()), _public(ec.generate_private_key(ec.SECP256R1()))],
    ids=["nothing", "no DER", "short RSA", "a curve"],
)
def test_public_keys_that_are_refused(der: bytes) -> None:
    """A key that could be broken, or is no RSA key, verifies nothing."""
    with pytest.raises(ValueError, match=r"."):
        public_key(der)


def test_keys_of_the_least_length() -> None:
    """2048 bits are enough."""
    key = rsa.generate_private_key(65_537, 2_048)
    assert public_key(_public(key)).raw_value.key_size == 2_048
