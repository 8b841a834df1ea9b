"""Who gets in at a REST door: a consumer with a token of ours and a proof of his key."""

from datetime import timedelta

import pytest

from signing.keys.pki import KeyKind
from tests.kit.identity import CODE, PATH, SKEW, Gate, code_of, identity, issued, row


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
@pytest.mark.parametrize("signed", [False, True])
async def test_a_consumer_gets_in_with_either_kind_of_key(kind: KeyKind, signed: bool) -> None:
    """A registered consumer would be shut out, or his signature go unnoticed."""
    gate = Gate([row(identity(kind, kind))])
    async with gate.client(issued(kind, kind)) as client:
        answer = await client.request("POST", f"{PATH}?a=b%20c", json={"x": 1}, signed=signed)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"consumer": CODE, "signed": signed}
    (caller,) = gate.callers
    assert len(caller.replay_key) == 32
    assert caller.expires_at == gate.clock.now.replace(microsecond=0) + SKEW


async def test_every_request_has_a_proof_of_its_own() -> None:
    """A request taken off the wire could be sent again."""
    gate = Gate()
    who, token = identity(), gate.token()
    proof = who.proof("GET", f"https://hub.test{PATH}", gate.now, token)
    for _ in range(2):
        assert (await gate.send(authorization=f"DPoP {token}", dpop=proof)).status_code == 200
    again = who.proof("GET", f"https://hub.test{PATH}", gate.now, token)
    assert (await gate.send(authorization=f"DPoP {token}", dpop=again)).status_code == 200
    first, second, third = (caller.replay_key for caller in gate.callers)
    assert first == second != third


async def test_both_certificates_hold_while_one_follows_the_other() -> None:
    """A consumer would be shut out between his keys, or the old one hold beyond its instant."""
    gate = Gate()
    ends = gate.clock.now + timedelta(seconds=90)
    gate.rows = [row(identity(), ends), row(identity("second"))]
    async with gate.client() as old, gate.client(issued("second")) as new:
        for client in (old, new):
            assert (await client.request("GET", PATH)).status_code == 200
        gate.clock.now = ends - timedelta(microseconds=1)
        assert (await old.request("GET", PATH)).status_code == 200
        gate.clock.now = ends
        assert code_of(await old.request("GET", PATH)) == "identity.token-unknown-certificate"
        assert (await new.request("GET", PATH)).status_code == 200


async def test_a_removed_certificate_ends_its_tokens() -> None:
    """A stolen key would go on speaking for as long as its last token holds."""
    gate = Gate()
    async with gate.client() as client:
        assert (await client.request("GET", PATH)).status_code == 200
        gate.rows = []
        gate.clock.now += timedelta(seconds=5)
        answer = await client.request("GET", PATH)
    assert (answer.status_code, code_of(answer)) == (401, "identity.token-unknown-certificate")


async def test_a_certificate_of_a_minute_ago_is_looked_for_once_more() -> None:
    """A consumer would be refused for seconds after his registration."""
    gate = Gate([])
    await gate.consumers.refresh()
    gate.rows = [row(identity())]
    gate.clock.now += timedelta(seconds=1)
    async with gate.client() as client:
        assert (await client.request("GET", PATH)).status_code == 200


async def test_a_certificate_that_ran_out_opens_nothing() -> None:
    """A key whose certificate ended would hold until somebody retires it."""
    gate = Gate()
    token = gate.token()
    gate.clock.now += timedelta(days=31)
    token = gate.token()
    answer = await gate.send(authorization=f"DPoP {token}", dpop="x")
    assert code_of(answer) == "identity.token-not-in-force"


async def test_a_certificate_that_changed_hands_takes_no_token_along() -> None:
    """A token in one agency's name would speak for another."""
    gate = Gate()
    token = gate.token(identity(code="a-bank"))
    answer = await gate.send(authorization=f"DPoP {token}", dpop="x")
    assert code_of(answer) == "identity.token-issuer"
