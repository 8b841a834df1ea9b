"""The catalogue of services as machines take it: public, cacheable, by audience."""

import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.rest import EVERY_METHOD, guarded, octets
from hub.errors import InvalidRequest
from hub.policy.in_force import InForce
from hub.policy.passport_words import Audience
from hub.policy.passports import Passport
from schemas.canonical.dates import jalali

Latest = Callable[[], Awaitable[InForce]]
"""What gives the newest policy."""

_PUBLIC: Final = "public, max-age=300"


class ServicesDoor:
    """Serves the passports, whole or for one audience, under a strong entity tag."""

    def __init__(self, latest: Latest) -> None:
        self._latest = latest
        self._passports: tuple[Passport, ...] = ()
        self._written: dict[Audience | None, bytes] = {}

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        return [Route("/v1/services", guarded(self._services), methods=EVERY_METHOD)]

    async def _services(self, request: Request) -> Response:
        """Return every service, or those whose audience names ``audience``."""
        audience = audience_of(request)
        data = self._catalogue((await self._latest()).passports, audience)
        return octets(request, data, "application/json", cache_control=_PUBLIC)

    def _catalogue(self, passports: tuple[Passport, ...], audience: Audience | None) -> bytes:
        """Return the catalogue as JSON, written once for as long as the passports stay."""
        if passports is not self._passports:
            self._passports, self._written = passports, {}
        if audience not in self._written:
            self._written[audience] = _write(for_audience(passports, audience))
        return self._written[audience]


def audience_of(request: Request) -> Audience | None:
    """Return the audience in a query, or None; `InvalidRequest` for one that there is not."""
    asked = request.query_params.get("audience", "")
    if not asked:
        return None
    try:
        return Audience(asked)
    except ValueError:
        raise InvalidRequest("audience.unknown", field="audience") from None


def for_audience(passports: Iterable[Passport], audience: Audience | None) -> list[Passport]:
    """Return the services that name ``audience`` among those they are for; all for None."""
    return [one for one in passports if audience is None or audience in one.audience]


def _write(passports: Iterable[Passport]) -> bytes:
    """Return passports as JSON; what is open is ``unknown`` there, never left out."""
    found = [service(one) for one in passports]
    return json.dumps({"services": found}, ensure_ascii=False).encode()


def service(passport: Passport) -> dict[str, object]:
    """Return a passport as JSON values; days in both calendars, the fee in rials."""
    told = passport.model_dump(mode="json", by_alias=True, exclude={"review"})
    review = passport.review
    return told | {"review": {"last": _day(review.last), "next": _day(review.next)}}


def _day(day: date) -> dict[str, str]:
    return {"gregorian": f"{day}", "jalali": jalali(day)}
