"""A token opens a door only as the hub made it, in its time, with what it is bound to."""

import hmac
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.api.identity import tokens
from hub.api.identity.jose import compact, encode
from hub.api.identity.keys import key_name
from hub.api.identity.tokens import Mint
from hub.errors import IdentityRefused
from signing.keys.file import FileSigner
from tests.kit.identity import HUB, PATH, SKEW, Gate, code_of, identity, issued, registered
from tests.kit.keys import certificate_signer


def _claims(gate: Gate, **changed: Any) -> dict[str, Any]:
    """Return a token's claims with some changed."""
    said = jwt.decode(gate.token(), options={"verify_signature": False})
    return {name: value for name, value in (said | changed).items() if value is not None}


def _forged(gate: Gate, header: dict[str, Any], **changed: Any) -> str:
    """Return a token signed by the hub's own key, whatever it says."""
    said = compact({"typ": "at+jwt", "alg": "ES256"} | header, _claims(gate, **changed))
    return f"{said.decode()}.{encode(certificate_signer().sign(said))}"


def _hmac(gate: Gate) -> str:
    """Return a token whose secret is the hub's public key, which everybody has."""
    certificate = x509.load_der_x509_certificate(certificate_signer().certificate_der)
    secret = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    said = compact({"typ": "at+jwt", "alg": "HS256"}, _claims(gate))
    return f"{said.decode()}.{encode(hmac.digest(secret, said, 'sha256'))}"


def _unsigned(gate: Gate) -> str:
    return f"{compact({'typ': 'at+jwt', 'alg': 'none'}, _claims(gate)).decode()}."


def _of_another_hub(gate: Gate) -> str:
    made = issued("other hub")
    der = x509.load_pem_x509_certificate(made.chain_pem).public_bytes(Encoding.DER)
    signer = FileSigner(identity("other hub").key, der, ())
    return Mint(signer, HUB).issue(
        "sso-services", registered(identity()).fingerprint, "x", now=gate.clock.now, name="one"
    )


def _tampered(gate: Gate) -> str:
    """Return a token in which another consumer's name was put."""
    head, _, signature = gate.token().split(".")
    said = compact({}, _claims(gate, sub="a-bank")).decode().partition(".")[2]
    return f"{head}.{said}.{signature}"


BAD = {
    "unreadable": lambda gate: "no-token",
    "two-parts": lambda gate: gate.token().rpartition(".")[0],
    "trailing-bits": lambda gate: _respelt(gate.token()),
    "none": _unsigned,
    "symmetric": _hmac,
    "another-hub": _of_another_hub,
    "tampered": _tampered,
    "audience": lambda gate: _forged(gate, {}, aud="https://other.test"),
    "issuer": lambda gate: _forged(gate, {}, iss="https://other.test"),
    "future": lambda gate: _forged(gate, {}, iat=gate.now + 61),
    "expired": lambda gate: _forged(gate, {}, exp=int(gate.now)),
    "type": lambda gate: _forged(gate, {"typ": "jwt"}),
    "no-end": lambda gate: _forged(gate, {}, exp=None),
    "end-of-text": lambda gate: _forged(gate, {}, exp="tomorrow"),
    "endless": lambda gate: _forged(gate, {}, exp=1e300),
    "unbound": lambda gate: _forged(gate, {}, cnf=None),
    "bound-to-nothing": lambda gate: _forged(gate, {}, cnf={}),
    "bound-to-what-is-no-text": lambda gate: _forged(gate, {}, cnf={"jkt": 1}),
    "no-certificate": lambda gate: _forged(gate, {}, certificate="x"),
    "own-key": lambda gate: _forged(gate, {"jwk": identity().jwk()}),
    "critical": lambda gate: _forged(gate, {"crit": ["exp"]}),
}
CODES = {
    "unreadable": "unreadable",
    "two-parts": "unreadable",
    "trailing-bits": "unreadable",
    "another-hub": "invalid",
    "tampered": "invalid",
    "issuer": "audience",
    "no-end": "claim",
    "end-of-text": "claim",
    "endless": "claim",
    "unbound": "claim",
    "bound-to-nothing": "claim",
    "bound-to-what-is-no-text": "claim",
    "no-certificate": "claim",
    "own-key": "header-jwk",
    "critical": "header-crit",
}


def _respelt(token: str) -> str:
    """Return the token with another last letter that stands for the same octets."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) ^ 1]


@pytest.mark.parametrize("name", BAD)
async def test_no_other_token_opens(name: str) -> None:
    """Who has no token of ours, or no more, would be let in."""
    gate = Gate()
    token = BAD[name](gate)
    proof = identity().proof("GET", f"{HUB}{PATH}", gate.now, token)
    answer = await gate.send(authorization=f"DPoP {token}", dpop=proof)
    assert (answer.status_code, code_of(answer)) == (401, f"identity.token-{CODES.get(name, name)}")
    assert answer.headers["www-authenticate"].startswith('DPoP error="invalid_token"')
    assert token not in answer.text
    assert not gate.callers


async def test_who_shows_no_token_is_told_how() -> None:
    """A consumer's library would not know what to get."""
    answer = await Gate().send()
    assert code_of(answer) == "identity.token-missing"
    assert answer.headers["www-authenticate"] == 'DPoP algs="ES256 PS256"'


@pytest.mark.parametrize("scheme", ["Bearer", "Basic", ""])
async def test_a_token_is_shown_in_its_own_scheme(scheme: str) -> None:
    """A token would open without the proof that goes with it."""
    gate = Gate()
    answer = await gate.send(authorization=f"{scheme} {gate.token()}")
    assert code_of(answer) == "identity.token-scheme"


def test_a_token_holds_five_minutes_and_not_longer() -> None:
    """A token that got away would hold for good, though the process knows it already."""
    gate = Gate()
    token = gate.token()
    known = gate.mint.read(token, now=gate.clock.now, skew=SKEW)
    assert known.ends - known.made == 300
    late = gate.clock.now.replace(microsecond=0) + timedelta(minutes=5)
    assert gate.mint.read(token, now=late - timedelta(microseconds=1), skew=SKEW) is known
    for _ in range(2):
        with pytest.raises(IdentityRefused, match="token-expired"):
            gate.mint.read(token, now=late, skew=SKEW)


def test_only_so_many_tokens_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A consumer who asks for tokens without end would fill the process's memory."""
    monkeypatch.setattr(tokens, "_KEPT", 2)
    gate = Gate()
    made = [gate.token(identity(code=f"consumer-{n}")) for n in range(3)]
    first, *_ = [gate.mint.read(one, now=gate.clock.now, skew=SKEW) for one in made]
    assert len(gate.mint._known) == 2
    assert gate.mint.read(made[0], now=gate.clock.now, skew=SKEW) == first


def test_another_implementation_reads_our_token() -> None:
    """A token would be one to our own code only."""
    gate = Gate()
    certificate = x509.load_der_x509_certificate(certificate_signer().certificate_der)
    said = jwt.decode(
        gate.token(),
        certificate.public_key(),
        algorithms=["ES256"],
        audience=HUB,
        issuer=HUB,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (said["sub"], said["client_id"]) == ("sso-services", "sso-services")
    assert said["certificate"] == key_name(sha256(identity().certificate_der).digest())


async def test_a_token_bound_to_a_certificate_needs_the_connection_s() -> None:
    """A token taken from a log would open from anywhere."""
    gate = Gate(client_certificates=True)
    token = gate.token(bound_to_key=False)
    own, other = (_client_cert(name) for name in ("sso-services", "second"))
    bearer = f"Bearer {token}"
    assert (await gate.send(authorization=bearer, client_cert=own)).status_code == 200
    wrong = {
        "identity.certificate-missing": {},
        "identity.certificate-binding": {"client_cert": other},
        "identity.certificate-unreadable": {"client_cert": own[1:]},
    }
    for code, headers in wrong.items():
        assert code_of(await gate.send(authorization=bearer, **headers)) == code
    bent = await gate.send(authorization=bearer, client_cert=":bm90*:")
    assert code_of(bent) == "identity.certificate-unreadable"


async def test_what_a_client_says_of_its_connection_counts_only_behind_a_proxy() -> None:
    """Anybody could write the header of a proxy that is not there."""
    gate = Gate()
    token = gate.token(bound_to_key=False)
    headers = {"client_cert": _client_cert("sso-services")}
    answer = await gate.send(authorization=f"Bearer {token}", **headers)
    assert code_of(answer) == "identity.token-scheme"


@pytest.mark.parametrize(("scheme", "bound"), [("Bearer", True), ("DPoP", False)])
async def test_a_token_is_not_shown_in_the_other_scheme(scheme: str, bound: bool) -> None:
    """A token bound to a key would open to who has only a connection, or none at all."""
    gate = Gate(client_certificates=True)
    token = gate.token(bound_to_key=bound)
    headers = {"client_cert": _client_cert("sso-services")}
    answer = await gate.send(authorization=f"{scheme} {token}", **headers)
    assert code_of(answer) == "identity.token-binding"


async def test_over_its_own_connection_every_request_is_new() -> None:
    """Two requests alike would be taken for one sent twice."""
    gate = Gate(client_certificates=True)
    token = f"Bearer {gate.token(bound_to_key=False)}"
    for _ in range(2):
        await gate.send(authorization=token, client_cert=_client_cert("sso-services"))
    assert len({caller.replay_key for caller in gate.callers}) == 2


def _client_cert(name: str) -> str:
    return f":{b64encode(identity(name).certificate_der).decode()}:"
