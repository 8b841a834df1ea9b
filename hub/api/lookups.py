"""The doors of the lookups: a body that names whom it is about, an answer with what was agreed.

Whom a lookup is about stands in its body alone, never in an address.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.callers import Doorkeeper
from hub.api.forms.body import as_model, json_body
from hub.api.rest import EVERY_METHOD, guarded, quota_headers
from hub.lookups.base import Lookup
from hub.lookups.road import LookupAnswer, LookupRequest, LookupRoad
from schemas.canonical.case import Proof
from schemas.canonical.receipt import Reception


class LookupDoors:
    """One door for each lookup, all on one road."""

    def __init__(
        self,
        lookups: Iterable[Lookup[Any]],
        road: LookupRoad,
        doorkeeper: Doorkeeper,
        *,
        clock: Callable[[], datetime],
        max_bytes: int,
    ) -> None:
        self._lookups = tuple(lookups)
        self._road = road
        self._doorkeeper = doorkeeper
        self._clock = clock
        self._max_bytes = max_bytes

    def routes(self) -> list[Route]:
        """Return the routes of the doors."""
        return [
            Route(one.path, guarded(self._door(one), methods=("POST",)), methods=EVERY_METHOD)
            for one in self._lookups
        ]

    def _door(self, lookup: Lookup[Any]) -> Callable[[Request], Any]:
        """Return what serves one lookup."""

        async def serve(request: Request) -> Response:
            return _response(await self._road.travel(await self._read(lookup, request)))

        return serve

    async def _read(self, lookup: Lookup[Any], request: Request) -> LookupRequest:
        """Return a lookup whose sender, wholeness and form are proven."""
        received = self._clock()
        octets, found = await json_body(request, self._max_bytes)
        caller = await self._doorkeeper.caller(request, octets)
        body = as_model(lookup.body, found)
        return LookupRequest(
            reception=Reception(
                consumer=caller.consumer.code,
                message_id=f"urn:peyvand:proof:{caller.replay_key.hex()}",
                operation=lookup.name,
                digest=sha256(octets).digest(),
                received_at=received,
            ),
            service=body.service,
            purpose=body.purpose,
            fields=tuple(body.fields or ()),
            questions=lookup.questions(body),
            signed=caller.signed,
            proof=Proof(caller.replay_key, caller.expires_at),
        )


def _response(found: LookupAnswer) -> Response:
    """Return the answer as it was digested, and the receipt beside it; nobody may keep a copy."""
    receipt = b64encode(found.receipt)
    body = b'{"answer":%b,"receipt":"%b"}' % (found.answer, receipt)
    headers = {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        **quota_headers(found.usages),
    }
    return Response(body, media_type="application/json", headers=headers)
