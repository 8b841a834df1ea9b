"""Messages of our own: sealed so that strangers can check them, and replies believed by proof."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from hub.messages import HubMessages
from schemas.soap import WSA_ANONYMOUS, SoapVersion
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.keys.file import FileSigner
from signing.keys.pki import new_key
from signing.wss import seal
from simulators.notary_offices.door import admit
from tests.kit.nodes import MESSAGES, Node, node

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ASKED = "urn:uuid:00000000-0000-0000-0000-000000000001"
CHILD = '<n:Taken xmlns:n="urn:n">گواهی</n:Taken>'.encode()


@cache
def _node(name: str) -> Node:
    return node(name, None, MESSAGES, starts=NOW - timedelta(days=1), ends=NOW + timedelta(days=1))


def _hub(clock: Callable[[], datetime] = lambda: NOW) -> HubMessages:
    return HubMessages(_node("hub").signer(), clock)


def _reply(signer: FileSigner | None = None, **changes: Any) -> bytes:
    """Return a reply of theirs to what was asked, but for ``changes``."""
    told: dict[str, Any] = {
        "signer": signer or _node("theirs").signer(),
        "action": "urn:n:Taken",
        "message_id": "urn:uuid:reply",
        "to": WSA_ANONYMOUS,
        "relates_to": ASKED,
        "version": SoapVersion.V11,
        "now": NOW,
    }
    return seal(CHILD, **told | changes)


def _open(reply: bytes) -> bytes:
    return _hub().open(reply, certificate=_node("theirs").der, relates_to=ASKED)


def test_a_stranger_can_check_what_we_seal() -> None:
    """A seal that only our own verifier knows would be worth nothing to a receiver."""
    sealed = _hub().seal(CHILD, action="urn:n:Take", message_id=ASKED, to="urn:n")
    letter = admit(sealed, _node("hub").certificate, NOW)
    assert (letter.to, letter.action, letter.message_id) == ("urn:n", "urn:n:Take", ASKED)
    assert letter.canonical == CHILD


def test_rsa_keys_both_ways() -> None:
    """Most receivers' keys are RSA, and so may ours be; neither side may assume the other's."""
    ours, theirs = (
        node(name, None, MESSAGES, key=new_key("rsa2048"), starts=NOW, ends=NOW + timedelta(days=1))
        for name in ("hub", "theirs")
    )
    hub = HubMessages(ours.signer(), lambda: NOW)
    sealed = hub.seal(CHILD, action="urn:n:Take", message_id=ASKED, to="urn:n")
    assert admit(sealed, ours.certificate, NOW).canonical == CHILD
    reply = _reply(theirs.signer())
    assert hub.open(reply, certificate=theirs.der, relates_to=ASKED) == CHILD


def test_each_attempt_is_of_its_own_instant() -> None:
    """A second attempt under the first one's Timestamp would be refused as old, or as a replay."""
    instants = iter([NOW, NOW + timedelta(hours=1)])
    hub = _hub(lambda: next(instants))
    sealed = [hub.seal(CHILD, action="a:a", message_id=ASKED, to="a:b") for _ in range(2)]
    certificate = _node("hub").certificate
    for envelope, now in zip(sealed, (NOW, NOW + timedelta(hours=1)), strict=True):
        assert admit(envelope, certificate, now).message_id == ASKED


def test_a_proven_reply_is_opened() -> None:
    """What is handed on are the very octets that were signed."""
    assert _open(_reply()) == CHILD
    assert canonical(parse(_open(_reply()))) == CHILD


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (lambda: _reply(relates_to="urn:uuid:other"), "wsa.relates-to"),
        (lambda: _reply(relates_to=None), "wsa.relates-to"),
        (lambda: _reply(to="urn:somebody"), "wsa.to"),
        (lambda: _reply(now=NOW - timedelta(minutes=6)), "wss.expired"),
        (lambda: _reply(now=NOW + timedelta(minutes=2)), "wss.created-in-future"),
        (lambda: _reply(_node("stranger").signer()), "wss.unknown-certificate"),
        (lambda: _reply(_node("hub").signer()), "wss.unknown-certificate"),
        (lambda: _reply().replace("گواهی".encode(), b"x"), "wss.digest"),
        (lambda: b"<x/>", "soap.not-an-envelope"),
        (lambda: b"<x", "not-well-formed"),
        (lambda: _reply().replace(b"<soap:Header>", b"<soap:Header><!-- -->"), "comment"),
    ],
)
def test_what_is_not_proven_is_refused(reply: Callable[[], bytes], code: str) -> None:
    """Each lack has its own stable code; taken for a receipt, a notice would never arrive."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - its code is what is looked at
        _open(reply())
    assert caught.value.code == code  # type: ignore[attr-defined]  # every refusal has one


def test_our_own_seal_is_no_reply() -> None:
    """An echo of our message must not pass for its acknowledgement."""
    echo = _hub().seal(CHILD, action="urn:n:Take", message_id=ASKED, to=WSA_ANONYMOUS)
    with pytest.raises(ValueError, match="unknown-certificate"):
        _open(echo)
