"""The registry asked over SOAP: the `PersonRegistry` of the hub."""

from datetime import date
from functools import cache

from adapters.base.connection import Connection, Credentials
from adapters.base.ports import Attested, PersonRegistry
from adapters.base.soap import RequestTemplate, SoapOperation
from adapters.civil_registry import translate, wire
from schemas.canonical.identifiers import NationalId
from schemas.canonical.person import Person


@cache
def operation() -> SoapOperation:
    """Return ``getEstelam3`` of the registry's WSDL, loaded once."""
    contract = "civil_registry/v1/est"
    return SoapOperation(wire.AGENCY, f"{contract}.wsdl", f"{contract}.xsd", "getEstelam3")


def request_template(account: Credentials) -> RequestTemplate:
    """Return the question that ``account`` asks, but for the numbers of its ``PersonInfo``."""

    def build(person_info: dict[str, int]) -> bytes:
        return operation().request(
            arg0=account.user, arg1=account.password, arg2="", arg3="", arg4=person_info
        )

    return RequestTemplate(build, ("birthDate", "nin"))


class CivilRegistry:
    """`PersonRegistry` by the civil registry's ``getEstelam3``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._operation = operation()
        self._request = request_template(connection.credentials)

    async def find_person(self, national_id: NationalId, birth_date: date) -> Attested[Person]:
        """Return the person of that id, born on that day; raises as `PersonRegistry` says."""
        content = self._request.fill(translate.question(national_id, birth_date))

        async def ask() -> Attested[Person]:
            answer = await self._connection.http.post("", self._operation.headers, content)
            result = wire.read(self._operation.reply(answer))
            person = translate.person_of(result, national_id, birth_date)
            return self._connection.attest(person, answer)

        return await self._connection.conduct.read(ask)


def build(connection: Connection) -> PersonRegistry:
    """Return the registry behind ``connection``."""
    return CivilRegistry(connection)
