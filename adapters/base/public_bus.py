"""The public bus: a REST agency by POST behind one host, its JSON wrapped in the bus's own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from pydantic import JsonValue, TypeAdapter, ValidationError

from adapters.base.accounts import PublicBusAccount
from adapters.base.answer import Answer, failed_status
from adapters.base.bus import basic, carried, only_posts
from adapters.base.errors import AgencyBrokeContract
from adapters.base.grant import Grant
from adapters.base.http import Channel, Fields

ROOT: Final = "/api/client/apim/v1"
_JSON: Final = "application/json"
_ANY: Final[TypeAdapter[Any]] = TypeAdapter(JsonValue)
_MISSING: Final = object()


class PublicBusChannel:
    """A REST agency behind the public bus; the base URL is the bus's host.

    A gateway's path is ``/<service>/<gateway>/<operation>``, as the bus's catalogue has it. The
    inner JSON is unwrapped from ``result.data``, once more where a host nests it so, and what it
    was wrapped in stays with the answer, for its digest.
    """

    def __init__(
        self,
        agency: str,
        channel: Channel,
        account: PublicBusAccount,
        now: Callable[[], datetime],
    ) -> None:
        self._agency = agency
        self._channel = channel
        self._grant = Grant(agency, channel, account, now)
        self._own: Fields = (
            (b"basicAuthorization", basic(account.provider, account.provider_secret)),
            (b"pid", account.pid.encode()),
        )

    async def get(self, path: str, headers: Fields) -> Answer:
        """Raise `AgencyBrokeContract`: the bus takes no GET."""
        only_posts(self._agency)

    async def post(self, path: str, headers: Fields, content: bytes) -> Answer:
        """Return the agency's JSON in answer to ``content``; a token refused is renewed once.

        Raises `AgencyRefused` (``bus-login``, ``bus-http-401``, 403, 429), `AgencyUnavailable`
        (``bus-http-5xx``), `AgencyBrokeContract` (``bus-not-json``, ``bus-envelope``, any other
        status).
        """
        token = await self._grant.token()
        answer = await self._call(path, headers, content, token)
        if answer.status == 401:
            self._grant.refused(token)
            answer = await self._call(path, headers, content, await self._grant.token())
        return self._unwrapped(answer)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._grant.aclose()
        await self._channel.aclose()

    async def _call(self, path: str, headers: Fields, content: bytes, token: str) -> Answer:
        """Return what the bus answers to one call."""
        bearer = (b"Authorization", b"Bearer " + token.encode("ascii"))
        fields = (*carried(headers), *self._own, bearer)
        return await self._channel.post(ROOT + path, fields, content)

    def _unwrapped(self, answer: Answer) -> Answer:
        """Return the agency's answer out of the bus's; raises as `post` says."""
        if answer.status != 200:
            raise failed_status(self._agency, answer.status, at="bus-")
        if answer.media_type != _JSON:
            raise AgencyBrokeContract(self._agency, "bus-not-json")
        try:
            outer = _ANY.validate_json(answer.body)
        except ValidationError:
            raise AgencyBrokeContract(self._agency, "bus-not-json") from None
        data = _data(outer)
        if data is _MISSING:
            raise AgencyBrokeContract(self._agency, "bus-envelope")
        inner = _data(data)
        words = _ANY.dump_json(data if inner is _MISSING else inner)
        return Answer(200, _JSON, words, answer.body)


def _data(value: Any) -> Any:
    """Return ``result.data`` of a JSON value, or `_MISSING`."""
    match value:
        case {"result": {"data": data}}:
            return data
    return _MISSING
