"""What pages are shown with: style, script, icon and fonts, by addresses of their content."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_PATH: Final = "/assets"
_STATIC: Final = {
    "style.css": "text/css",
    "panel.css": "text/css",
    "verify.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_FONTS: Final = ("IBMPlexSansArabic-Regular.ttf", "IBMPlexSansArabic-Bold.ttf")
_FOREVER: Final = "public, max-age=31536000, immutable"
_BRIEFLY: Final = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served; ``packed`` are its octets under gzip."""

    data: bytes
    packed: bytes
    media_type: str
    tag: str


def routes() -> list[Route]:
    """Return the one route of all assets."""
    return [Route(f"{_PATH}/{{name}}", _serve, methods=["GET"])]


def address_of(name: str) -> str:
    """Return where an asset is, by a URL that changes with its content."""
    return f"{_PATH}/{name}?v={_assets()[name].tag}"


def _serve(request: Request) -> Response:
    asset = _assets().get(request.path_params["name"])
    if asset is None:
        return PlainTextResponse("not found", status_code=404)
    pinned = request.query_params.get("v") == asset.tag
    headers = {
        "cache-control": _FOREVER if pinned else _BRIEFLY,
        "etag": f'"{asset.tag}"',
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "vary": "accept-encoding",
    }
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.data, media_type=asset.media_type, headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(asset.packed, media_type=asset.media_type, headers=headers)


@cache
def _assets() -> dict[str, Asset]:
    """Return every asset, read once; the style is told where the fonts are."""
    fonts = files("fontpkg_ibm_plex_sans_arabic") / "files"
    found = {name: _asset((fonts / name).read_bytes(), "font/ttf") for name in _FONTS}
    for name, media_type in _STATIC.items():
        data = (files("hub.web") / "static" / name).read_bytes()
        for font in _FONTS:
            data = data.replace(
                f"{_PATH}/{font}".encode(), f"{_PATH}/{font}?v={found[font].tag}".encode()
            )
        found[name] = _asset(data, media_type)
    return found


def _asset(data: bytes, media_type: str) -> Asset:
    return Asset(data, gzip.compress(data, mtime=0), media_type, sha256(data).hexdigest()[:16])
