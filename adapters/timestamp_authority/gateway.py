"""The authority asked over HTTP (RFC 3161, section 3.4): the `TimestampAuthority` of the hub."""

import secrets

from adapters.base.connection import Connection
from adapters.base.ports import TimestampAuthority
from adapters.timestamp_authority import translate, wire

_HEADERS = ((b"Accept", wire.REPLY.encode()), (b"Content-Type", wire.QUERY))
_NONCE_BITS = 64


class TimestampGateway:
    """`TimestampAuthority` at the authority's own URL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def timestamp(self, digest: bytes) -> bytes:
        """Return a TimeStampToken (DER) over a SHA-256 ``digest``, as the port says.

        Every attempt has a nonce of its own.
        """

        async def ask() -> bytes:
            nonce = secrets.randbits(_NONCE_BITS)
            content = wire.query(digest, nonce)
            answer = await self._connection.http.post("", _HEADERS, content)
            reply = wire.read(answer)
            return translate.token_of(reply, digest, nonce, self._connection.now())

        return await self._connection.conduct.read(ask)


def build(connection: Connection) -> TimestampAuthority:
    """Return the authority behind ``connection``."""
    return TimestampGateway(connection)
