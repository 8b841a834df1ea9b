"""The contracts database asked over SOAP: the `BudgetContracts` of the hub."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from lxml import etree

from adapters.base.connection import Connection
from adapters.base.errors import NoSuchRecord
from adapters.base.ports import Attested, BudgetContracts
from adapters.base.soap import SoapOperation
from adapters.budget_organization import translate, wire
from adapters.budget_organization.cursor import Cursor
from schemas.canonical.contract import Page, PriceList, Project, RegisteredContract

T = TypeVar("T")
_OPERATIONS = ("ListContracts", "GetProject", "ListPriceLists")


@cache
def operation(name: str) -> SoapOperation:
    """Return one of the database's operations, loaded once."""
    contract = "budget_organization/v1/contracts"
    return SoapOperation(wire.AGENCY, f"{contract}.wsdl", f"{contract}.xsd", name)


class ContractsDatabase:
    """`BudgetContracts` by ``ListContracts``, ``GetProject`` and ``ListPriceLists``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        account = connection.credentials
        self._account = {"UserName": account.user, "Password": account.password}
        for name in _OPERATIONS:
            operation(name)

    async def budget_contracts(self, cursor: str | None) -> Attested[Page[RegisteredContract]]:
        """Return the page at ``cursor``, oldest change first; None is the beginning.

        Raises as `BudgetContracts` says, ``ValueError`` for a cursor that was not given here.
        """
        asked = Cursor.parse(cursor)

        def page(response: etree._Element) -> Page[RegisteredContract]:
            return translate.page_of(wire.read_contracts(response), asked)

        return await self._ask("ListContracts", page, Cursor=asked.theirs, PageSize=wire.PAGE_SIZE)

    async def project(self, code: str) -> Attested[Project]:
        """Return the project; `NoSuchRecord` (``no-such-project``) without asking for no code."""
        if not translate.is_project_code(code):
            raise NoSuchRecord(wire.AGENCY, "no-such-project")

        def project(response: etree._Element) -> Project:
            return translate.project_of(wire.read_project(response), code)

        return await self._ask("GetProject", project, Code=code)

    async def price_lists(self, year: int) -> Attested[tuple[PriceList, ...]]:
        """Return the base price lists of a Jalali year, possibly none."""

        def lists(response: etree._Element) -> tuple[PriceList, ...]:
            return translate.price_lists_of(wire.read_price_lists(response), year)

        return await self._ask("ListPriceLists", lists, Year=year)

    async def _ask(
        self, name: str, understand: Callable[[etree._Element], T], **arguments: Any
    ) -> Attested[T]:
        """Return what ``understand`` makes of the answer of the operation ``name``."""
        bound = operation(name)
        content = bound.request(**self._account, **arguments)

        async def ask() -> Attested[T]:
            answer = await self._connection.http.post("", bound.headers, content)
            return self._connection.attest(understand(bound.reply(answer)), answer)

        return await self._connection.conduct.read(ask)


def build(connection: Connection) -> BudgetContracts:
    """Return the database behind ``connection``."""
    return ContractsDatabase(connection)
