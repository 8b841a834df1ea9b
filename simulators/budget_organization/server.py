"""The database's answers: a request held against the XSD, rows of a synthetic country out."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from lxml import etree

from schemas import contracts
from simulators.budget_organization.people import (
    BAD_YEARS,
    CAPITAL,
    CURRENT,
    CURSORS,
    LISTS,
    PASSWORD,
    PROJECTS,
    TWISTED,
    USER,
    YEARS,
    Magic,
)
from simulators.budget_organization.rows import Lists, Row, arabic, lists_of, row_of
from simulators.kit.asgi import XML, Reply, Request
from simulators.kit.contracts import contracts as contracts_of
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator

_NS = "urn:budget-organization:contracts:1"
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_ENVELOPE = f'<S:Envelope xmlns:S="{_SOAP}"><S:Body>{{}}</S:Body></S:Envelope>'
_SAID = {
    0: "عملیات با موفقیت انجام شد",
    1: "رکوردی یافت نشد",
    2: "نام کاربری یا رمز عبور نادرست است",
    3: "دسترسی مجاز نیست",
    4: "سقف درخواست روزانه تکمیل شده است",
    5: "خارج از ساعت سرویس‌دهی",
    6: "نشانه صفحه معتبر نیست",
}


def create_app(population: Population) -> Simulator:
    """Return the database of the contracts of ``population``, and the magic inputs."""
    return Simulator(_Database(population).answer, population.seed)


class _Malformed(Exception):
    """The request is not what the contract says."""


class _Database:
    """What the database knows: its rows in the order of their last change."""

    def __init__(self, population: Population) -> None:
        known = [(one, one.budget) for one in contracts_of(population)]
        held = [(entry.changed, one, entry) for one, entry in known if entry is not None]
        held.sort(key=lambda one: one[0])
        self._rows = [row_of(one, entry) for _, one, entry in held]
        self._lists = {entry.key: lists_of(one, entry) for _, one, entry in held}
        self._schema = contracts.xsd("budget_organization/v1/contracts.xsd")
        self._parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        self._operations = {
            "ListContracts": self._list,
            "GetProject": self._project,
            "ListPriceLists": self._price_lists,
        }

    def answer(self, request: Request) -> Reply:
        """Return the answer to a SOAP 1.1 request; a malformed one gets a Client Fault."""
        if request.method != "POST" or not request.content_type.startswith(b"text/xml"):
            return _fault(415, "Client", "SOAP 1.1 is text/xml by POST")
        try:
            operation, texts = self._read(request.body)
        except _Malformed as error:
            return _fault(500, "Client", str(error))
        if (texts["UserName"], texts["Password"]) not in {("", ""), (USER, PASSWORD)}:
            return _said(operation, 2)
        return self._operations[operation](texts)

    def _read(self, body: bytes) -> tuple[str, Row]:
        """Return the operation and its texts; `_Malformed` when the XSD disagrees."""
        try:
            envelope = etree.fromstring(body, self._parser)
        except etree.XMLSyntaxError:
            raise _Malformed("not well-formed") from None
        inside = envelope.find(f"{{{_SOAP}}}Body")
        if envelope.tag != f"{{{_SOAP}}}Envelope" or inside is None or len(inside) != 1:
            raise _Malformed("not a SOAP 1.1 envelope with one element in its Body")
        name = etree.QName(inside[0]).localname
        if name not in self._operations or not self._schema.validate(inside[0]):
            raise _Malformed("not a valid request")
        return name, {etree.QName(one).localname: one.text or "" for one in inside[0]}

    def _list(self, asked: Row) -> Reply:
        """Return a page of rows."""
        size = int(asked["PageSize"])
        magic = CURSORS.get(asked["Cursor"])
        if magic is not None:
            return self._twisted(magic, size)
        after = _after(asked["Cursor"])
        if after is None:
            return _said("ListContracts", 6)
        page = self._rows[after : after + size]
        more = after + size < len(self._rows)
        return self._page(page, _cursor(after + size) if more else "")

    def _twisted(self, magic: Magic, size: int) -> Reply:
        """Return a page that is wrong in the way of a magic cursor."""
        if magic.result:
            return _said("ListContracts", magic.result)
        rows = self._rows[: min(size, 5)]
        match magic.quirk:
            case "repeats":
                return self._page(rows, magic.text)
            case "unsorted":
                return self._page(rows[::-1], "")
            case "empty":
                return self._page([], _cursor(5))
            case "back":
                return self._page(rows, "")
        return self._page([_wrong(rows[0], magic.quirk), *rows[1:]], "")

    def _page(self, rows: Iterable[Row], following: str) -> Reply:
        """Return a page of rows."""
        parts = [_contract(row, self._lists.get(row["ContractCode"], {})) for row in rows]
        parts += [f"<NextCursor>{escape(following)}</NextCursor>"] if following else []
        return _said("ListContracts", 0, *parts)

    def _project(self, asked: Row) -> Reply:
        """Return a project; there are none but the magic ones."""
        magic = next((one for one in PROJECTS.values() if one.text == asked["Code"]), None)
        if magic is None or magic.result:
            return _said("GetProject", magic.result if magic else 1)
        if magic.quirk == "fault":
            return _fault(500, "Server", "System.NullReferenceException")
        if magic.quirk == "empty":
            return _said("GetProject", 0)
        credit = {"current": CURRENT, "credit": 7}.get(magic.quirk, CAPITAL)
        code = "9980-999-999" if magic.quirk == "other" else magic.text
        title = arabic("احداث ساختمان مرکزی")
        row = {"Code": code, "Title": title, "Credit": str(credit)}
        return _said("GetProject", 0, _element("Project", row))._replace(delay=magic.delay)

    def _price_lists(self, asked: Row) -> Reply:
        """Return the price lists of a year."""
        magic = next((one for one in BAD_YEARS.values() if one.text == asked["Year"]), None)
        if magic is None and int(asked["Year"]) not in YEARS:
            return _said("ListPriceLists", 0)
        quirk = magic.quirk if magic else ""
        year = "1390" if quirk == "other" else asked["Year"]
        found = [(code, title) for code, title in LISTS.items() if quirk != "empty"]
        rows = [{"Code": code, "Title": arabic(title), "Year": year} for code, title in found]
        rows += rows[:1] if quirk == "repeats" else []
        return _said("ListPriceLists", 0, *(_element("PriceList", row) for row in rows))


def _wrong(row: Row, field: str) -> Row:
    """Return ``row`` with something else in ``field``, which keeps its place."""
    order = [*row]
    if "TaxCode" not in row:
        order.insert(order.index("State"), "TaxCode")
    changed = row | {field: TWISTED[field]}
    return {name: changed[name] for name in order if name in changed}


def _after(cursor: str) -> int | None:
    """Return how many rows stand before the page of ``cursor``; None for one not of ours."""
    if not cursor:
        return 0
    try:
        word, _, number = urlsafe_b64decode(cursor).partition(b" ")
    except ValueError:
        return None
    return int(number) if word == b"after" and number.isdigit() else None


def _cursor(after: int) -> str:
    """Return the cursor of the page behind so many rows."""
    return urlsafe_b64encode(b"after %d" % after).decode()


def _contract(row: Row, lists: Lists) -> str:
    """Return a row as an element, its lists at its end."""
    inside = "".join(
        f"<{name}>{''.join(_element(name.removesuffix('s'), one) for one in entries)}</{name}>"
        for name, entries in lists.items()
    )
    return _element("Contract", row).replace("</Contract>", f"{inside}</Contract>")


def _element(name: str, texts: Mapping[str, str]) -> str:
    """Return an element with a child for each of ``texts``."""
    inside = "".join(f"<{one}>{escape(text)}</{one}>" for one, text in texts.items())
    return f"<{name}>{inside}</{name}>"


def _said(operation: str, result: int, *parts: str) -> Reply:
    """Return the answer of an operation."""
    message = _SAID.get(result, "خطای نامشخص")
    head = f"<ResultCode>{result}</ResultCode><ResultMessage>{message}</ResultMessage>"
    child = f'<{operation}Response xmlns="{_NS}">{head}{"".join(parts)}</{operation}Response>'
    return Reply(200, XML, _ENVELOPE.format(child).encode())


def _fault(status: int, code: str, reason: str) -> Reply:
    """Return a SOAP 1.1 Fault; ``code`` is Client or Server."""
    child = f"<S:Fault><faultcode>S:{code}</faultcode><faultstring>{reason}</faultstring></S:Fault>"
    return Reply(status, XML, _ENVELOPE.format(child).encode())
