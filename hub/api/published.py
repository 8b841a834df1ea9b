"""What anyone may mirror to verify without us: the signing keys, and the newest status list."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.rest import EVERY_METHOD, guarded, octets
from hub.errors import NoStatusList
from hub.store.status_lists import StatusLists
from schemas.canonical.signing_key import PublishedKey
from signing.keyset import KeyEntry, write_keyset

_JWK_SET = "application/jwk-set+json"
_PUBLIC = "public, max-age=300"


class PublishedDoor:
    """Serves the key set (RFC 7517) and the signed status list."""

    def __init__(
        self, keys: Callable[[], Awaitable[tuple[PublishedKey, ...]]], lists: StatusLists
    ) -> None:
        self._read_keys = keys
        self._lists = lists

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        return [
            Route("/v1/keys", guarded(self._keys), methods=EVERY_METHOD),
            Route("/v1/status-list", guarded(self._status_list), methods=EVERY_METHOD),
        ]

    async def _keys(self, request: Request) -> Response:
        """Return every key that ever signed, with the span in which it did."""
        published = await self._read_keys()
        return octets(request, key_set(published), _JWK_SET, cache_control=_PUBLIC)

    async def _status_list(self, request: Request) -> Response:
        """Return the newest status list; it expires when there must be a newer one."""
        newest = await self._lists.newest()
        if newest is None:
            raise NoStatusList
        expires = _http_date(newest.next_update)
        return octets(
            request, newest.document, "application/xml", cache_control=_PUBLIC, expires=expires
        )


def key_set(published: tuple[PublishedKey, ...]) -> bytes:
    """Return the JWK Set of the published keys."""
    return write_keyset(
        KeyEntry(one.certificates, one.not_before, one.until, one.compromised_at)
        for one in published
    )


def _http_date(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC), usegmt=True)
