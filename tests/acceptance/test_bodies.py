"""Bodies too large or too slow: the hub neither keeps them nor waits for them."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from hub.config import Settings
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.conftest import House
from tests.acceptance.mortal import Life, doors
from tests.acceptance.parties import Deed, Keyring
from tests.acceptance.refusals import refusal

_HUNDRED_MEGABYTES = 100 * 1024 * 1024
_CHUNK = b"x" * 65_536
_GROWTH = 24 * 1024  # KiB
_BEGUN = b"POST /soap/article37/v1 HTTP/1.1\r\nHost: hub\r\nContent-Type: text/xml\r\n"
_HEAD = _BEGUN + b"Content-Length: 1000\r\n\r\n"

proc = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="reads /proc")


def chunks() -> Iterator[bytes]:
    for _ in range(_HUNDRED_MEGABYTES // len(_CHUNK)):
        yield _CHUNK


@contextmanager
def peak_memory(pid: int) -> Iterator[Callable[[], int]]:
    """Give how many KiB the peak of a process's memory has risen above what it had before."""
    status = Path(f"/proc/{pid}/status")

    def kibibytes(name: str) -> int:
        line = next(one for one in status.read_text().splitlines() if one.startswith(name))
        return int(line.split()[1])

    Path(f"/proc/{pid}/clear_refs").write_text("5")
    before = kibibytes("VmRSS")
    yield lambda: kibibytes("VmHWM") - before


@proc
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
def test_a_hundred_megabytes_are_not_kept(
    declared: bool, house: House, notary: NotaryOffice
) -> None:
    """A few large bodies at a time would use up the machine's memory and take the hub with it."""
    headers = {"Content-Type": "text/xml"}
    if declared:
        headers["Content-Length"] = str(_HUNDRED_MEGABYTES)
    with peak_memory(house.doors.process.pid) as growth, httpx.Client(trust_env=False) as client:
        told = refusal(client.post(house.address, content=chunks(), headers=headers))
        assert (told.status, told.code) == (413, "request.too-large")
        assert notary.inquire(**Deed().fields()).value.State == "answered"
        assert growth() < _GROWTH


def connected(origin: str) -> socket.socket:
    """Return a plain connection to the doors; whoever waits on it fails after a minute."""
    at = urlsplit(origin)
    return socket.create_connection((at.hostname, at.port), timeout=60)


@pytest.mark.parametrize("sent", [b"", b"POST /so", _BEGUN, _HEAD + b"<a>", _HEAD + b"<a>" * 300])
def test_a_request_that_never_ends_is_not_waited_for(
    sent: bytes, own_settings: Callable[..., Settings], keys: Keyring, tmp_path: Path
) -> None:
    """A stranger with many slow connections would keep every notary out, at no cost to him."""
    impatient = Life(own_settings(), tmp_path / "log", patience=0.5)
    with doors(impatient) as hub, connected(hub.origin) as slow:
        slow.sendall(sent)
        assert slow.recv(1) == b""
        with keys.office(hub.origin) as notary:
            assert notary.inquire(**Deed().fields()).value.State == "answered"


def test_a_head_without_end_is_not_kept(house: House, notary: NotaryOffice) -> None:
    """Header lines are kept until the last one has come: memory for anybody who asks."""
    with connected(house.origin) as endless, pytest.raises(ConnectionError):  # noqa: PT012
        endless.sendall(_BEGUN)
        for _ in range(100_000):
            endless.sendall(b"X-More: %b\r\n" % _CHUNK[:1000])
    assert notary.inquire(**Deed().fields()).value.State == "answered"


def test_a_caller_who_hangs_up_is_no_fault_of_ours(house: House, notary: NotaryOffice) -> None:
    """Every broken line would wake an operator, with a traceback that says nothing."""
    with connected(house.origin) as caller:
        caller.sendall(_HEAD + b"<a>")
        caller.shutdown(socket.SHUT_WR)
        assert caller.recv(1) == b""
    assert notary.inquire(**Deed().fields()).value.State == "answered"
    lines = [json.loads(line) for line in house.log().splitlines()]
    assert "request.incomplete" in {line.get("code") for line in lines}
    assert [line for line in lines if line["level"] == "error"] == []
