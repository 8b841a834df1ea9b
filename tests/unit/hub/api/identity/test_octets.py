"""Whatever octet of a token, a proof, an assertion or a signature changes: nobody gets in."""

import asyncio
from base64 import b64decode, b64encode

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.identity import CODE, HUB, PATH, Gate, identity

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ "
PLACES = st.integers(0, 2_000)
BODY = b'{"x": 1}'
MANY = settings(max_examples=150)


def _changed(text: str, place: int, letter: str) -> str | None:
    """Return the text with another letter in one place; None where it is the letter there is."""
    at = place % len(text)
    found = text[:at] + letter + text[at + 1 :]
    return None if found == text or found != found.strip() else found


@MANY
@given(place=PLACES, letter=st.sampled_from(LETTERS))
def test_any_octet_of_a_token(place: int, letter: str) -> None:
    """A token could be made to say something else, or have a second spelling."""
    gate = Gate()
    token = _changed(gate.token(), place, letter)
    if token is None:
        return
    proof = identity().proof("GET", f"{HUB}{PATH}", gate.now, token)
    answer = asyncio.run(gate.send(authorization=f"DPoP {token}", dpop=proof))
    assert answer.status_code == 401


@MANY
@given(place=PLACES, letter=st.sampled_from(LETTERS))
def test_any_octet_of_a_proof(place: int, letter: str) -> None:
    """A proof could be made one for another request, or be shown twice in two spellings."""
    gate = Gate()
    token = gate.token()
    proof = _changed(identity().proof("GET", f"{HUB}{PATH}", gate.now, token), place, letter)
    if proof is None:
        return
    answer = asyncio.run(gate.send(authorization=f"DPoP {token}", dpop=proof))
    assert answer.status_code == 401


@MANY
@given(place=PLACES, letter=st.sampled_from(LETTERS))
def test_any_octet_of_an_assertion(place: int, letter: str) -> None:
    """An assertion could be used twice in two spellings, or in another's name."""
    gate = Gate()
    assertion = _changed(identity().assertion(HUB, gate.now), place, letter)
    if assertion is None:
        return
    proof = identity().proof("POST", f"{HUB}/oauth2/token", gate.now)
    assert asyncio.run(gate.ask(assertion, proof)).status_code == 401


@MANY
@given(place=PLACES, bit=st.integers(0, 7), name=st.sampled_from(["signature", "content-digest"]))
def test_any_bit_of_a_signature_and_a_digest(place: int, bit: int, name: str) -> None:
    """A signed request could be changed without anybody noticing."""
    gate = Gate()
    token = gate.token()
    sent = {"authorization": f"DPoP {token}"}
    signed = identity().signature("POST", f"{HUB}{PATH}", BODY, sent, gate.now)
    label, value = signed[name].split(":")[:2]
    octets = bytearray(b64decode(value))
    octets[place % len(octets)] ^= 1 << bit
    signed[name] = f"{label}:{b64encode(octets).decode()}:"
    sent["dpop"] = identity().proof("POST", f"{HUB}{PATH}", gate.now, token)
    answer = asyncio.run(gate.send("POST", body=BODY, **sent | signed))
    assert answer.status_code == 401


@MANY
@given(place=PLACES, letter=st.sampled_from(LETTERS + ';"()'))
def test_any_octet_of_what_is_covered(place: int, letter: str) -> None:
    """What a signature covers, and what it says of itself, could be changed under it."""
    gate = Gate()
    token = gate.token()
    sent = {"authorization": f"DPoP {token}"}
    signed = identity().signature("POST", f"{HUB}{PATH}", BODY, sent, gate.now)
    covered = _changed(signed["signature-input"], place, letter)
    if covered is None:
        return
    signed["signature-input"] = covered
    sent["dpop"] = identity().proof("POST", f"{HUB}{PATH}", gate.now, token)
    answer = asyncio.run(gate.send("POST", body=BODY, **sent | signed))
    assert answer.status_code == 401


async def test_what_is_not_changed_gets_in() -> None:
    """The tests above would hold at a door that is shut to everybody."""
    gate = Gate()
    async with gate.client(code=CODE) as client:
        assert (await client.request("POST", PATH, content=BODY, signed=True)).status_code == 200
