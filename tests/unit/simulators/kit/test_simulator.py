"""The shell around a stand-in's answers, without a socket."""

import json
from typing import Any

import pytest

from simulators.kit.asgi import JSON, Message, Reply, Request
from simulators.kit.delivery import ConnectionDropped
from simulators.kit.faults import Fault
from simulators.kit.serve import Mounted
from simulators.kit.simulator import Simulator


def _echo(request: Request) -> Reply:
    return Reply(200, JSON, request.path.encode() + request.body)


async def _call(app: Any, method: str, path: str, *parts: bytes) -> tuple[int, bytes]:
    """Return status and body of an ASGI call whose body arrives in ``parts``."""
    waiting = [
        {"type": "http.request", "body": part, "more_body": number < len(parts)}
        for number, part in enumerate(parts or (b"",), start=1)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    await app(scope, receive, send)
    return (sent[0]["status"], sent[1]["body"]) if sent else (0, b"")


async def test_body_in_pieces() -> None:
    """A body that arrives in pieces is one body."""
    assert await _call(Simulator(_echo, 1), "POST", "/", b"a", b"b", b"c") == (200, b"/abc")


async def test_mounted_below_its_name() -> None:
    """Several agencies under one origin do not see each other's prefix."""
    app = Mounted({"one": Simulator(_echo, 1)})
    assert await _call(app, "GET", "/one/x/y") == (200, b"/x/y")
    assert await _call(app, "GET", "/one") == (200, b"/")
    assert (await _call(app, "GET", "/two/x"))[0] == 404


async def test_history_and_reset() -> None:
    """What was asked can be told, in order, and forgotten."""
    app = Simulator(_echo, 1)
    await _call(app, "POST", "/a", "سلام".encode())
    await _call(app, "GET", "/b")
    status, body = await _call(app, "GET", "/_manage/history")
    assert status == 200
    assert [one["path"] for one in json.loads(body)] == ["/a", "/b"]
    assert json.loads(body)[0]["body"] == "سلام"
    app.faults.set(Fault(mode="error"))
    await _call(app, "POST", "/_manage/reset")
    assert not app.history
    assert app.faults.current == Fault()


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"mode": "rain"}', b'{"colour": "red"}'])
async def test_wrong_fault_is_refused(body: bytes) -> None:
    """A keeper who misspells a fault is told so, and none is in force."""
    app = Simulator(_echo, 1)
    assert (await _call(app, "POST", "/_manage/faults", body))[0] == 400
    assert (await _call(app, "GET", "/"))[0] == 200


async def test_unknown_management() -> None:
    """A wrong path below _manage is not an agency's business."""
    app = Simulator(_echo, 1)
    assert (await _call(app, "GET", "/_manage/faults"))[0] == 404
    assert not app.history


async def test_hang_ends_with_the_client() -> None:
    """A client that gives up leaves nothing behind."""
    app = Simulator(_echo, 1)
    app.faults.set(Fault(mode="hang"))
    assert await _call(app, "GET", "/") == (0, b"")


async def test_late_answer_is_the_right_one() -> None:
    """A delay changes when, not what."""
    app = Simulator(_echo, 1)
    app.faults.set(Fault(mode="delay", milliseconds=0))
    assert await _call(app, "GET", "/x") == (200, b"/x")


async def test_down_needs_a_socket() -> None:
    """Without a connection to drop the stand-in says so, instead of answering after all."""
    app = Simulator(_echo, 1)
    app.faults.set(Fault(mode="down"))
    with pytest.raises(ConnectionDropped):
        await _call(app, "GET", "/")


def _odd(request: Request) -> Reply:
    return Reply(200, JSON, b"odd")


async def test_faults_of_its_own() -> None:
    """A stand-in's own fault is its wrong answer, and no other stand-in takes it for one."""
    odd = Simulator(_echo, 1, quirks={"stale": _odd})
    order = b'{"mode": "stale", "calls": 1}'
    assert await _call(odd, "POST", "/_manage/faults", order) == (200, b"{}")
    assert await _call(odd, "GET", "/x") == (200, b"odd")
    assert await _call(odd, "GET", "/x") == (200, b"/x")
    status, said = await _call(Simulator(_echo, 1), "POST", "/_manage/faults", order)
    assert (status, b"not a fault of this agency" in said) == (400, True)


async def test_orders_of_its_own() -> None:
    """What a keeper orders is done, refused with a reason, and forgotten with a reset."""
    done: list[int] = []
    app = Simulator(
        _echo, 1, orders={"add": lambda body: done.append(int(body))}, forget=done.clear
    )
    assert (await _call(app, "POST", "/_manage/add", b"5"))[0] == 200
    assert (await _call(app, "POST", "/_manage/add", b"five"))[0] == 400
    assert (await _call(app, "GET", "/_manage/add"))[0] == 404
    assert done == [5]
    await _call(app, "POST", "/_manage/reset")
    assert done == []
