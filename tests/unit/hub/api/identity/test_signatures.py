"""A signature of a request is sound for that very request, by its sender, now; or it is refused."""

from base64 import b64encode
from collections.abc import Callable

import pytest

from simulators.kit.identity import Identity
from tests.kit.identity import HUB, PATH, Gate, code_of, identity

BODY = b'{"x": 1}'
Headers = dict[str, str]
Change = Callable[[Headers], Headers]


def _headers(
    gate: Gate, who: Identity | None = None, now: float | None = None, **more: str
) -> Headers:
    """Return the headers of a signed request, ``_`` in their names as `Gate.send` takes them."""
    own, token, at = who or identity(), gate.token(), gate.now if now is None else now
    headers = {"authorization": f"DPoP {token}", **more}
    signed = own.signature("POST", f"{HUB}{PATH}", BODY, headers, at)
    proof = identity().proof("POST", f"{HUB}{PATH}", gate.now, token)
    return headers | signed | {"dpop": proof}


def _replaced(name: str, old: str, new: str) -> Change:
    def change(headers: Headers) -> Headers:
        assert old in headers[name]
        return headers | {name: headers[name].replace(old, new)}

    return change


def _without(name: str) -> Change:
    return lambda headers: {one: text for one, text in headers.items() if one != name}


INPUT = "signature-input"
BAD: dict[str, tuple[str, Change]] = {
    "no-signature": ("unreadable", _without("signature")),
    "no-input": ("unreadable", _without(INPUT)),
    "no-fields": ("unreadable", lambda headers: headers | {INPUT: "~"}),
    "another-label": ("unreadable", _replaced("signature", "sig=", "sog=")),
    "another-tag": ("unreadable", _replaced(INPUT, 'tag="peyvand"', 'tag="other"')),
    "no-tag": ("unreadable", _replaced(INPUT, ';tag="peyvand"', "")),
    "another-key": ("certificate", _replaced(INPUT, identity().kid, identity("second").kid)),
    "another-algorithm": ("algorithm", _replaced(INPUT, "ecdsa-p256-sha256", "hmac-sha256")),
    "no-algorithm": ("algorithm", _replaced(INPUT, ';alg="ecdsa-p256-sha256"', "")),
    "no-nonce": ("claim", _replaced(INPUT, ";nonce=", ";nance=")),
    "no-instant": ("claim", _replaced(INPUT, ";created=", ";creoted=")),
    "an-instant-far-off": ("claim", _replaced(INPUT, ";created=", ";created=9999")),
    "ended": ("expired", _replaced(INPUT, ";created=", ";expires=1;created=")),
    "method-not-covered": ("coverage", _replaced(INPUT, '"@method" ', "")),
    "address-not-covered": ("coverage", _replaced(INPUT, '"@target-uri" ', "")),
    "content-not-covered": ("coverage", _replaced(INPUT, '"content-digest" ', "")),
    "token-not-covered": ("coverage", _replaced(INPUT, ' "authorization"', "")),
    "content-of-another": (
        "coverage",
        _replaced(INPUT, '"content-digest"', '"content-digest";req'),
    ),
    "an-unknown-parameter": ("invalid", _replaced(INPUT, ";tag", ";x=1;tag")),
    "what-is-not-there": ("invalid", _replaced(INPUT, '"@method"', '"x-y" "@method"')),
    "another-order": (
        "invalid",
        _replaced(INPUT, '"@method" "@target-uri"', '"@target-uri" "@method"'),
    ),
    "another-digest": ("invalid", _replaced("content-digest", "sha-256=", "sha-512=")),
    "no-digest": ("invalid", _without("content-digest")),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_broken_signature_is_refused_even_where_none_is_needed(name: str) -> None:
    """A request that was changed on its way would pass for an unsigned one."""
    gate = Gate()
    why, change = BAD[name]
    answer = await gate.send("POST", body=BODY, **change(_headers(gate)))
    assert (answer.status_code, code_of(answer)) == (401, f"identity.signature-{why}")
    assert not gate.callers


async def test_another_content_is_refused() -> None:
    """What a consumer signed would not be what the hub reads."""
    gate = Gate()
    answer = await gate.send("POST", body=b"{}", **_headers(gate))
    assert code_of(answer) == "identity.signature-digest"


async def test_another_address_is_refused() -> None:
    """A signed request to one door would do at another, or for other parameters."""
    gate = Gate()
    answer = await gate.send("POST", f"{PATH}?a=b", body=BODY, **_headers(gate))
    assert code_of(answer) == "identity.signature-invalid"


async def test_another_key_s_signature_is_refused() -> None:
    """Anybody could sign in a consumer's name."""
    gate = Gate()
    stranger = Identity(identity().code, identity("second").key, identity().certificate_der)
    answer = await gate.send("POST", body=BODY, **_headers(gate, stranger))
    assert code_of(answer) == "identity.signature-invalid"


@pytest.mark.parametrize(("seconds", "why"), [(-61, "expired"), (62, "future")])
async def test_a_signature_has_its_time(seconds: int, why: str) -> None:
    """A signed request could be kept and sent when it suits somebody else."""
    gate = Gate()
    answer = await gate.send("POST", body=BODY, **_headers(gate, now=gate.now + seconds))
    assert code_of(answer) == f"identity.signature-{why}"


async def test_the_idempotency_key_is_covered_where_there_is_one() -> None:
    """A request could be made a repetition of another on its way."""
    gate = Gate()
    key = {"idempotency-key": "one"}
    covered = await gate.send("POST", body=BODY, **_headers(gate, **key))
    assert covered.json() == {"consumer": "sso-services", "signed": True}
    added = await gate.send("POST", body=BODY, **(_headers(gate) | key))
    assert code_of(added) == "identity.signature-coverage"
    changed = await gate.send(
        "POST", body=BODY, **(_headers(gate, **key) | {"idempotency-key": "two"})
    )
    assert code_of(changed) == "identity.signature-invalid"


async def test_a_proxy_s_own_signature_beside_it_is_not_ours() -> None:
    """A proxy that signs what it hands on would break every signed request."""
    gate = Gate()
    headers = _headers(gate)
    headers[INPUT] += ', proxy=("@method");created=1;keyid="proxy";tag="proxy"'
    headers["signature"] += ", proxy=:AA==:"
    assert (await gate.send("POST", body=BODY, **headers)).json()["signed"] is True


async def test_two_signatures_are_one_too_many() -> None:
    """It would not be said which of them is the consumer's word."""
    gate = Gate()
    headers, other = _headers(gate), _headers(gate)
    other["authorization"], other["dpop"] = headers["authorization"], headers["dpop"]
    signed = identity().signature("POST", f"{HUB}{PATH}", BODY, other, gate.now)
    headers[INPUT] += ", " + signed[INPUT].replace("sig=", "two=")
    headers["signature"] += ", " + signed["signature"].replace("sig=", "two=")
    answer = await gate.send("POST", body=BODY, **headers)
    assert code_of(answer) == "identity.signature-repeated"


async def test_behind_a_proxy_the_signature_names_the_request() -> None:
    """A signed request over mutual TLS could be sent twice."""
    gate = Gate(client_certificates=True)
    token = gate.token(bound_to_key=False)
    sent = {"authorization": f"Bearer {token}"}
    headers = sent | identity().signature("POST", f"{HUB}{PATH}", BODY, sent, gate.now)
    given = f":{b64encode(identity().certificate_der).decode()}:"
    for _ in range(2):
        answer = await gate.send("POST", body=BODY, client_cert=given, **headers)
        assert answer.json()["signed"] is True
    assert len({caller.replay_key for caller in gate.callers}) == 1
