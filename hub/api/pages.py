"""What a door says about itself: its contract, and whether it stands."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.store.database import DatabaseUnavailable
from schemas.contracts import text_of

_SHIPPED_ADDRESS = b"http://127.0.0.1:8080"


class Contract:
    """Serves a service's WSDL and XSD, with the address the service really has."""

    def __init__(self, public_url: str, path: str, wsdl: str, xsd: str) -> None:
        name = xsd.rpartition("/")[2]
        address = f"{public_url}{path}"
        located = text_of(wsdl).replace(_SHIPPED_ADDRESS, public_url.encode())
        located = located.replace(f'"{name}"'.encode(), f'"{address}?xsd={name}"'.encode())
        self._documents: Mapping[str, bytes] = {"wsdl": located, f"xsd={name}": text_of(xsd)}

    async def serve(self, request: Request) -> Response:
        """Return ``?wsdl`` or ``?xsd=…``; anything else is told what there is."""
        document = self._documents.get(request.url.query)
        if document is None:
            links = [f"?{name}" for name in self._documents]
            return JSONResponse({"contract": links}, status_code=404)
        return Response(document, media_type="text/xml")


def healthz(_: Request) -> Response:
    """Return that the process stands."""
    return JSONResponse({"status": "up"})


def readyz(
    check: Callable[[], Awaitable[None]], amiss: Callable[[], str]
) -> Callable[[Request], Awaitable[Response]]:
    """Return the page that tells whether the process can keep what it accepts.

    ``amiss`` says what of the policy is, and nothing where all is well.
    """

    async def page(_: Request) -> Response:
        try:
            await check()
        except DatabaseUnavailable:
            return JSONResponse({"status": "no database"}, status_code=503)
        return JSONResponse({"status": "ready"} | ({"policy": said} if (said := amiss()) else {}))

    return page
