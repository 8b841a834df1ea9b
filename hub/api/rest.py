"""What every REST door shares: refusals as problem details, how octets are served, quotas told."""

import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from hub.api.identity.challenges import challenge, error_challenge
from hub.api.problems import (
    Problem,
    TransportRefusal,
    problem_details,
    problem_of,
    rest_status,
)
from hub.errors import IdentityRefused, InvalidRequest, MessageReplayed, QuotaSpent
from hub.quotas import Usage
from schemas.canonical.dates import TEHRAN

log = logging.getLogger("hub.api.rest")

Handler = Callable[[Request], Awaitable[Response]]

RETRY_AFTER = "30"  # seconds
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""The methods that a route takes, so that its guard refuses them in our words."""
_READ = ("GET", "HEAD")
_PROBLEM = "application/problem+json"
_GUARDED = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
"""What every answer tells a browser: no guessing at its type, and the address stays here."""


def guarded(handler: Handler, methods: Collection[str] = _READ) -> Handler:
    """Return ``handler`` with every error turned into problem details (RFC 9457) and logged.

    Another method than one of ``methods`` is a 405 that names them.
    """
    other = "request.only-get" if set(methods) <= set(_READ) else "request.other-method"

    async def guard(request: Request) -> Response:
        if request.method not in methods:
            return refusal(TransportRefusal(other, 405), allow=", ".join(methods))
        try:
            return await handler(request)
        except Exception as error:  # noqa: BLE001 - the door is where every error ends
            return refusal(error)

    return guard


async def no_door(request: Request, error: Exception) -> Response:
    """Return the problem that there is no such address; below ``/v1/`` machines ask."""
    if request.url.path.startswith("/v1/"):
        return refusal(TransportRefusal("request.no-door", 404))
    return PlainTextResponse("Not Found", 404)


def refusal(error: Exception, **headers: str) -> Response:
    """Return the problem that ``error`` is; what nobody expected says nothing but a reference.

    What a protocol wants said beside it stands in headers: when to come again, and how to prove
    who one is; ``headers`` go along. A refusal that has a receipt bears it (base64 of the XML).
    """
    problem, reference = noted(error)
    status = rest_status(problem)
    receipt = getattr(error, "receipt", None)
    proof = {"receipt": b64encode(receipt).decode()} if receipt else {}
    several = {"problems": found} if (found := getattr(error, "problems", None)) else {}
    return JSONResponse(
        problem_details(problem, reference) | proof | several,
        status_code=status,
        headers=_GUARDED | _beside(error, status) | headers,
        media_type=_PROBLEM,
    )


def _beside(error: Exception, status: int) -> dict[str, str]:
    """Return the headers that a status goes with (RFC 9110 sections 10.2.3 and 11.6.1)."""
    match error:
        case QuotaSpent():
            return {"retry-after": str(error.retry_after)}
        case IdentityRefused():
            return {"www-authenticate": challenge(error)}
        case MessageReplayed():
            return {"www-authenticate": error_challenge("invalid_dpop_proof")}
        case _:
            return {"retry-after": RETRY_AFTER} if status == 503 else {}


def quota_headers(usages: Iterable[Usage]) -> dict[str, str]:
    """Return how much may still be asked, as draft-ietf-httpapi-ratelimit-headers writes it.

    Both are lists of structured fields (RFC 9651); ``q`` and ``r`` count requests, ``w`` and ``t``
    seconds. No headers where nothing is counted.
    """
    counted = tuple(usages)
    if not counted:
        return {}
    policy = (f'"{one.span}";q={one.most};w={one.window}' for one in counted)
    left = (f'"{one.span}";r={one.remaining};t={one.resets}' for one in counted)
    return {"ratelimit-policy": ", ".join(policy), "ratelimit": ", ".join(left)}


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
