"""What pages are shown with: from our own origin, kept for ever under an address of its content."""

import re

import httpx
import pytest
from starlette.applications import Starlette

from hub.web.assets import address_of, routes

NAMES = ("style.css", "verify.js", "icon.svg", "IBMPlexSansArabic-Regular.ttf")


async def got(path: str, **headers: str) -> httpx.Response:
    """Return what the assets' route gives."""
    transport = httpx.ASGITransport(Starlette(routes=routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("name", NAMES)
async def test_an_asset_is_kept_for_as_long_as_it_is_the_same(name: str) -> None:
    """Each page would fetch half a megabyte of fonts, or show new words in an old style."""
    pinned = await got(address_of(name))
    assert pinned.headers["cache-control"].endswith("immutable")
    assert "immutable" not in (await got(f"/assets/{name}?v=old")).headers["cache-control"]
    assert pinned.headers["x-content-type-options"] == "nosniff"


async def test_an_asset_travels_packed_where_it_may() -> None:
    """Somebody on a bad line would wait for fonts twice as long."""
    address = address_of("IBMPlexSansArabic-Regular.ttf")
    packed = await got(address, **{"accept-encoding": "gzip"})
    plain = await got(address, **{"accept-encoding": "identity"})
    assert packed.content == plain.content
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 0.7 * len(plain.content)


async def test_the_style_asks_for_nothing_from_elsewhere() -> None:
    """Another site would learn who verifies which certificate."""
    style = (await got(address_of("style.css"))).text
    addresses = re.findall(r"url\(\"([^\"]*)\"\)", style)
    assert len(addresses) == 2
    for address in addresses:
        assert (await got(address)).headers["content-type"] == "font/ttf"
        assert "immutable" in (await got(address)).headers["cache-control"]
    assert "@import" not in style
    assert "http" not in style


@pytest.mark.parametrize("name", ["nothing", "..%2fwords.toml", "ask.html", "%00"])
async def test_nothing_else_is_served(name: str) -> None:
    """Any file of the server could be read."""
    assert (await got(f"/assets/{name}")).status_code == 404
