"""The register asked over REST: the `MobileOwnership` of the hub."""

from functools import cache
from pathlib import Path
from typing import Final

from adapters.base.accounts import WrongAccount
from adapters.base.bus import basic
from adapters.base.connection import Connection, Credentials
from adapters.base.http import Fields
from adapters.base.ports import Attested, MobileOwnership
from adapters.mobile_ownership import translate, wire
from adapters.mobile_ownership.cipher import Cipher, read_cipher
from adapters.mobile_ownership.requests import RequestIds
from schemas.canonical.identifiers import MobileNumber, NationalId

SANDBOX: Final = "0000"
"""The provider's code of whoever has none yet."""
_JSON: Final[Fields] = ((b"Accept", b"application/json"), (b"Content-Type", b"application/json"))


@cache
def _ids() -> RequestIds:
    """Return who numbers the questions of this process."""
    return RequestIds()


class MobileRegister:
    """`MobileOwnership` by ``serviceIDmatching``, or its encrypted variant where ``cipher`` is."""

    def __init__(self, connection: Connection, provider: str, cipher: Cipher | None) -> None:
        self._connection = connection
        self._provider = provider
        self._cipher = cipher
        self._path = wire.PLAIN if cipher is None else wire.ENCRYPTED
        self._headers = (*_JSON, *_login(connection.credentials))

    async def owns(self, mobile: MobileNumber, national_id: NationalId) -> Attested[bool]:
        """Return whether the number is in that person's name; raises as `MobileOwnership` says."""

        async def ask() -> Attested[bool]:
            request_id, content = self._question(mobile, national_id)
            answer = await self._connection.http.post(self._path, self._headers, content)
            owned = translate.owned(wire.read(answer), request_id)
            return self._connection.attest(owned, answer)

        return await self._connection.conduct.read(ask)

    def _question(self, mobile: MobileNumber, national_id: NationalId) -> tuple[str, bytes]:
        """Return a question that was never asked before: its id and its body."""
        now = self._connection.now()
        request_id = _ids().next(self._provider, now)
        if self._cipher is None:
            return request_id, wire.question(request_id, mobile, national_id)
        number = self._cipher.seal("serviceNumber", mobile, now)
        identity = self._cipher.seal("identificationNo", national_id, now)
        return request_id, wire.question(request_id, number, identity)


def _login(account: Credentials) -> Fields:
    """Return the field that says who we are; none where nobody asks, or a bus says it."""
    if not account.user:
        return ()
    return ((b"Authorization", basic(account.user, account.password)),)


def build(connection: Connection) -> MobileOwnership:
    """Return the register behind ``connection``; `WrongAccount` names a detail that is wrong."""
    details = connection.credentials.details
    provider = details.get("provider_code", SANDBOX)
    if not (len(provider) == 4 and provider.isascii() and provider.isdigit()):
        raise WrongAccount("provider_code is not four digits")
    path = details.get("encryption_key")
    return MobileRegister(connection, provider, read_cipher(Path(path)) if path else None)
