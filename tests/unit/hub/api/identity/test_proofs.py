"""A proof of possession is for one request, at its time, by the key of the token."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from hub.api.identity.jose import encode
from hub.api.identity.proofs import plain_address
from simulators.kit.identity import Identity
from tests.kit.identity import HUB, PATH, Gate, code_of, identity

URL = f"{HUB}{PATH}"
Make = Callable[[Gate, str], str]


def _made(**claims: Any) -> Make:
    """Return a proof, sound but for these claims."""
    return lambda gate, token: identity().proof("GET", URL, gate.now, token, **claims)


def _headed(**headers: Any) -> Make:
    """Return a proof, sound but for these headers."""

    def make(gate: Gate, token: str) -> str:
        who = identity()
        said = {"htm": "GET", "htu": URL, "iat": int(gate.now), "jti": "a"}
        ath = _ath(token)
        head = {"typ": "dpop+jwt", "jwk": who.jwk()} | headers
        return who.jws({name: one for name, one in head.items() if one}, said | {"ath": ath})

    return make


def _ath(token: str) -> str:
    return encode(sha256(token.encode()).digest())


def _by(who: Identity, jwk: dict[str, str] | None = None) -> Make:
    """Return a proof by another key, whose or the token's key in it."""

    def make(gate: Gate, token: str) -> str:
        said = {"htm": "GET", "htu": URL, "iat": int(gate.now), "jti": "a", "ath": _ath(token)}
        return who.jws({"typ": "dpop+jwt", "jwk": jwk or who.jwk()}, said)

    return make


BAD: dict[str, tuple[str, Make]] = {
    "another-method": ("method", _made(htm="POST")),
    "a-method-in-other-letters": ("method", _made(htm="get")),
    "another-address": ("address", _made(htu=f"{HUB}/v1/persons/lookup")),
    "another-host": ("address", _made(htu=f"https://other.test{PATH}")),
    "no-address": ("address", _made(htu="nowhere")),
    "a-broken-address": ("address", _made(htu="https://[x")),
    "another-token": ("token", _made(ath=_ath("other"))),
    "no-token": ("claim", _made(ath=None)),
    "no-name": ("claim", _made(jti=None)),
    "an-empty-name": ("claim", _made(jti="")),
    "no-instant": ("claim", _made(iat=None)),
    "an-instant-of-truth": ("claim", _made(iat=True)),
    "too-old": ("expired", lambda gate, token: _made(iat=int(gate.now) - 61)(gate, token)),
    "to-come": ("future", lambda gate, token: _made(iat=int(gate.now) + 62)(gate, token)),
    "another-key": ("key", _by(identity("second"))),
    "another-kind-of-key": ("key", _by(identity("rsa2048", "rsa2048"))),
    "a-borrowed-key": ("invalid", _by(identity("second"), identity().jwk())),
    "no-key": ("key", _headed(jwk=None)),
    "a-key-of-no-kind": ("key", _headed(jwk={"kty": "oct"})),
    "a-key-that-is-no-text": ("key", _headed(jwk=identity().jwk() | {"x": 1})),
    "a-private-key": ("private", _headed(jwk=identity().jwk() | {"d": "AQ"})),
    "another-type": ("type", _headed(typ="jwt")),
    "a-name-of-a-key": ("header-unknown", _headed(kid="x")),
    "an-address-of-keys": ("header-jku", _headed(jku="https://other.test/keys")),
    "an-address-of-certificates": ("header-x5u", _headed(x5u="https://other.test/keys")),
    "what-is-none": ("unreadable", lambda gate, token: "x.y.z"),
    "what-is-no-text": ("unreadable", lambda gate, token: "~"),
}


@pytest.mark.parametrize("name", BAD)
async def test_no_other_proof_opens(name: str) -> None:
    """Who took a token off the wire would be let in with it."""
    gate = Gate()
    token = gate.token()
    why, make = BAD[name]
    answer = await gate.send(authorization=f"DPoP {token}", dpop=make(gate, token))
    assert (answer.status_code, code_of(answer)) == (401, f"identity.proof-{why}")
    assert answer.headers["www-authenticate"].startswith('DPoP error="invalid_dpop_proof"')
    assert not gate.callers


async def test_a_token_alone_opens_nothing() -> None:
    """A token would be as good as a password."""
    gate = Gate()
    answer = await gate.send(authorization=f"DPoP {gate.token()}")
    assert code_of(answer) == "identity.proof-missing"


async def test_one_proof_is_shown() -> None:
    """A proof that another door reads would stand beside the one we read."""
    gate = Gate()
    token = gate.token()
    proof = _made()(gate, token)
    headers = [("authorization", f"DPoP {token}"), ("dpop", proof), ("dpop", proof)]
    async with gate.client() as client:
        answer = await client._http.get(URL, headers=headers)
    assert code_of(answer) == "identity.proof-repeated"


@pytest.mark.parametrize("seconds", [-60, 0, 60])
async def test_clocks_may_differ_by_a_minute(seconds: int) -> None:
    """A consumer whose clock is a little off would be shut out."""
    gate = Gate()
    gate.clock.now = gate.clock.now.replace(microsecond=0)
    token = gate.token()
    proof = _made(iat=int(gate.now) + seconds)(gate, token)
    assert (await gate.send(authorization=f"DPoP {token}", dpop=proof)).status_code == 200


@pytest.mark.parametrize(
    "url", ["HTTPS://HUB.test/v1/echo", "https://hub.test:443/v1/echo?a=b#c", URL]
)
def test_an_address_has_several_spellings(url: str) -> None:
    """A consumer would be refused for writing the port that everybody leaves out."""
    assert plain_address(url) == plain_address(URL)


@pytest.mark.parametrize(
    "url",
    ["http://hub.test/v1/echo", "https://hub.test:8443/v1/echo", "https://a@hub.test/v1/echo"],
)
def test_another_address_is_another(url: str) -> None:
    """A proof for one origin would hold at another."""
    assert plain_address(url) != plain_address(URL)


async def test_an_rsa_key_proves_with_its_own_algorithm() -> None:
    """A lawful algorithm of the other kind of key would be tried with this one."""
    gate = Gate()
    token = gate.token()
    who = identity("rsa2048", "rsa2048")
    answer = await gate.send(
        authorization=f"DPoP {token}", dpop=_by(who, identity().jwk())(gate, token)
    )
    assert code_of(answer) == "identity.proof-other-algorithm"
