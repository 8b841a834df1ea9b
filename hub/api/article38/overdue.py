"""The door of contracts that ended long ago and have no final clearance."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.article38.doors import MOST, PAGE, Behind, after_of, asking_of, branch_of, shown
from hub.api.contract_doors import count_of, known_query
from hub.api.contract_gate import digest_of
from hub.api.rest import EVERY_METHOD, guarded
from hub.clearing.gate import READ
from hub.clearing.overdue import Overdue
from hub.errors import InvalidRequest

OVERDUE: Final = "/v1/article38/overdue"


@dataclass(frozen=True, slots=True)
class OverdueDoor:
    """Tells who may read files which of them are overdue."""

    behind: Behind

    def routes(self) -> list[Route]:
        """Return the route of the door."""
        return [Route(OVERDUE, guarded(self._page), methods=EVERY_METHOD)]

    async def _page(self, request: Request) -> Response:
        """Return a page of them, of one branch or of those whose 25 days are over if asked."""
        query = known_query(request, "branch", "after", "expired", "limit")
        received = self.behind.clock()
        caller = await self.behind.doorkeeper.caller(request, b"")
        asking = asking_of(caller, READ, received, digest_of(request))
        return shown(request, await self.behind.reading.overdue(asking, _wanted(query)))


def _wanted(query: dict[str, str]) -> Overdue:
    """Return which page is wanted; `InvalidRequest` names the parameter and the rule."""
    expired = query.get("expired", "false")
    if expired not in {"true", "false"}:
        raise InvalidRequest("query.flag", field="expired")
    return Overdue(
        after_of(query),
        branch_of(query),
        expired == "true",
        count_of(query, "limit", PAGE, 1, MOST),
    )
