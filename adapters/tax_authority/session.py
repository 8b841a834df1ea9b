"""Calls to the authority: each with a token of its own over a nonce of its own."""

from adapters.base.answer import Answer
from adapters.base.connection import Connection
from adapters.base.errors import AgencyUnavailable
from adapters.base.http import Fields
from adapters.tax_authority import codes, wire
from adapters.tax_authority.jose import Account
from adapters.tax_authority.nonces import LIFETIME, Nonces

_ACCEPT: Fields = ((b"Accept", b"application/json"),)
_SENDS: Fields = ((b"Content-Type", b"application/json"),)


class Session:
    """The authority behind ``connection``, asked as ``account``."""

    def __init__(self, connection: Connection, account: Account) -> None:
        self._http = connection.http
        self._now = connection.now
        self._account = account
        self._nonces = Nonces(self._nonce, connection.now)

    async def get(self, path: str) -> Answer:
        """Return the answer of status 200 to GET ``path``; raises what any other means."""
        return self._held(await self._http.get(path, await self._headers()))

    async def post(self, path: str, content: bytes) -> Answer:
        """Return the answer of status 200 to POST ``content`` (JSON) to ``path``."""
        headers = await self._headers() + _SENDS
        return self._held(await self._http.post(path, headers, content))

    async def _headers(self) -> Fields:
        """Return the headers of one call."""
        token = self._account.token(await self._nonces.take(), self._now())
        return (*_ACCEPT, (b"Authorization", b"Bearer " + token.encode()))

    async def _nonce(self) -> str:
        """Ask for a nonce; this call alone wants no token."""
        answer = await self._http.get(f"/nonce?timeToLive={LIFETIME}", _ACCEPT)
        return wire.read(wire.NonceReply, self._held(answer)).nonce

    def _held(self, answer: Answer) -> Answer:
        """Return ``answer`` when it is one."""
        if answer.status == 200:
            return answer
        error = codes.failure(answer)
        if isinstance(error, AgencyUnavailable) and error.code == codes.NONCE_REFUSED:
            self._nonces.forget()
        raise error
