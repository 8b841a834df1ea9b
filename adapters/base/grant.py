"""The bearer token of the public bus: fetched once, renewed before it ends (RFC 6749)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.base.accounts import PublicBusAccount
from adapters.base.answer import Answer, failed_status
from adapters.base.bus import basic
from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable
from adapters.base.http import Channel, Fields

PATH: Final = "/oauth/token"
_MARGIN: Final = timedelta(seconds=30)
_SHARE: Final = 10
_LONGEST: Final = 366 * 24 * 3_600
_NO_LOGIN: Final = frozenset({400, 401, 403})
_TOKEN68: Final = r"^[A-Za-z0-9._~+/-]+=*$"


class _Reply(BaseModel):
    """A token as its endpoint gives it (RFC 6749, section 5.1); further entries are ignored."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(pattern=_TOKEN68, repr=False)
    token_type: str = Field(pattern="(?i)^bearer$")
    expires_in: int = Field(gt=0, le=_LONGEST)
    refresh_token: str | None = Field(default=None, repr=False)


class Grant:
    """Our admission to the public bus.

    Whoever asks while a token is being fetched waits for that one; its failure is theirs too. It is
    renewed half a minute before it ends, or a tenth of its life when that is less. ``now`` tells
    UTC; after ``seconds`` a fetch is given up, so that one that drips on holds nobody.
    """

    def __init__(
        self,
        agency: str,
        channel: Channel,
        account: PublicBusAccount,
        now: Callable[[], datetime],
        seconds: float = 10.0,
    ) -> None:
        self._agency = agency
        self._channel = channel
        self._now = now
        self._seconds = seconds
        self._headers: Fields = (
            (b"Authorization", basic(account.client, account.client_secret)),
            (b"Content-Type", b"application/x-www-form-urlencoded"),
            (b"Accept", b"application/json"),
        )
        self._login = {"username": account.user, "password": account.password}
        self._token: str | None = None
        self._until: datetime | None = None
        self._refresh_token: str | None = None
        self._fetching: asyncio.Task[str] | None = None

    async def token(self) -> str:
        """Return a token that still holds.

        Raises `AgencyRefused` (``bus-login``) when we are not let in, and the other errors of an
        agency with codes that begin with ``bus-``.
        """
        if self._token is not None and self._until is not None and self._now() < self._until:
            return self._token
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._in_time())
            self._fetching.add_done_callback(self._fetched)
        return await asyncio.shield(self._fetching)

    def refused(self, token: str) -> None:
        """Log in anew, now that the bus takes ``token`` no longer; another may have followed it."""
        if token == self._token:
            self._token = self._refresh_token = None

    async def aclose(self) -> None:
        """Give up what is being fetched."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    def _fetched(self, task: asyncio.Task[str]) -> None:
        """Let the next one fetch anew; a failure nobody waited for any more is nobody's."""
        self._fetching = None
        if not task.cancelled():
            task.exception()

    async def _in_time(self) -> str:
        """Return a new token, or raise `AgencyUnavailable` (``bus-deadline``)."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._renew()
        except TimeoutError:
            raise AgencyUnavailable(self._agency, "bus-deadline") from None

    async def _renew(self) -> str:
        """Return a new token, by the refresh token where there is one that the bus still takes."""
        if self._refresh_token is not None:
            refresh, self._refresh_token = self._refresh_token, None
            try:
                return await self._ask(grant_type="refresh_token", refresh_token=refresh)
            except AgencyRefused:
                pass
        return await self._ask(grant_type="password", **self._login)

    async def _ask(self, **form: str) -> str:
        """Return the token that the bus gives for ``form``, and remember how long it holds."""
        asked_at = self._now()
        answer = await self._channel.post(PATH, self._headers, urlencode(form).encode("ascii"))
        reply = self._read(answer)
        life = timedelta(seconds=reply.expires_in)
        self._token = reply.access_token
        self._until = asked_at + life - min(_MARGIN, life / _SHARE)
        self._refresh_token = reply.refresh_token
        return reply.access_token

    def _read(self, answer: Answer) -> _Reply:
        """Return the reply of the token endpoint."""
        if answer.status in _NO_LOGIN:
            raise AgencyRefused(self._agency, "bus-login")
        if answer.status != 200:
            raise failed_status(self._agency, answer.status, at="bus-")
        try:
            return _Reply.model_validate_json(answer.body)
        except ValidationError:
            raise AgencyBrokeContract(self._agency, "bus-token") from None
