"""The commerce-card registry told by webhook: a `Receiver` of the hub."""

from adapters.base import webhook
from adapters.base.accounts import WrongAccount
from adapters.base.connection import Connection
from adapters.base.ports import Receiver
from adapters.commerce_card_registry import translate, wire
from schemas.canonical.notice import Notice


class CommerceCardRegistry:
    """`Receiver` by events pushed to the registry, signed with the secret of our account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._source = f"urn:peyvand:hub:{connection.credentials.user}"
        self._secret = webhook.parse_secret(connection.credentials.password)

    async def deliver(self, notice: Notice) -> bytes:
        """Bring ``notice`` once; return the registry's acknowledgement, JSON.

        Raises what `webhook.taken` says of a status, and `AgencyBrokeContract` (``schema``,
        ``other-notice``) for an acknowledgement that is none of this notice.
        """
        event = translate.event_of(notice, self._source)
        body = webhook.structured(event)

        async def bring() -> bytes:
            now = self._connection.now()
            fields = webhook.signed_fields(self._secret, event.id, body, now)
            answer = await self._connection.http.post(wire.PATH, fields, body)
            reply = webhook.taken(wire.AGENCY, answer)
            translate.check(wire.read(reply), notice)
            return reply

        return await self._connection.conduct.once(bring)


def build(connection: Connection) -> Receiver:
    """Return the registry behind ``connection``; `WrongAccount` when the secret is none."""
    try:
        return CommerceCardRegistry(connection)
    except ValueError as error:
        raise WrongAccount(f"password: {error}") from None
