"""The doors of contract files: an act told, a file, a page of files and an assessment read.

A file is named by its contract's name, which is nobody's; whose it is stands in bodies alone.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.article38.slips import told_act
from hub.api.callers import Caller, Doorkeeper
from hub.api.contract_doors import OCID, SENT, below, count_of, known_query, ocid_of
from hub.api.contract_gate import digest_of
from hub.api.contract_receipts import RECEIPTS
from hub.api.forms.body import json_body
from hub.api.inquiries import idempotency_key
from hub.api.rest import EVERY_METHOD, guarded, octets, quota_headers
from hub.clearing.desk import ClearingDesk, Telling
from hub.clearing.gate import READ, TELL, Asking
from hub.clearing.overdue import OverdueReading
from hub.clearing.reading import Read, Wanted
from hub.errors import InvalidRequest
from hub.usecases.article38.file.statuses import FileStatus
from schemas.canonical.case import Proof
from schemas.canonical.identifiers import BranchCode, InvalidIdentifier, parse_branch_code
from schemas.canonical.receipt import Reception

FILES: Final = "/v1/article38/files"
FILE: Final = f"{FILES}/{{ocid}}"
ACTS: Final = f"{FILE}/acts"
ASSESSMENT: Final = "/v1/contracts/{ocid}/assessment"
MOST: Final = 100
"""Files of a page at most."""
PAGE: Final = 50
"""Files of a page where nobody says how many."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the doors; ``clock`` tells UTC, a body has ``max_bytes`` at most."""

    desk: ClearingDesk
    reading: OverdueReading
    doorkeeper: Doorkeeper
    clock: Callable[[], datetime]
    max_bytes: int


class FileDoors:
    """Everything that is asked and told of contract files."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def routes(self) -> list[Route]:
        """Return the routes of the doors."""
        tell = guarded(self._tell, methods=("POST",))
        return [
            below(ASSESSMENT, self._assessment, ("GET", "HEAD")),
            Route(ACTS, tell, methods=EVERY_METHOD),
            Route(FILES, guarded(self._page), methods=EVERY_METHOD),
            Route(FILE, guarded(self._file), methods=EVERY_METHOD),
        ]

    async def _tell(self, request: Request) -> Response:
        """Take an act into a file: 201 with its number, the status, and what followed."""
        received = self._behind.clock()
        body, found = await json_body(request, self._behind.max_bytes)
        key = idempotency_key(request)
        caller = await self._behind.doorkeeper.caller(request, body)
        ocid = ocid_of(request)
        asking = asking_of(caller, TELL, received, sha256(body).digest())
        digest = sha256(ocid.encode() + b"\n" + body).digest()
        telling = Telling(asking, ocid, key, digest, told_act(found))
        taken = await self._behind.desk.record(telling)
        answer = b'{"answer":%b,"receipt":"%b"}' % (taken.answer, b64encode(taken.receipt))
        headers = SENT | {"location": f"{FILES}/{ocid}"} | quota_headers(taken.usages)
        return Response(answer, 201, headers, "application/json")

    async def _file(self, request: Request) -> Response:
        """Return what a contract's file stands at."""
        known_query(request)
        asking = await self._reader(request)
        return shown(request, await self._behind.reading.file(asking, ocid_of(request)))

    async def _assessment(self, request: Request) -> Response:
        """Return what a contract's coefficient was fixed by, with its trace."""
        known_query(request)
        asking = await self._reader(request)
        return shown(request, await self._behind.reading.assessment(asking, ocid_of(request)))

    async def _page(self, request: Request) -> Response:
        """Return a page of files, of one status or branch where one is asked for."""
        query = known_query(request, "status", "branch", "after", "limit")
        wanted = _wanted(query)
        return shown(request, await self._behind.reading.page(await self._reader(request), wanted))

    async def _reader(self, request: Request) -> Asking:
        """Return a request to read, its sender proven."""
        received = self._behind.clock()
        caller = await self._behind.doorkeeper.caller(request, b"")
        return asking_of(caller, READ, received, digest_of(request))


def asking_of(caller: Caller, use_case: str, received: datetime, digest: bytes) -> Asking:
    """Return what a proven caller asks under a use case; ``digest`` is the SHA-256 of it."""
    operation = f"{use_case}.{'tell' if use_case == TELL else 'read'}"
    message_id = f"urn:peyvand:proof:{caller.replay_key.hex()}"
    reception = Reception(caller.consumer.code, message_id, operation, digest, received)
    return Asking(reception, use_case, caller.signed, Proof(caller.replay_key, caller.expires_at))


def _wanted(query: dict[str, str]) -> Wanted:
    """Return which page is wanted; `InvalidRequest` names the parameter and the rule."""
    status, after = query.get("status"), after_of(query)
    if status is not None and status not in {*FileStatus}:
        raise InvalidRequest("query.status", field="status")
    return Wanted(after, status, branch_of(query), count_of(query, "limit", PAGE, 1, MOST))


def after_of(query: dict[str, str]) -> str:
    """Return the contract's name that a page begins behind; `InvalidRequest` for none."""
    after = query.get("after", "")
    if after and OCID.fullmatch(after) is None:
        raise InvalidRequest("query.after", field="after")
    return after


def branch_of(query: dict[str, str]) -> BranchCode | None:
    """Return the branch that is asked for, if any; `InvalidRequest` for no branch code."""
    try:
        return parse_branch_code(query["branch"]) if "branch" in query else None
    except InvalidIdentifier as invalid:
        raise InvalidRequest(invalid.rule, field="branch") from invalid


def shown(request: Request, read: Read) -> Response:
    """Return what is read under its entity tag, and where its receipts are."""
    receipts = ", ".join(f"{RECEIPTS}/{one}" for one in read.receipt_ids)
    headers = {"receipt": receipts} | quota_headers(read.usages)
    return octets(request, read.answer, "application/json", **headers)
