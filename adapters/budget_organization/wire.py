"""The database's words: rows as they stand on the wire, and its result codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord

AGENCY = "budget_organization"
PAGE_SIZE = 100
"""How many contracts are asked for at a time; the contract allows 200."""
NATURAL, LEGAL = 1, 2
"""The values of ``ContractorKind``."""
IN_FORCE, WITHDRAWN = 1, 9
"""The values of ``State``."""
CURRENT, CAPITAL = 1, 2
"""The values of ``Credit``."""
_DONE = 0


Row = Mapping[str, str]
"""An entry of a list in a row: its texts by name, as they came."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A row of the database, its texts as they came; dates Jalali, the amount rials.

    From ``work_kind`` on it may be silent: an empty text, and no list.
    """

    change_no: int
    contract_code: str
    revision: int
    contract_no: str
    subject: str
    employer_id: str
    contractor_kind: int
    contractor_id: str
    amount: str
    sign_date: str
    start_date: str
    end_date: str
    tax_code: str
    state: int
    work_kind: str = ""
    materials: str = ""
    amendments: tuple[Row, ...] | None = None
    statements: tuple[Row, ...] | None = None


@dataclass(frozen=True, slots=True)
class Contracts:
    """A page of rows; ``next_cursor`` is empty at the end."""

    rows: tuple[Contract, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it stands in the database."""

    code: str
    title: str
    credit: int


@dataclass(frozen=True, slots=True)
class PriceList:
    """A base price list as it stands in the database."""

    code: str
    title: str
    year: int


def read_contracts(response: etree._Element) -> Contracts:
    """Return the page in ``ListContractsResponse``, valid already; raises what its code means."""
    refuse(response)
    rows = tuple(map(_contract, response.iterchildren("{*}Contract")))
    return Contracts(rows, _texts(response).get("NextCursor", ""))


def _contract(row: etree._Element) -> Contract:
    """Return a row of the database."""
    texts = _texts(row)
    return Contract(
        change_no=int(texts["ChangeNo"]),
        contract_code=texts["ContractCode"],
        revision=int(texts["Revision"]),
        contract_no=texts["ContractNo"],
        subject=texts["Subject"],
        employer_id=texts["EmployerId"],
        contractor_kind=int(texts["ContractorKind"]),
        contractor_id=texts["ContractorId"],
        amount=texts["Amount"],
        sign_date=texts["SignDate"],
        start_date=texts["StartDate"],
        end_date=texts["EndDate"],
        tax_code=texts.get("TaxCode", ""),
        state=int(texts["State"]),
        work_kind=texts.get("WorkKind", ""),
        materials=texts.get("MaterialsAmount", ""),
        amendments=_entries(row, "Amendments"),
        statements=_entries(row, "Statements"),
    )


def _entries(row: etree._Element, name: str) -> tuple[Row, ...] | None:
    """Return the entries of a list in a row, None where there is no list."""
    found = row.find(f"{{*}}{name}")
    return None if found is None else tuple(map(_texts, found))


def read_project(response: etree._Element) -> Project:
    """Return the project in ``GetProjectResponse``; raises what its code means."""
    refuse(response)
    found = response.find("{*}Project")
    if found is None:
        raise AgencyBrokeContract(AGENCY, "empty-answer")
    texts = _texts(found)
    return Project(texts["Code"], texts["Title"], int(texts["Credit"]))


def read_price_lists(response: etree._Element) -> tuple[PriceList, ...]:
    """Return the lists in ``ListPriceListsResponse``; raises what its code means."""
    refuse(response)
    found = map(_texts, response.iterchildren("{*}PriceList"))
    return tuple(PriceList(one["Code"], one["Title"], int(one["Year"])) for one in found)


def refuse(response: etree._Element) -> None:
    """Raise what the result code of ``response`` stands for, unless it is that of success."""
    code = int(_texts(response)["ResultCode"])
    if code != _DONE:
        refusal, ours = MEANINGS.get(code, (AgencyBrokeContract, "unknown-result"))
        raise refusal(AGENCY, ours)


def _texts(element: etree._Element) -> dict[str, str]:
    """Return the trimmed texts of an element's children by local name."""
    return {etree.QName(one).localname: (one.text or "").strip() for one in element}


MEANINGS: MappingProxyType[int, tuple[type[AgencyError], str]] = MappingProxyType(
    {
        1: (NoSuchRecord, "no-such-project"),
        2: (AgencyRefused, "login-invalid"),
        3: (AgencyRefused, "no-permission"),
        4: (AgencyRefused, "quota-requests"),
        5: (AgencyRefused, "out-of-hours"),
        6: (AgencyBrokeContract, "cursor-unknown"),
        7: (AgencyRefused, "maintenance"),
    }
)
"""Every result code known but that of success: how the question failed, and our stable code."""
