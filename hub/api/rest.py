"""What every REST door shares: refusals as problem details, and how octets are served."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.api.problems import TransportRefusal, problem_details, problem_of, rest_status
from hub.errors import HubUnavailable, InvalidRequest

log = logging.getLogger("hub.api.rest")

Handler = Callable[[Request], Awaitable[Response]]

_RETRY_AFTER = "30"  # seconds
_PROBLEM = "application/problem+json"


def guarded(handler: Handler) -> Handler:
    """Return ``handler`` with every error turned into problem details (RFC 9457) and logged."""

    async def guard(request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return refusal(TransportRefusal("request.only-get", 405))
        try:
            return await handler(request)
        except Exception as error:  # noqa: BLE001 - the door is where every error ends
            return refusal(error)

    return guard


def refusal(error: Exception) -> Response:
    """Return the problem that ``error`` is; what nobody expected says nothing but a reference."""
    problem, reference = problem_of(error), str(uuid4())
    unexpected = error if problem.code == "hub.error" else None
    facts = {"code": problem.code, "field": problem.field, "reference": reference}
    level = logging.ERROR if unexpected else logging.INFO
    log.log(level, "refused", extra=facts, exc_info=unexpected)
    headers = {"retry-after": _RETRY_AFTER} if isinstance(error, HubUnavailable) else {}
    if problem.http_status == 405:
        headers["allow"] = "GET, HEAD"
    return JSONResponse(
        problem_details(problem, reference),
        status_code=rest_status(problem),
        headers=headers,
        media_type=_PROBLEM,
    )


def instant_of(request: Request, name: str, default: datetime) -> datetime:
    """Return the instant in a query parameter (RFC 3339, with offset), or the default.

    Raises `InvalidRequest` naming the parameter.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))  # a "+" that a form decoded
    except ValueError:
        raise InvalidRequest("instant.rfc3339", field=name) from None
    if instant.tzinfo is None:
        raise InvalidRequest("instant.offset", field=name)
    return instant


def octets(request: Request, data: bytes, media_type: str, **headers: str) -> Response:
    """Return ``data`` under its strong entity tag, or 304 for who has it already (RFC 9110 13)."""
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    sent = {"etag": tag, "cache-control": "private, no-cache"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    known = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=sent)
    return Response(data, media_type=media_type, headers=sent)
