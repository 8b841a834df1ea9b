"""Every way of every manifest is gone, over real sockets, by a gateway that knows none of them."""

from collections.abc import Awaitable, Callable

import pytest

from adapters.base import catalog
from tests.contract.bus.conftest import Bus

WAYS = [
    (name, way)
    for name, manifest in sorted(catalog.discover().items())
    for way in manifest.via
    if way != "direct"
]


@pytest.mark.parametrize(("name", "way"), WAYS)
async def test_every_probe_passes(
    reached: Callable[..., Awaitable[Bus]], name: str, way: str
) -> None:
    """A manifest that promises a way nobody has gone would be found out by a ministry."""
    bus = await reached(name, way)
    gateway = bus.open()
    assert bus.questions
    for question in bus.questions:
        assert (await question(gateway)).source == name


def test_both_buses_are_gone_through() -> None:
    """With no manifest naming a bus, the test above would prove nothing."""
    assert {way for _, way in WAYS} == {"esb", "public-bus"}
