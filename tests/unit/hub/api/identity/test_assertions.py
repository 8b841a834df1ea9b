"""A token is given to who signs for it with his registered key, now, for us, and once."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.errors import HubUnavailable
from simulators.kit.identity import Identity
from tests.kit.identity import CODE, HUB, Gate, identity, issued, row

URL = f"{HUB}/oauth2/token"
Make = Callable[[Gate], str]


def _made(**claims: Any) -> Make:
    """Return an assertion, sound but for these claims."""
    return lambda gate: identity().assertion(HUB, gate.now, **claims)


def _headed(who: Identity | None = None, **headers: Any) -> Make:
    """Return an assertion, sound but for these headers."""

    def make(gate: Gate) -> str:
        said = {"iss": CODE, "sub": CODE, "aud": HUB, "exp": int(gate.now) + 60, "jti": "a"}
        own = who or identity()
        return own.jws({"kid": identity().kid} | headers, said)

    return make


def _ahead(name: str, seconds: int) -> Make:
    return lambda gate: _made(**{name: int(gate.now) + seconds})(gate)


def _by_algorithm(algorithm: str, secret: Any) -> Make:
    """Return a sound assertion but for its algorithm."""

    def make(gate: Gate) -> str:
        said = {"iss": CODE, "sub": CODE, "aud": HUB, "exp": int(gate.now) + 60, "jti": "a"}
        return jwt.encode(said, secret, algorithm=algorithm, headers={"kid": identity().kid})

    return make


def _public_key() -> bytes:
    key = identity().key.public_key()
    octets = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(octets)


BAD: dict[str, tuple[str, Make]] = {
    "another-issuer": ("issuer", _made(iss="a-bank")),
    "another-subject": ("issuer", _made(sub="a-bank")),
    "another-audience": ("audience", _made(aud="https://other.test")),
    "two-audiences": ("audience", _made(aud=[HUB, "https://other.test"])),
    "no-audience": ("audience", _made(aud=None)),
    "an-audience-that-is-no-text": ("audience", _made(aud=[["x"]])),
    "no-issuer": ("claim", _made(iss=None)),
    "no-end": ("claim", _made(exp=None)),
    "no-name": ("claim", _made(jti=None)),
    "an-end-that-is-no-number": ("claim", _made(exp="soon")),
    "ended": ("expired", _ahead("exp", -60)),
    "too-long": ("lifetime", _ahead("exp", 361)),
    "made-tomorrow": ("future", _ahead("iat", 61)),
    "not-before-tomorrow": ("future", _ahead("nbf", 61)),
    "by-another-key": ("invalid", _headed(identity("second"))),
    "by-another-kind-of-key": ("other-algorithm", _headed(identity("rsa2048", "rsa2048"))),
    "none": ("none", _by_algorithm("none", None)),
    "the-public-key-as-secret": ("symmetric", _by_algorithm("HS256", _public_key())),
    "rs256": ("algorithm", _by_algorithm("RS256", identity("rsa2048", "rsa2048").key)),
    "ps384": ("algorithm", _by_algorithm("PS384", identity("rsa2048", "rsa2048").key)),
    "its-own-key": ("header-jwk", _headed(jwk=identity("second").jwk())),
    "an-address-of-keys": ("header-jku", _headed(jku="https://other.test/keys")),
    "an-address-of-certificates": ("header-x5u", _headed(x5u="https://other.test/c")),
    "critical": ("header-crit", _headed(crit=["exp"])),
    "its-own-certificate": ("header-unknown", _headed(x5c=["AA=="])),
    "no-certificate": ("certificate", _headed(kid="one")),
    "two-certificates": ("certificate", _headed(**{"x5t#S256": identity("second").kid})),
    "a-certificate-that-is-no-text": ("certificate", _headed(**{"x5t#S256": ["a"]})),
    "a-stranger-s-certificate": ("unknown-certificate", _headed(kid=identity("second").kid)),
    "unreadable": ("unreadable", lambda gate: "x"),
}


async def _asked(gate: Gate, assertion: str, **form: str) -> httpx.Response:
    return await gate.ask(assertion, identity().proof("POST", URL, gate.now), **form)


@pytest.mark.parametrize("name", BAD)
async def test_no_other_assertion_gets_a_token(name: str) -> None:
    """Who is not the consumer would get a token in his name."""
    why, make = BAD[name]
    gate = Gate()
    answer = await _asked(gate, make(gate))
    said = answer.json()
    assert (answer.status_code, said["error"]) == (401, "invalid_client")
    assert said["code"] == f"identity.assertion-{why}"
    assert answer.headers["www-authenticate"].startswith('DPoP error="invalid_client"')
    assert answer.headers["cache-control"] == "no-store"
    assert gate.memory.seen == {}


@pytest.mark.parametrize("audience", [HUB, URL, [HUB]])
@pytest.mark.parametrize("name", ["kid", "x5t#S256"])
async def test_a_sound_assertion_gets_a_token(audience: str, name: str) -> None:
    """A consumer whose library follows another reading of the standard would be shut out."""
    gate, who = Gate(), identity()
    said = {"iss": CODE, "sub": CODE, "aud": audience, "exp": int(gate.now) + 60, "jti": "a"}
    answer = await _asked(gate, who.jws({name: who.kid}, said))
    assert answer.status_code == 200, answer.text
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("DPoP", 300)
    assert (answer.headers["cache-control"], len(gate.memory.seen)) == ("no-store", 2)


async def test_an_assertion_is_used_once() -> None:
    """Who read an assertion on its way could get a token too."""
    gate = Gate()
    assertion = _made()(gate)
    assert (await _asked(gate, assertion)).status_code == 200
    again = await _asked(gate, assertion)
    assert again.json()["code"] == "identity.assertion-replayed"
    named = await _asked(gate, _made(jti="one")(gate))
    assert named.status_code == 200
    assert (await _asked(gate, _made(jti="one")(gate))).status_code == 401


async def test_a_proof_is_used_once() -> None:
    """A proof that was seen would do for a second token."""
    gate = Gate()
    proof = identity().proof("POST", URL, gate.now)
    assert (await gate.ask(_made()(gate), proof)).status_code == 200
    assert (await gate.ask(_made()(gate), proof)).status_code == 401


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        (lambda gate: None, "missing"),
        (lambda gate: identity("second").proof("POST", URL, gate.now), "key"),
        (lambda gate: identity().proof("GET", URL, gate.now), "method"),
        (lambda gate: identity().proof("POST", HUB, gate.now), "address"),
        (lambda gate: identity().proof("POST", URL, gate.now - 61), "expired"),
    ],
    ids=["missing", "another-key", "method", "address", "expired"],
)
async def test_a_token_is_bound_to_the_registered_key(proof: Any, code: str) -> None:
    """A token could be bound to a key that nobody registered."""
    gate = Gate()
    answer = await gate.ask(_made()(gate), proof(gate))
    said = answer.json()
    assert (answer.status_code, said["error"]) == (400, "invalid_dpop_proof")
    assert said["code"] == f"identity.proof-{code}"


@pytest.mark.parametrize(
    ("form", "error", "code"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type", "grant-unsupported"),
        ({"scope": "everything"}, "invalid_scope", "scope-unsupported"),
        ({"client_assertion_type": "x"}, "invalid_client", "assertion-type"),
        ({"client_secret": "x"}, "invalid_request", "form-unknown-field"),
        ({"client_id": "a-bank"}, "invalid_client", "assertion-issuer"),
    ],
    ids=["grant", "scope", "assertion-type", "secret", "client-id"],
)
async def test_a_form_that_asks_for_something_else(
    form: dict[str, str], error: str, code: str
) -> None:
    """A consumer's library would be told nothing that it understands."""
    gate = Gate()
    said = (await _asked(gate, _made()(gate), **form)).json()
    assert (said["error"], said["code"]) == (error, f"identity.{code}")
    assert said["error_description"].isascii()


@pytest.mark.parametrize(
    ("body", "media", "code"),
    [
        (b"grant_type=a&grant_type=b", "application/x-www-form-urlencoded", "form-repeated"),
        (b"\xff", "application/x-www-form-urlencoded", "form-unreadable"),
        (b"a=b&" * 17, "application/x-www-form-urlencoded", "form-unreadable"),
        (b"a" * 20_000, "application/x-www-form-urlencoded", "form-too-large"),
        (b"{}", "application/json", "form-media-type"),
        (
            b"grant_type=client_credentials",
            "application/x-www-form-urlencoded; charset=utf-8",
            "assertion-missing",
        ),
    ],
    ids=["repeated", "octets", "many", "large", "json", "nothing"],
)
async def test_a_form_that_is_none(body: bytes, media: str, code: str) -> None:
    """A form without end, or of another kind, would be worked on."""
    answer = await Gate().send("POST", "/oauth2/token", body=body, content_type=media)
    assert answer.json()["code"] == f"identity.{code}"


async def test_a_token_is_bound_to_the_connection_s_certificate() -> None:
    """A consumer behind mutual TLS could not do without proofs, or another's connection do."""
    gate = Gate(client_certificates=True)
    form = httpx.QueryParams(
        grant_type="client_credentials",
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    )
    headers = {"content_type": "application/x-www-form-urlencoded"}
    for name, code in (("second", "identity.certificate-binding"), (CODE, None)):
        body = str(form.set("client_assertion", _made()(gate))).encode()
        given = f":{b64encode(identity(name).certificate_der).decode()}:"
        answer = await gate.send("POST", "/oauth2/token", body=body, client_cert=given, **headers)
        assert answer.json().get("code") == code
    token = answer.json()
    assert token["token_type"] == "Bearer"
    entered = await gate.send(authorization=f"Bearer {token['access_token']}", client_cert=given)
    assert entered.status_code == 200


async def test_what_the_endpoint_says_of_itself() -> None:
    """A library that configures itself would find nothing, or what does not hold (RFC 8414)."""
    said = (await Gate().send(path="/.well-known/oauth-authorization-server")).json()
    assert (said["issuer"], said["token_endpoint"]) == (HUB, URL)
    assert said["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert said["dpop_signing_alg_values_supported"] == ["ES256", "PS256"]
    assert said["tls_client_certificate_bound_access_tokens"] is False


async def test_an_outage_is_said() -> None:
    """A consumer would take the hub's outage for a refusal, and change his keys."""

    class Down:
        async def remember(self, _: Any) -> None:
            raise HubUnavailable("store.unavailable")

    gate = Gate(memory=Down())
    answer = await _asked(gate, _made()(gate))
    assert (answer.status_code, answer.json()["code"]) == (503, "hub.unavailable")
    assert answer.headers["retry-after"]


async def test_what_nobody_expected_says_nothing() -> None:
    """What a library says of our keys would go to a stranger."""

    class Broken:
        async def remember(self, _: Any) -> None:
            raise RuntimeError("sesame")

    gate = Gate(memory=Broken())
    answer = await _asked(gate, _made()(gate))
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")
    assert "sesame" not in answer.text


async def test_a_client_renews_its_token_before_it_ends() -> None:
    """A consumer's programme would be refused once every five minutes."""
    gate = Gate([row(identity())])
    async with gate.client(issued()) as client:
        first = await client.token()
        assert await client.token() == first
        gate.clock.now = gate.clock.now.replace(minute=gate.clock.now.minute + 5)
        assert await client.token() != first
