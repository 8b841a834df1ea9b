"""Electronic notification over REST: the `WorkshopNotices` of the hub."""

from adapters.base.bus import basic
from adapters.base.connection import Connection
from adapters.base.ports import WorkshopNotices
from adapters.electronic_notification import translate, wire
from schemas.canonical.notice import WorkshopNotice


class ElectronicNotification:
    """`WorkshopNotices` by the route ``workshops/{branch}/{workshop_id}/notices``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        account = connection.credentials
        self._headers = (
            (b"Accept", b"application/json"),
            (b"Content-Type", b"application/json"),
            (b"Authorization", basic(account.user, account.password)),
        )

    async def notify(self, notice: WorkshopNotice) -> bytes:
        """Bring ``notice`` once; return the service's acknowledgement, JSON.

        Raises what `wire.read` says of an answer, and `AgencyBrokeContract` (``text-too-long``,
        ``other-notice``, ``other-workshop``).
        """
        path, body = translate.path_of(notice), translate.body_of(notice)

        async def bring() -> bytes:
            answer = await self._connection.http.post(path, self._headers, body)
            translate.check(wire.read(answer), notice)
            return answer.body

        return await self._connection.conduct.once(bring)


def build(connection: Connection) -> WorkshopNotices:
    """Return the service behind ``connection``."""
    return ElectronicNotification(connection)
