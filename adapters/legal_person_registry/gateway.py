"""The registry asked over SOAP: the `FirmRegistry` of the hub."""

from functools import cache

from adapters.base.connection import Connection
from adapters.base.fresh import Fresh
from adapters.base.ports import Attested, FirmRegistry
from adapters.base.soap import SoapOperation
from adapters.legal_person_registry import translate, wire
from schemas.canonical.dates import tehran_day
from schemas.canonical.identifiers import LegalId
from schemas.canonical.person import Firm


@cache
def operation() -> SoapOperation:
    """Return ``InquirySpecialByNationalCode`` of the registry's WSDL, loaded once."""
    contract = "legal_person_registry/v1"
    return SoapOperation(
        wire.AGENCY,
        f"{contract}/legal_person.wsdl",
        f"{contract}/service.xsd",
        "InquirySpecialByNationalCode",
    )


class LegalPersonRegistry:
    """`FirmRegistry` by the registry's ``InquirySpecialByNationalCode``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._fresh = Fresh(connection.conduct, connection.freshness, connection.now)
        self._operation = operation()

    async def find_firm(self, legal_id: LegalId) -> Attested[Firm]:
        """Return the legal person of that id; raises as `FirmRegistry` says."""
        content = self._question(legal_id)

        async def ask() -> Attested[Firm]:
            answer = await self._connection.http.post("", self._operation.headers, content)
            result = wire.read(self._operation.reply(answer))
            today = tehran_day(self._connection.now())
            return self._connection.attest(translate.firm_of(result, legal_id, today), answer)

        return await self._fresh.read(legal_id, ask)

    def _question(self, legal_id: LegalId) -> bytes:
        """Return the question: the account stands in the message, empty behind the bus."""
        account = self._connection.credentials
        return self._operation.request(
            parameter={
                "Date": "",
                "Name": "",
                "NationalCode": legal_id,
                "PassWord": account.password,
                "UserName": account.user,
            }
        )


def build(connection: Connection) -> FirmRegistry:
    """Return the registry behind ``connection``."""
    return LegalPersonRegistry(connection)
