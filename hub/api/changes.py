"""The change feed's door: versions of contracts in order, as CloudEvents, from a cursor on.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md section 4
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.api.contract_doors import SENT, Behind, below, count_of, known_query
from hub.api.contract_gate import ACKNOWLEDGE, FOLLOW, Admitted, digest_of
from hub.api.forms.body import as_model, json_body
from hub.api.rest import EVERY_METHOD, guarded, quota_headers
from hub.errors import InvalidRequest
from hub.policy.agreements_disclose import Grant
from hub.sharing.cursor import Cursor
from hub.sharing.telling import Telling
from hub.store.contract_feed import Change
from schemas.canonical.dates import TEHRAN, tehran_day

PATH: Final = "/v1/contracts/changes"
BATCH: Final = "application/cloudevents-batch+json"
EVENT: Final = "peyvand.contract.version.1"
MOST: Final = 1000
"""Versions of a page at most."""
_PAGE: Final = 100
LONGEST: Final = 30
"""Seconds that a request may wait for a version."""


class Acknowledgement(BaseModel):
    """How far a consumer has what he was told."""

    model_config = ConfigDict(frozen=True)

    cursor: str = Field(min_length=1, max_length=100, description="`Feed-Cursor` of a page.")


class ChangesDoor:
    """Tells what changed behind a cursor, and marks how far that was read."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        return [
            Route(PATH, guarded(self._read), methods=EVERY_METHOD),
            below(f"{PATH}/acknowledgement", self._acknowledge, ("POST",)),
        ]

    async def _read(self, request: Request) -> Response:
        """Return the versions behind a cursor, at once or when there are some."""
        now, feed = self._behind.clock(), self._behind.feed
        query = known_query(request, "after", "limit", "wait")
        limit = count_of(query, "limit", _PAGE, 1, MOST)
        wait = count_of(query, "wait", 0, 0, LONGEST)
        caller = await self._behind.doorkeeper.caller(request, b"")
        admitted = await self._behind.gate.admit(caller, FOLLOW, now, digest_of(request))
        start = Cursor(caller.consumer.code, 0)
        if "after" in query:
            start = Cursor.read(query["after"], start.consumer)
        page = await feed.page(start.position, limit)
        start.check(page.head)
        if not page.changes and wait and await feed.wait_beyond(start.position, wait):
            page = await feed.page(start.position, limit)
        last = page.changes[-1].position if page.changes else start.position
        cursor = Cursor(start.consumer, last).write()
        headers = _headers(admitted, cursor, page.head - last)
        headers["link"] = f'<{PATH}?after={cursor}&limit={limit}>; rel="next"'
        data = self._events(admitted.grant, page.changes)
        headers |= await self._behind.receipts.of_page(admitted, page.changes, data)
        return Response(data, 200, headers, BATCH)

    async def _acknowledge(self, request: Request) -> Response:
        """Mark that a consumer has all up to a cursor, and tell him what he has not."""
        now, feed = self._behind.clock(), self._behind.feed
        octets, found = await json_body(request, 16_384)
        caller = await self._behind.doorkeeper.caller(request, octets)
        digest = digest_of(request, octets)
        admitted = await self._behind.gate.admit(caller, ACKNOWLEDGE, now, digest)
        said = as_model(Acknowledgement, found)
        try:
            cursor = Cursor.read(said.cursor, caller.consumer.code)
            head = await feed.acknowledge(cursor.consumer, cursor.position)
        except InvalidRequest as refused:
            raise InvalidRequest(refused.rule, field="cursor") from None
        behind = head - cursor.position
        answer = JSONResponse({"behind": behind}, headers=_headers(admitted, said.cursor, behind))
        receipts, data = self._behind.receipts, bytes(answer.body)
        kept = await receipts.of_acknowledgement(admitted, cursor.position, data)
        answer.headers.update(kept)
        return answer

    def _events(self, grant: Grant, found: list[Change]) -> bytes:
        telling = Telling(grant, tehran_day(self._behind.clock()))
        source = f"{self._behind.public_url}/v1/contracts"
        events = (orjson.dumps(_event(telling, one, source)) for one in found)
        return b"[" + b",".join(events) + b"]"


def _event(telling: Telling, one: Change, source: str) -> dict[str, Any]:
    """Return a version as an event: by source and id (the position) it is the same for ever."""
    return {
        "specversion": "1.0",
        "id": str(one.position),
        "source": source,
        "type": EVENT,
        "subject": one.ocid,
        "time": _stamp(one.changed_at),
        "datacontenttype": "application/json",
        "data": telling.tell(one.ocid, one.version, one.body),
    }


@lru_cache(maxsize=16)
def _stamp(changed_at: datetime) -> str:
    """Return an instant in Tehran's time; what was written together has one."""
    return changed_at.astimezone(TEHRAN).isoformat()


def _headers(admitted: Admitted, cursor: str, behind: int) -> dict[str, str]:
    """Return where to read on, how many versions are there, and what is left of the quotas."""
    told = {"feed-cursor": cursor, "feed-behind": str(behind)}
    return SENT | told | quota_headers(admitted.usages)
