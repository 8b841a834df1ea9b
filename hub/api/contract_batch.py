"""The batch door of the shared contracts: lines in and results out, both as streams.

A body that is signed (RFC 9421) is held until its digest is proven, and so bounded; one that is not
is taken as it comes, without a bound, where the agreement says so.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from hub.api.callers import Caller
from hub.api.contract_doors import Behind
from hub.api.contract_gate import SAY_MANY, Admitted, digest_of
from hub.api.contract_lines import RawLine, ahead, batches
from hub.api.contract_said import Said
from hub.api.contract_says import Checked, checked, source_of, unsayable
from hub.api.contract_words import told, worded
from hub.api.forms.body import check_coding, received
from hub.api.identity.signatures import is_signed
from hub.api.problems import TransportRefusal, problem_details
from hub.api.rest import EVERY_METHOD, guarded, noted, quota_headers
from hub.policy.agreements_disclose import Grant
from hub.sharing.intake import MOST
from hub.sharing.results import Line
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import tehran_day

PATH: Final = "/v1/contracts/batch"
NDJSON: Final = "application/x-ndjson"
SIGNED_OCTETS: Final = 8 * 2**20
"""The longest body whose signature is proven: it is held as a whole."""
_PAUSE: Final = 0.2
_PATIENCE: Final = 60.0
"""Seconds that a caller may take to read a result."""

Json = dict[str, Any]


class BatchDoor:
    """Takes the contracts of registers line by line."""

    def __init__(self, behind: Behind, pause: float = _PAUSE) -> None:
        self._behind = behind
        self._pause = pause

    def routes(self) -> list[Route]:
        """Return the route of the door."""
        return [Route(PATH, guarded(self._post, methods=("POST",)), methods=EVERY_METHOD)]

    async def _post(self, request: Request) -> Response:
        """Begin to answer line by line, once it is known who speaks and that he may."""
        now = self._behind.clock()
        if request.scope["query_string"]:
            raise TransportRefusal("request.query", 400)
        media_type = request.headers.get("content-type", "").partition(";")[0]
        if media_type.strip().lower() != NDJSON:
            raise TransportRefusal("request.content-type-ndjson", 415)
        check_coding(request)
        caller, octets = await self._opened(request)
        source, gate = partial(source_of, caller.consumer, self._behind.sources), self._behind.gate
        admitted = await gate.admit(caller, SAY_MANY, now, digest_of(request), source)
        lines = batches(octets, MOST, self._pause)
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return Streamed(
            self._results(source(), admitted, lines),
            headers=headers | quota_headers(admitted.usages),
            media_type=NDJSON,
        )

    async def _opened(self, request: Request) -> tuple[Caller, AsyncIterator[bytes]]:
        """Return who speaks, and the octets of his body as they come."""
        if not is_signed(request.headers):
            return await self._behind.doorkeeper.caller(request, b""), request.stream()
        body = await received(request, SIGNED_OCTETS)
        return await self._behind.doorkeeper.caller(request, body), _once(body)

    async def _results(
        self, source: str, admitted: Admitted, lines: AsyncIterator[list[RawLine]]
    ) -> AsyncIterator[bytes]:
        """Yield a line for each line, and at the end how many there were of each kind.

        What stops the stream is told in that last line, with the line from which to send again.
        """
        counts: Counter[str] = Counter()
        resume, said = 1, Said(self._behind.receipts, admitted)
        stopped: Json = {}
        try:
            async for batch, reads in ahead(self._checked(admitted.grant, lines)):
                resume = batch[0].number
                found = await self._take(source, batch, reads)
                counts.update(one["result"] for one in found)
                resume = batch[-1].number + 1
                results = b"".join(map(_written, found))
                said.add(batch, results)
                yield results
            receipt = await said.receipt(counts)
        except Exception as error:  # noqa: BLE001 - the answer has begun: its last line says it
            problem, reference = noted(error)
            stopped = {"problem": problem_details(problem, reference), "resume_from": resume}
            receipt = await said.receipt_if_can(counts)
        yield _written({"end": {"lines": counts.total(), **counts}, **stopped, **receipt})

    async def _checked(
        self, grant: Grant, lines: AsyncIterator[list[RawLine]]
    ) -> AsyncIterator[tuple[list[RawLine], list[Checked]]]:
        """Yield batches with what stands in their lines, or is wrong with them."""
        async for batch in lines:
            today = tehran_day(self._behind.clock())
            yield batch, await asyncio.to_thread(_all_checked, batch, grant, today)

    async def _take(
        self, source: str, batch: Sequence[RawLine], reads: Sequence[Checked]
    ) -> list[Json]:
        """Return what became of each line of a batch, in their order."""
        pairs = list(zip(batch, reads, strict=True))
        sound = [
            Line(raw.number, read) for raw, read in pairs if isinstance(read, RegisteredContract)
        ]
        results = await self._behind.intake.take(source, sound) if sound else []
        by_line = {one.line: one for one in results}
        return [
            {"line": raw.number}
            | (
                told(by_line[raw.number], read.source_id)
                if isinstance(read, RegisteredContract)
                else {"result": "refused", "problems": worded(read)}
            )
            for raw, read in pairs
        ]


def _all_checked(batch: Sequence[RawLine], grant: Grant, today: date) -> list[Checked]:
    withheld = unsayable(grant)
    return [checked(one.octets, withheld, today) for one in batch]


class Streamed(StreamingResponse):
    """An answer that is sent while its request still comes: only its source reads the request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send piece by piece; a caller who reads none of them for a minute is left."""

        async def patient(message: Message) -> None:
            async with asyncio.timeout(_PATIENCE):
                await send(message)

        await self.stream_response(patient)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


def _written(found: Json) -> bytes:
    return orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE)
