"""The ledger asked over REST: the `DebtLedger` of the hub."""

from adapters.base.connection import Connection
from adapters.base.ports import Attested, DebtLedger
from adapters.insurance_ledger import translate, wire
from schemas.canonical.identifiers import PostalCode
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef

_ACCEPT = ((b"Accept", b"application/json"),)
_JSON = (*_ACCEPT, (b"Content-Type", b"application/json"))


class InsuranceLedger:
    """`DebtLedger` by the routes ``workshop-debit`` and ``post/inquiry``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def debt_of(self, workshop: WorkshopRef) -> Attested[DebtPosition]:
        """Return the debt position in rials; raises as `DebtLedger` says."""
        path = f"/workshop-services/workshop-debit/{workshop.workshop_id}/{workshop.branch}"

        async def ask() -> Attested[DebtPosition]:
            answer = await self._connection.http.get(path, _ACCEPT)
            position = translate.debt_of(wire.read(wire.DebtReply, answer), workshop)
            return self._connection.attest(position, answer)

        return await self._connection.conduct.read(ask)

    async def workshops_at(
        self, postal_code: PostalCode
    ) -> Attested[tuple[RegisteredWorkshop, ...]]:
        """Return the workshops registered at a postal code, possibly none."""
        content = b'{"postalCode": "%s"}' % postal_code.encode()

        async def ask() -> Attested[tuple[RegisteredWorkshop, ...]]:
            path = "/workshop-services/post/inquiry"
            answer = await self._connection.http.post(path, _JSON, content)
            workshops = translate.workshops_of(wire.read(wire.PostReply, answer))
            return self._connection.attest(workshops, answer)

        return await self._connection.conduct.read(ask)


def build(connection: Connection) -> DebtLedger:
    """Return the ledger behind ``connection``."""
    return InsuranceLedger(connection)
