"""Where the document is served."""

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.openapi.document import Offered, document
from hub.api.rest import EVERY_METHOD, guarded, octets

PATH: Final = "/openapi.json"
_MEDIA_TYPE: Final = "application/vnd.oai.openapi+json;version=3.1"


class OpenApiDoor:
    """Serves the contract of this house, written once."""

    def __init__(self, offered: Offered, public_url: str) -> None:
        self.document = document(offered, public_url)
        self._written = json.dumps(self.document, ensure_ascii=False).encode()

    def routes(self) -> list[Route]:
        """Return the route of the document."""
        return [Route(PATH, guarded(self._serve), methods=EVERY_METHOD)]

    async def _serve(self, request: Request) -> Response:
        """Return the document under its entity tag."""
        return octets(request, self._written, _MEDIA_TYPE, cache_control="public, max-age=300")
