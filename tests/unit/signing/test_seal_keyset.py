"""The published keys: what is written is read, and what is doubtful is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from signing.keyset import KeyEntry, write_keyset
from signing.verify.keyset import KeySetInvalid, kid_text, read_keyset
from tests.vectors.certificates.samples import NOW
from tests.vectors.certificates.seals import AFTER, BEFORE, entry

TWO = write_keyset([entry("p256"), replace(entry("rsa2048"), revoked_at=NOW)])


def test_a_key_set_comes_back_as_it_was_written() -> None:
    """A reader would trust a key for another time than the hub says."""
    first, second = read_keyset(TWO).keys.values()
    assert first.certificate == entry("p256").certificates[0]
    assert isinstance(first.key, ec.EllipticCurvePublicKey)
    assert (first.not_before, first.not_after, first.revoked_at) == (BEFORE, AFTER, None)
    assert second.revoked_at == NOW
    assert read_keyset(write_keyset([])).keys == {}


def test_a_key_set_is_a_jwk_set() -> None:
    """Other programs could not read the published keys (RFC 7517, sections 4 and 5)."""
    one, two = json.loads(TWO)["keys"]
    assert (one["kty"], one["crv"], one["alg"], one["use"]) == ("EC", "P-256", "ES256", "sig")
    assert (two["kty"], two["alg"], two["e"]) == ("RSA", "RS256", "AQAB")
    assert one["kid"] == kid_text(next(iter(read_keyset(TWO).keys)))
    assert "d" not in one


def changed(member: str, value: object) -> Callable[[Any], Any]:
    """Return a change to one member of the first key."""

    def change(document: Any) -> Any:
        document["keys"][0][member] = value
        return document

    return change


def without(member: str) -> Callable[[Any], Any]:
    """Return the loss of one member of the first key."""

    def change(document: Any) -> Any:
        del document["keys"][0][member]
        return document

    return change


def swapped(document: Any) -> Any:
    """Return the first key with the certificate and name of the second."""
    one, two = document["keys"]
    return {"keys": [one | {"x5c": two["x5c"], "kid": two["kid"]}]}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (changed("d", "AAAA"), "private-key"),
        (changed("kid", "AAAAAAAAAAA"), "kid"),
        (without("kid"), "kid"),
        (changed("x", "AAAA"), "key"),
        (changed("x", json.loads(TWO)["keys"][0]["y"]), "key"),
        (changed("x", json.loads(TWO)["keys"][0]["x"] + "="), "key"),
        (without("y"), "key"),
        (changed("x5c", []), "x5c"),
        (changed("x5c", ["!"]), "x5c"),
        (changed("x5c", ["AAAA"]), "x5c"),
        (changed("x5c", json.loads(TWO)["keys"][1]["x5c"]), "kid"),
        (swapped, "another-certificate"),
        (without("x5c"), "x5c"),
        (without("nbf"), "nbf"),
        (changed("nbf", "2026"), "nbf"),
        (changed("nbf", True), "nbf"),
        (changed("nbf", 10**30), "nbf"),
        (changed("exp", 1), "window"),
        (changed("exp", 1.5), "exp"),
        (changed("revoked_at", None), "revoked_at"),
        (lambda document: {"keys": document["keys"] + document["keys"]}, "kid-twice"),
        (lambda document: {"keys": [1]}, "not-a-key"),
        (lambda document: {"keys": {}}, "no-keys"),
        (lambda document: [], "no-keys"),
    ],
)
def test_a_doubtful_key_set_is_refused(change: Callable[[Any], Any], rule: str) -> None:
    """A key that is not the hub's, or not at that time, would be trusted."""
    with pytest.raises(KeySetInvalid) as refused:
        read_keyset(json.dumps(change(json.loads(TWO))).encode())
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "not-json"),
        (b"\xff", "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"keys": [NaN]}', "not-json"),
        (b'{"keys": [], "keys": []}', "member-twice"),
        (b" " * 5_000_000, "too-large"),
    ],
)
def test_what_is_no_key_set_is_refused(data: bytes, rule: str) -> None:
    """A wrong file would be a traceback, or an empty key set."""
    with pytest.raises(KeySetInvalid) as refused:
        read_keyset(data)
    assert refused.value.rule == rule


def test_keys_and_members_of_another_kind_are_passed_over() -> None:
    """A key set of tomorrow could not be read by a verifier of today (RFC 7517, section 5)."""
    document = json.loads(TWO)
    document["keys"][0]["colour"] = "green"
    document["keys"].append({"kty": "OKP", "crv": "Ed25519"})
    document["issuer"] = "hub"
    assert read_keyset(json.dumps(document).encode()).keys == read_keyset(TWO).keys


@given(st.integers(0, len(TWO) - 1), st.integers(1, 255))
def test_a_damaged_key_set_makes_no_traceback(place: int, mask: int) -> None:
    """A bad download would be a traceback."""
    damaged = bytearray(TWO)
    damaged[place] ^= mask
    try:
        read = read_keyset(bytes(damaged))
    except KeySetInvalid:
        return
    assert set(read.keys) <= set(read_keyset(TWO).keys)


def test_only_keys_of_seals_with_zones_are_written() -> None:
    """A key set would name a key that no reader of seals can use."""
    naive = KeyEntry(entry().certificates, BEFORE.replace(tzinfo=None), AFTER)
    with pytest.raises(ValueError, match="zone"):
        write_keyset([naive])
