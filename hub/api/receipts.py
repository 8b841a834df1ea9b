"""The door of receipts: what the hub signed for a consumer, read again by him and nobody else."""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.callers import Doorkeeper
from hub.api.contract_receipts import RECEIPTS
from hub.api.problems import TransportRefusal
from hub.api.rest import EVERY_METHOD, guarded, octets
from hub.errors import UnknownReceipt
from hub.store.disclosures import Disclosures
from hub.store.replays import Replays

PATH: Final = f"{RECEIPTS}/{{receipt_id}}"
XML: Final = "application/xml"
_UUID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ReceiptDoor:
    """Tells a consumer his own receipts; it counts in no quota, since nothing further is told."""

    def __init__(self, disclosures: Disclosures, doorkeeper: Doorkeeper, replays: Replays) -> None:
        self._disclosures = disclosures
        self._doorkeeper = doorkeeper
        self._replays = replays

    def routes(self) -> list[Route]:
        """Return the route of the door."""
        return [Route(PATH, guarded(self._get), methods=EVERY_METHOD)]

    async def _get(self, request: Request) -> Response:
        """Return a receipt (XML); one of somebody else is none."""
        if request.scope["query_string"]:
            raise TransportRefusal("request.query", 400)
        caller = await self._doorkeeper.caller(request, b"")
        await self._replays.remember({caller.replay_key: caller.expires_at})
        receipt_id = request.path_params["receipt_id"]
        found = None
        if _UUID.fullmatch(receipt_id):
            found = await self._disclosures.receipt(caller.consumer.code, receipt_id)
        if found is None:
            raise UnknownReceipt(field="receipt_id")
        return octets(request, found, XML)
