"""The operator asked over REST: the `MobileOwnership` of the hub."""

from adapters.base.connection import Connection
from adapters.base.ports import Attested, MobileOwnership
from adapters.sample_operator import translate, wire
from schemas.canonical.identifiers import MobileNumber, NationalId

_JSON = ((b"Accept", b"application/json"), (b"Content-Type", b"application/json"))


class SampleOperator:
    """`MobileOwnership` by ``POST /ownership``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def owns(self, mobile: MobileNumber, national_id: NationalId) -> Attested[bool]:
        """Return whether the number is that person's."""
        content = wire.question(mobile, national_id)

        async def ask() -> Attested[bool]:
            answer = await self._connection.http.post("/ownership", _JSON, content)
            found = translate.owned(wire.read(answer), mobile, national_id)
            return self._connection.attest(found, answer)

        return await self._connection.conduct.read(ask)


def build(connection: Connection) -> MobileOwnership:
    """Return the operator behind ``connection``."""
    return SampleOperator(connection)
