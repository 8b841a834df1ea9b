"""The doors of single contracts: one told by its register, one read as all tell it."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.api.changes import ChangesDoor
from hub.api.contract_batch import BatchDoor
from hub.api.contract_doors import SENT, Behind, known_query, ocid_of
from hub.api.contract_gate import READ, SAY_ONE, Admitted, digest_of
from hub.api.contract_ocds import OCDS, format_of, record_package, whole
from hub.api.contract_reconciliation import ReconciliationDoor
from hub.api.contract_says import checked, source_of, unsayable
from hub.api.contract_words import invalid, refusal_of, status_of, told
from hub.api.forms.body import check_coding, received
from hub.api.problems import TransportRefusal
from hub.api.rest import EVERY_METHOD, guarded, octets, quota_headers
from hub.contracts.check import LONGEST_LINE
from hub.contracts.digest import digest as digest_of_contract
from hub.contracts.tables import Slip
from hub.errors import InvalidRequest, NotCurrent, NotPermitted, UnknownContract
from hub.policy.agreements_disclose import Grant
from hub.sharing.intake import nothing
from hub.sharing.results import Line, Outcome
from hub.sharing.telling import tell
from hub.store.contract_feed import Change
from hub.store.contract_reads import last_two
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import tehran_day

PUT_PATH: Final = "/v1/contracts/{source}/{source_id}"
PATH: Final = "/v1/contracts/{ocid}"
_TAGS: Final = re.compile(r'\*|"[0-9a-f]{32}"(?:\s*,\s*"[0-9a-f]{32}"){0,9}')


def contract_routes(behind: Behind) -> list[Route]:
    """Return every route of the shared contracts, those with fixed names first."""
    return [
        *BatchDoor(behind).routes(),
        *ChangesDoor(behind).routes(),
        *ReconciliationDoor(behind).routes(),
        *ContractDoor(behind).routes(),
    ]


class ContractDoor:
    """Takes one contract from its register, and tells one to who may know it."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        return [
            Route(PUT_PATH, guarded(self._put, methods=("PUT",)), methods=EVERY_METHOD),
            Route(PATH, guarded(self._get), methods=EVERY_METHOD),
        ]

    async def _put(self, request: Request) -> Response:
        """Take a contract in: 201 for a new one, 202 while an operator has to choose, else 200."""
        now = self._behind.clock()
        body = await _body(request)
        caller = await self._behind.doorkeeper.caller(request, body)
        source = request.path_params["source"]

        def own() -> None:
            if source != source_of(caller.consumer, self._behind.sources):
                raise NotPermitted("agreement.source")

        digest = digest_of(request, body)
        admitted = await self._behind.gate.admit(caller, SAY_ONE, now, digest, own)
        contract = self._read(request, body, admitted.grant)
        wanted, tag = _if_match(request), tag_of(digest_of_contract(contract))
        then = nothing if wanted is None else _held(wanted, source, contract, tag)
        (result,) = await self._behind.intake.take(source, [Line(1, contract)], then)
        headers = SENT | {"etag": tag}
        headers |= quota_headers(admitted.usages)
        if result.outcome is Outcome.REFUSED:
            raise refusal_of(result)
        answer = JSONResponse(told(result, contract.source_id), status_of(result), headers)
        receipt = await self._behind.receipts.of_one(admitted, result.outcome, bytes(answer.body))
        answer.headers.update(receipt)
        return answer

    def _read(self, request: Request, body: bytes, grant: Grant) -> RegisteredContract:
        """Return the contract of a body that is of the address it was sent to."""
        found = checked(body, unsayable(grant), tehran_day(self._behind.clock()))
        if isinstance(found, tuple):
            raise invalid(*found)
        if found.source_id != request.path_params["source_id"]:
            raise invalid(Slip("source_id", "contract.other-id"))
        return found

    async def _get(self, request: Request) -> Response:
        """Return a contract as all registers tell it, as far as its reader is granted."""
        now = self._behind.clock()
        asked = format_of(known_query(request, "format"), self._behind.publisher)
        caller = await self._behind.doorkeeper.caller(request, b"")
        admitted = await self._behind.gate.admit(caller, READ, now, digest_of(request))
        ocid, receipts = ocid_of(request), self._behind.receipts
        if asked == OCDS:
            versions = _known(await self._behind.feed.history(ocid))
            data = await self._package(admitted, versions)
            receipt = await receipts.of_versions(admitted, versions, data, whole(admitted.grant))
        else:
            newest = await self._behind.reads.newest(ocid)
            versions = _known([newest] if newest else [])
            data = _plain(admitted.grant, versions[0], tehran_day(now))
            receipt = await receipts.of_versions(admitted, versions, data)
        headers = receipt | quota_headers(admitted.usages)
        return octets(request, data, "application/json", **headers)

    async def _package(self, admitted: Admitted, versions: list[Change]) -> bytes:
        """Return a contract in the words of OCDS; that none of it may be told so is kept too."""
        try:
            return await record_package(self._behind, admitted.grant, versions)
        except NotPermitted as denied:
            await self._behind.gate.refuse(admitted, denied)
            raise


def _known(versions: list[Change]) -> list[Change]:
    """Return the versions of a contract; `UnknownContract` where there are none."""
    if not versions:
        raise UnknownContract(field="ocid")
    return versions


def _plain(grant: Grant, newest: Change, on: date) -> bytes:
    """Return a contract with who says what, as far as ``grant`` tells it ``on`` a day."""
    said = tell(grant, newest.ocid, newest.version, newest.body, on)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def tag_of(digest: bytes) -> str:
    """Return the entity tag of a statement: half of its digest, which is its SHA-256."""
    return f'"{digest.hex()[:32]}"'


async def _body(request: Request) -> bytes:
    """Return the octets of a contract; `TransportRefusal`."""
    if request.scope["query_string"]:
        raise TransportRefusal("request.query", 400)
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type.strip().lower() != "application/json":
        raise TransportRefusal("request.content-type-json", 415)
    check_coding(request)
    return await received(request, 2 * LONGEST_LINE)


def _if_match(request: Request) -> frozenset[str] | None:
    """Return the entity tags that the caller builds on (RFC 9110 section 13.1.1); None for none."""
    given = request.headers.getlist("if-match")
    if not given:
        return None
    text = ",".join(given).strip()
    if _TAGS.fullmatch(text) is None:
        raise InvalidRequest("if-match.form", field="If-Match")
    return frozenset(one.strip() for one in text.split(","))


def _held(
    wanted: frozenset[str], source: str, contract: RegisteredContract, own: str
) -> Callable[[AsyncConnection], Awaitable[None]]:
    """Return what refuses a contract, in the transaction that took it, unless it was built on.

    What was current is the newest revision before this one; a repetition of what is current already
    has been done, and is no conflict. ``own`` is the contract's own tag.
    """

    async def hold(connection: AsyncConnection) -> None:
        newest = await last_two(connection, source, contract.source_id)
        before = newest
        if newest and newest[0][0] == contract.revision:
            before = newest[1:]
        tags = {tag_of(digest) for _, digest in before[:1]}
        fits = bool(tags) if "*" in wanted else bool(tags & wanted)
        if not fits and not (own in wanted and before is not newest):
            raise NotCurrent(field="If-Match")

    return hold
