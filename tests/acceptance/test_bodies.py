"""Bodies too large or too slow: the hub neither keeps them nor waits for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.conftest import House
from tests.acceptance.parties import Deed
from tests.acceptance.refusals import refusal

_HUNDRED_MEGABYTES = 100 * 1024 * 1024
_CHUNK = b"x" * 65_536
_GROWTH = 24 * 1024  # KiB

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
