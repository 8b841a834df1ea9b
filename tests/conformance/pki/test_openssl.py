"""The world of keys that other tests stand on: openssl calls the good good and the bad bad."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.nodes import (
    MESSAGES,
    RESPONDER,
    SIGNER,
    TIMESTAMPS,
    Node,
    authority,
    by_sha1,
    node,
    weak_key,
)
from tests.kit.openssl import at, needs_openssl, ocsp_of_any_time, openssl, pem
from tests.kit.pki import NOW, World, other_world, world

pytestmark = needs_openssl

DAY = timedelta(days=1)
DIGEST = bytes(range(32))


async def _token_verifies(folder: Path, token: bytes, instant: datetime = NOW) -> bool:
    """Tell whether openssl accepts a token over `DIGEST` under the world's root."""
    path = folder / "token"
    path.write_bytes(token)
    judged = ["ts", "-verify", "-digest", DIGEST.hex(), "-in", path, "-token_in", *at(instant)]
    code, said = await openssl(*judged, "-CAfile", pem(folder, "root", *world().anchors))
    assert (code == 0) == ("Verification: OK" in said), said
    return code == 0


def _tsa(**how: object) -> Callable[[World], bytes]:
    return lambda house: house.token(DIGEST, NOW, tsa=house.issue("TSA", **how))  # type: ignore[arg-type]  # by name


BAD_TOKENS: dict[str, Callable[[World], bytes]] = {
    "other-key": lambda house: house.token(DIGEST, NOW, key=house.leaf.key),
    "no-purpose": _tsa(extensions=MESSAGES),
    "signer": _tsa(extensions=SIGNER),
    "responder": _tsa(extensions=RESPONDER),
    "expired": _tsa(extensions=TIMESTAMPS, starts=NOW - 2 * DAY, ends=NOW - DAY),
    "not-yet": _tsa(extensions=TIMESTAMPS, starts=NOW + DAY),
    "stranger": lambda _: other_world().token(DIGEST, NOW),
    "other-digest": lambda house: house.token(bytes(32), NOW),
}


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
async def test_good_tokens(kind: str, tmp_path: Path) -> None:
    """A kit whose good is bad would make every test that refuses it pass."""
    house = world(kind)  # type: ignore[arg-type]  # one of the kinds
    path = tmp_path / "token"
    path.write_bytes(house.token(DIGEST, NOW))
    judged = ["ts", "-verify", "-digest", DIGEST.hex(), "-in", path, "-token_in", *at(NOW)]
    code, said = await openssl(*judged, "-CAfile", pem(tmp_path, "root", *house.anchors))
    assert code == 0, said


@pytest.mark.parametrize("name", BAD_TOKENS)
async def test_bad_tokens(name: str, tmp_path: Path) -> None:
    """A kit whose bad is good would prove nothing."""
    assert not await _token_verifies(tmp_path, BAD_TOKENS[name](world()))


async def _chain(folder: Path, leaf: Node, *lists: bytes) -> str:
    """Return what openssl says of a path, each link looked up on ``lists`` when there are any."""
    looked: list[object] = []
    for number, octets in enumerate(lists):
        (folder / f"{number}.crl").write_bytes(octets)
        shown = folder / f"{number}.pem"
        await openssl("crl", "-inform", "der", "-in", folder / f"{number}.crl", "-out", shown)
        looked += ["-CRLfile", shown]
    judged = ["verify", *at(NOW), *(["-crl_check_all", *looked] if lists else [])]
    judged += ["-auth_level", "2", "-CAfile", pem(folder, "root", *world().anchors)]
    above = [one.certificate for one in leaf.chain]
    untrusted = ["-untrusted", pem(folder, "above", *above)] if above else []
    code, said = await openssl(*judged, *untrusted, pem(folder, "leaf", leaf.certificate))
    assert (code == 0) == said.endswith("leaf.pem: OK\n"), said
    return said


CHAINS: dict[str, tuple[Callable[[World], Node], str]] = {
    "good": (lambda house: house.leaf, "OK"),
    "expired": (
        lambda house: house.issue("old", starts=NOW - DAY, ends=NOW - DAY / 2),
        "certificate has expired",
    ),
    "not-yet": (lambda house: house.issue("early", starts=NOW + DAY), "not yet valid"),
    "weak-key": (lambda house: house.issue("weak", key=weak_key()), "key too weak"),
    "sha-1": (lambda house: by_sha1(house.leaf), "digest algorithm too weak"),
    "stranger": (lambda _: other_world().leaf, "unable to get"),
    "too-deep": (
        lambda house: node("leaf", node("below", house.issuing, authority())),
        "path length constraint exceeded",
    ),
    "by-a-leaf": (lambda house: node("leaf", house.leaf), "invalid CA certificate"),
}


@pytest.mark.parametrize("name", CHAINS)
async def test_chains(name: str, tmp_path: Path) -> None:
    """Each bad chain is bad for the one reason that it was made for."""
    make, said = CHAINS[name]
    assert said in await _chain(tmp_path, make(world()))


async def test_lists(tmp_path: Path) -> None:
    """A revocation shows on the list of the authority that issued, and nowhere else."""
    house = world()
    leaf, now = house.leaf, house.crls(NOW)
    assert "OK" in await _chain(tmp_path, leaf, *now)
    for serial in (leaf.serial, house.issuing.serial):
        lists = house.crls(NOW, revoked={serial: NOW})
        assert "certificate revoked" in await _chain(tmp_path, leaf, *lists)
    assert "OK" in await _chain(tmp_path, leaf, *house.crls(NOW, revoked={house.tsa.serial: NOW}))
    assert "CRL has expired" in await _chain(tmp_path, leaf, *house.crls(NOW - 30 * DAY))
    assert "unable to get certificate CRL" in await _chain(tmp_path, leaf, *other_world().crls(NOW))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, "leaf.pem: good"),
        ({"revoked_at": NOW}, "leaf.pem: revoked"),
        ({"known": False}, "leaf.pem: unknown"),
        ({"key": world().leaf.key}, "Response Verify Failure"),
        ({"responder": world().tsa}, "Response Verify Failure"),
        ({"responder": other_world().responder}, "Response Verify Failure"),
        ({"on": world().tsa}, "No Status found"),
    ],
    ids=["good", "revoked", "unknown", "other-key", "no-purpose", "stranger", "other-certificate"],
)
async def test_responses(how: dict[str, object], said: str, tmp_path: Path) -> None:
    """Responses by whom they should not be, or about whom they should not, are told apart."""
    house, response = world(), tmp_path / "response"
    response.write_bytes(house.ocsp(NOW, **how))  # type: ignore[arg-type]  # by name
    issuing = pem(tmp_path, "issuing", house.issuing.certificate)
    asked = ["ocsp", "-sha256", "-issuer", issuing, "-verify_other", issuing, *at(NOW)]
    asked += [
        *ocsp_of_any_time(),
        "-cert",
        pem(tmp_path, "leaf", house.leaf.certificate),
        "-respin",
        response,
    ]
    _, told = await openssl(*asked, "-CAfile", pem(tmp_path, "root", *house.anchors))
    assert said in told
