"""What every REST door shares: refusals as problem details, and how octets are served."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.api.identity.challenges import challenge
from hub.api.problems import (
    Problem,
    TransportRefusal,
    problem_details,
    problem_of,
    rest_status,
)
from hub.errors import IdentityRefused, InvalidRequest
from schemas.canonical.dates import TEHRAN

log = logging.getLogger("hub.api.rest")

Handler = Callable[[Request], Awaitable[Response]]

RETRY_AFTER = "30"  # seconds
_PROBLEM = "application/problem+json"
_GUARDED = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
"""What every answer tells a browser: no guessing at its type, and the address stays here."""


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
    problem, reference = noted(error)
    status = rest_status(problem)
    headers = dict(_GUARDED)
    if status == 503:
        headers["retry-after"] = RETRY_AFTER
    if isinstance(error, IdentityRefused):
        headers["www-authenticate"] = challenge(error)
    if status == 405:
        headers["allow"] = "GET, HEAD"
    return JSONResponse(
        problem_details(problem, reference),
        status_code=status,
        headers=headers,
        media_type=_PROBLEM,
    )


def noted(error: Exception) -> tuple[Problem, str]:
    """Return the problem that ``error`` is, and the reference under which the log has it."""
    problem, reference = problem_of(error), str(uuid4())
    unexpected = error if problem.code == "hub.error" else None
    facts = {"code": problem.code, "field": problem.field, "reference": reference}
    level = logging.ERROR if unexpected else logging.INFO
    log.log(level, "refused", extra=facts, exc_info=unexpected)
    return problem, reference


def instant_of(request: Request, name: str, default: datetime) -> datetime:
    """Return the instant in a query parameter (RFC 3339, with offset), or the default.

    Raises `InvalidRequest` naming the parameter.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))  # a "+" that a form decoded
        if instant.tzinfo is None:
            raise InvalidRequest("instant.offset", field=name)
        return instant.astimezone(TEHRAN)
    except (ValueError, OverflowError):
        raise InvalidRequest("instant.rfc3339", field=name) from None


def octets(request: Request, data: bytes, media_type: str, **headers: str) -> Response:
    """Return ``data`` under its strong entity tag, or 304 for who has it already (RFC 9110 13)."""
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    sent = _GUARDED | {"etag": tag, "cache-control": "private, no-cache"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    given = request.headers.get("if-none-match", "").split(",")
    if {one.strip().removeprefix("W/") for one in given} & {tag, "*"}:
        return Response(status_code=304, headers=sent)
    return Response(data, media_type=media_type, headers=sent)


def named(number: str, ending: str) -> dict[str, str]:
    """Return the header that names the file a browser saves."""
    return {"content_disposition": f'inline; filename="{number}.{ending}"'}
