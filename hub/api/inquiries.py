"""The REST doors of the duties: JSON in, the published contract's own document along the road.

What a request becomes is the same as over SOAP, so case, dossier, worker and repeat are the same
whichever door it came through. Which duties there are, nobody here knows.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import uuid4

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.callers import Caller, Doorkeeper
from hub.api.forms.answer import answer_of
from hub.api.forms.body import json_body
from hub.api.forms.contract import form_of, member_path
from hub.api.forms.request import document_of
from hub.api.problems import TransportRefusal
from hub.api.rest import EVERY_METHOD, RETRY_AFTER, guarded, octets, quota_headers
from hub.api.soap import Service
from hub.api.violations import violation_of
from hub.errors import InvalidRequest, SchemaViolation, UnknownCase
from hub.quotas import Usage
from schemas.canonical.case import InboundRequest
from schemas.xml import parse
from signing.canonicalize import canonical

UsagesOf = Callable[[InboundRequest], Awaitable[tuple[Usage, ...]]]
"""Tells how much of its quotas is used, after a request was admitted."""

KEY: Final = "Idempotency-Key"
_KEY: Final = re.compile(r"[\x20-\x7e]{1,200}")
_RECALL: Final = "GetAnswer"
_SENT: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""An answer is about persons: nobody on the way may keep a copy."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as its REST door offers it: ``inquiry`` opens a case, by the contract ``xsd``.

    ``cases`` is what its cases are called in its addresses.
    """

    service: Service
    inquiry: str
    xsd: str
    cases: str

    @property
    def path(self) -> str:
        """Where its cases are."""
        return f"/v1/{self.service.duty}/{self.cases}"


class InquiryDoor:
    """One service over REST, for callers whom the doorkeeper knows."""

    def __init__(
        self,
        offer: Offer,
        doorkeeper: Doorkeeper,
        usages_of: UsagesOf,
        *,
        clock: Callable[[], datetime],
        max_bytes: int,
    ) -> None:
        self._offer = offer
        operations = (offer.inquiry, _RECALL)
        self._forms = {one: form_of(offer.xsd, f"{one}Request") for one in operations}
        self._doorkeeper = doorkeeper
        self._usages_of = usages_of
        self._clock = clock
        self._max_bytes = max_bytes

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        path = self._offer.path
        return [
            Route(path, guarded(self._inquire, methods=("POST",)), methods=EVERY_METHOD),
            Route(f"{path}/{{case_id}}", guarded(self._recall), methods=EVERY_METHOD),
        ]

    async def _inquire(self, request: Request) -> Response:
        """Open a case, or tell its first answer again: 201 with an answer, 202 while it is open."""
        received = self._clock()
        body, found = await json_body(request, self._max_bytes)
        key = idempotency_key(request)
        caller = await self._doorkeeper.caller(request, body)
        message_id = f"urn:peyvand:idempotency:{key}"
        inbound, document = self._inbound(self._offer.inquiry, message_id, found, caller, received)
        answer = await self._asked(inbound, document)
        pending = answer["state"] == "pending"
        headers = _SENT | {"location": f"{self._offer.path}/{answer['case_id']}"}
        headers |= quota_headers(await self._usages_of(inbound))
        if pending:
            headers["retry-after"] = RETRY_AFTER
        return Response(_written(answer), 202 if pending else 201, headers, "application/json")

    async def _recall(self, request: Request) -> Response:
        """Return what a caller's own case stands at, under an entity tag."""
        received = self._clock()
        if request.scope["query_string"]:
            raise TransportRefusal("request.query", 400)
        caller = await self._doorkeeper.caller(request, b"")
        asked = {"case_id": request.path_params["case_id"]}
        message_id = f"urn:uuid:{uuid4()}"
        try:
            inbound, document = self._inbound(_RECALL, message_id, asked, caller, received)
        except (InvalidRequest, SchemaViolation):
            raise UnknownCase(field="case_id") from None
        answer = await self._asked(inbound, document)
        later = {"retry_after": RETRY_AFTER} if answer["state"] == "pending" else {}
        return octets(request, _written(answer), "application/json", **later)

    def _inbound(
        self,
        operation: str,
        message_id: str,
        found: Mapping[str, object],
        caller: Caller,
        received: datetime,
    ) -> tuple[InboundRequest, etree._Element]:
        """Return the request and its document, checked against the contract."""
        service = self._offer.service
        document = document_of(self._forms[operation], found)
        if (violation := violation_of(document, service.schema)) is not None:
            raise _in_json(violation)
        written = canonical(document)
        request = InboundRequest(
            consumer=caller.consumer,
            duty=service.duty,
            operation=operation,
            message_id=message_id,
            document=written,
            digest=sha256(written).digest(),
            replay_key=caller.replay_key,
            expires_at=caller.expires_at,
            received_at=received,
            signed=caller.signed,
        )
        return request, document

    async def _asked(self, inbound: InboundRequest, document: etree._Element) -> dict[str, object]:
        """Return the service's answer; what is wrong with a field is told in JSON's words."""
        try:
            return answer_of(
                parse(await self._offer.service.operations[inbound.operation](inbound, document))
            )
        except (InvalidRequest, UnknownCase) as refused:
            raise _in_json(refused) from refused


def idempotency_key(request: Request) -> str:
    """Return the key under which a request may be repeated; `InvalidRequest` names its rule."""
    given = request.headers.getlist(KEY)
    if not given:
        raise InvalidRequest("idempotency-key.missing", field=KEY)
    if len(given) > 1 or _KEY.fullmatch(given[0].strip()) is None:
        raise InvalidRequest("idempotency-key.form", field=KEY)
    return given[0].strip()


def _in_json(
    refused: InvalidRequest | SchemaViolation | UnknownCase,
) -> InvalidRequest | SchemaViolation | UnknownCase:
    """Return the same refusal, its field spelled as in JSON."""
    field = member_path(refused.field) if refused.field else None
    return type(refused)(refused.rule, field=field)


def _written(answer: Mapping[str, object]) -> bytes:
    """Return an answer's octets: the same for the same answer."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
