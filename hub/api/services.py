"""The catalogue of services as machines take it: public, cacheable, by audience."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.rest import guarded, octets
from hub.errors import InvalidRequest
from hub.policy.passport_words import Audience
from hub.policy.passports import Passport
from schemas.canonical.dates import jalali

_PUBLIC: Final = "public, max-age=300"


class ServicesDoor:
    """Serves the passports, whole or for one audience, under a strong entity tag."""

    def __init__(self, passports: tuple[Passport, ...]) -> None:
        self._passports = passports
        self._written = cache(self._write)

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
        return [Route("/v1/services", guarded(self._services), methods=methods)]

    async def _services(self, request: Request) -> Response:
        """Return every service, or those whose audience names ``audience``."""
        data = self._written(audience_of(request))
        return octets(request, data, "application/json", cache_control=_PUBLIC)

    def _write(self, audience: Audience | None) -> bytes:
        """Return the catalogue as JSON; what is open is ``unknown`` there, never left out."""
        found = [service(one) for one in for_audience(self._passports, audience)]
        return json.dumps({"services": found}, ensure_ascii=False).encode()


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


def service(passport: Passport) -> dict[str, object]:
    """Return a passport as JSON values; days in both calendars, the fee in rials."""
    told = passport.model_dump(mode="json", by_alias=True, exclude={"review"})
    review = passport.review
    return told | {"review": {"last": _day(review.last), "next": _day(review.next)}}


def _day(day: date) -> dict[str, str]:
    return {"gregorian": f"{day}", "jalali": jalali(day)}
