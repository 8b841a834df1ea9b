"""The doors of paper forms: minutes told and read, what forms came to, what a paper is worth."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.article38.doors import asking_of, shown
from hub.api.article38.paper_bodies import told_minute, told_paper, worded
from hub.api.callers import Doorkeeper
from hub.api.contract_doors import SENT, count_of, known_query
from hub.api.contract_gate import digest_of
from hub.api.forms.body import json_body
from hub.api.inquiries import idempotency_key
from hub.api.rest import EVERY_METHOD, guarded, quota_headers
from hub.clearing.gate import READ, TELL, Asking
from hub.clearing.paper import FormsTelling, PaperDesk
from hub.clearing.paper_reading import Asked, PaperReading
from hub.clearing.refusals import FormsRefused
from hub.usecases.article38.paper.minutes import read_branch, read_province
from schemas.canonical.dates import tehran_day

FORMS: Final = "/v1/article38/paper-forms"
MINUTES: Final = f"{FORMS}/minutes"
SUMMARY: Final = f"{FORMS}/summary"
JUDGEMENT: Final = f"{FORMS}/judgement"
MOST: Final = 100
"""Minutes of a page at most."""
_PAGE: Final = 50
_LAST_POSITION: Final = 999_999


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the doors; ``clock`` tells UTC, a body has ``max_bytes`` at most."""

    desk: PaperDesk
    reading: PaperReading
    doorkeeper: Doorkeeper
    clock: Callable[[], datetime]
    max_bytes: int


class PaperDoors:
    """Everything that is told and asked of paper forms."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind
        self._serial = behind.reading.serial

    def routes(self) -> list[Route]:
        """Return the routes of the doors."""
        minutes = guarded(self._minutes, methods=("GET", "HEAD", "POST"))
        judgement = guarded(self._judgement, methods=("POST",))
        return [
            Route(MINUTES, minutes, methods=EVERY_METHOD),
            Route(SUMMARY, guarded(self._summary), methods=EVERY_METHOD),
            Route(JUDGEMENT, judgement, methods=EVERY_METHOD),
        ]

    async def _minutes(self, request: Request) -> Response:
        return await (self._tell if request.method == "POST" else self._page)(request)

    async def _tell(self, request: Request) -> Response:
        """Take minutes down, all of their lines or none: 201."""
        received = self._behind.clock()
        body, found = await json_body(request, self._behind.max_bytes)
        key = idempotency_key(request)
        caller = await self._behind.doorkeeper.caller(request, body)
        digest = sha256(body).digest()
        asking = asking_of(caller, TELL, received, digest)
        minute, lines = told_minute(found, self._serial, tehran_day(received))
        try:
            taken = await self._behind.desk.record(FormsTelling(asking, key, digest, minute, lines))
        except FormsRefused as why:
            raise worded(why) from why
        answer = b'{"answer":%b,"receipt":"%b"}' % (taken.answer, b64encode(taken.receipt))
        headers = SENT | quota_headers(taken.usages)
        return Response(answer, 201, headers, "application/json")

    async def _page(self, request: Request) -> Response:
        """Return a page of minutes, in the order in which they were taken down."""
        query = known_query(request, "province", "branch", "after", "limit")
        asked = _asked(query)
        return shown(
            request, await self._behind.reading.minutes(await self._reader(request), asked)
        )

    async def _summary(self, request: Request) -> Response:
        """Return what forms came to, by province and branch."""
        asked = _asked(known_query(request, "province", "branch"))
        return shown(
            request, await self._behind.reading.summary(await self._reader(request), asked)
        )

    async def _judgement(self, request: Request) -> Response:
        """Return what a paper clearance is worth."""
        received = self._behind.clock()
        body, found = await json_body(request, self._behind.max_bytes)
        caller = await self._behind.doorkeeper.caller(request, body)
        asking = asking_of(caller, READ, received, sha256(body).digest())
        paper = told_paper(found, self._serial)
        return shown(request, await self._behind.reading.judgement(asking, paper))

    async def _reader(self, request: Request) -> Asking:
        """Return a request to read, its sender proven."""
        received = self._behind.clock()
        caller = await self._behind.doorkeeper.caller(request, b"")
        return asking_of(caller, READ, received, digest_of(request))


def _asked(query: dict[str, str]) -> Asked:
    """Return what is asked for; `InvalidRequest` names the parameter and the rule."""
    return Asked(
        province=read_province(query["province"]) if "province" in query else None,
        branch=read_branch(query["branch"]) if "branch" in query else None,
        after=count_of(query, "after", 0, 0, _LAST_POSITION),
        limit=count_of(query, "limit", _PAGE, 1, MOST),
    )
