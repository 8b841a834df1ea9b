"""The registry asked over SOAP: the `PersonRegistry` and the `FamilyRegistry` of the hub."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TypeVar

from lxml import etree

from adapters.base.connection import Connection, Credentials
from adapters.base.fresh import Fresh
from adapters.base.ports import Attested
from adapters.base.soap import RequestTemplate, SoapOperation
from adapters.civil_registry import translate, wire
from schemas.canonical.identifiers import NationalId
from schemas.canonical.person import Person, Relative

T = TypeVar("T")
_PERSON, _FAMILY = "getEstelam3", "getFamily"


@cache
def operation(name: str = _PERSON) -> SoapOperation:
    """Return the operation ``name`` of the registry's WSDL, loaded once."""
    contract = "civil_registry/v1/est"
    return SoapOperation(wire.AGENCY, f"{contract}.wsdl", f"{contract}.xsd", name)


def request_template(account: Credentials, name: str = _PERSON) -> RequestTemplate:
    """Return the question that ``account`` asks, but for the numbers of its ``PersonInfo``."""

    def build(person_info: dict[str, int]) -> bytes:
        return operation(name).request(
            arg0=account.user, arg1=account.password, arg2="", arg3="", arg4=person_info
        )

    return RequestTemplate(build, ("birthDate", "nin"))


class CivilRegistry:
    """`PersonRegistry` by the civil registry's ``getEstelam3``, `FamilyRegistry` by ``getFamily``.

    Both are asked by id and birth day, and answer about nobody else.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._fresh = Fresh(connection.conduct, connection.freshness, connection.now)
        self._requests = {
            name: request_template(connection.credentials, name) for name in (_PERSON, _FAMILY)
        }

    async def find_person(self, national_id: NationalId, birth_date: date) -> Attested[Person]:
        """Return the person of that id, born on that day; raises as `PersonRegistry` says."""

        def read(reply: etree._Element) -> Person:
            return translate.person_of(wire.read(reply), national_id, birth_date)

        return await self._ask(_PERSON, translate.question(national_id, birth_date), read)

    async def relatives_of(
        self, national_id: NationalId, birth_date: date
    ) -> Attested[tuple[Relative, ...]]:
        """Return the relatives of that person; raises as `FamilyRegistry` says."""

        def read(reply: etree._Element) -> tuple[Relative, ...]:
            return translate.relatives_of(wire.read_family(reply), national_id, birth_date)

        return await self._ask(_FAMILY, translate.question(national_id, birth_date), read)

    async def _ask(
        self, name: str, numbers: dict[str, int], read: Callable[[etree._Element], T]
    ) -> Attested[T]:
        """Return what ``read`` finds in the answer to the operation ``name``."""
        asked, content = operation(name), self._requests[name].fill(numbers)

        async def ask() -> Attested[T]:
            answer = await self._connection.http.post("", asked.headers, content)
            return self._connection.attest(read(asked.reply(answer)), answer)

        return await self._fresh.read((name, content), ask)


def build(connection: Connection) -> CivilRegistry:
    """Return the registry behind ``connection``."""
    return CivilRegistry(connection)
