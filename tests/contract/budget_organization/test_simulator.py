"""The database's stand-in against its own XSD: every answer is what the contract promises."""

import pytest
from lxml import etree

from schemas import contracts
from simulators.budget_organization.people import BAD_YEARS, CURSORS, PASSWORD, PROJECTS, USER
from simulators.budget_organization.server import create_app
from simulators.kit.asgi import XML, Reply, Request
from simulators.kit.population import Population

NS = "urn:budget-organization:contracts:1"
ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{}</s:Body></s:Envelope>'
ASK = '<{0} xmlns="' + NS + '"><UserName>{1}</UserName><Password>{2}</Password>{3}</{0}>'
SCHEMA = contracts.xsd("budget_organization/v1/contracts.xsd")


def _ask(people: Population, inner: str, content_type: bytes = XML) -> Reply:
    """Return what the stand-in answers."""
    content = ENVELOPE.format(inner).encode()
    return create_app(people).answer(Request("POST", "/", content_type, content))


def _body(reply: Reply) -> etree._Element:
    """Return what stands in the Body of a reply."""
    (child,) = etree.fromstring(reply.body).iterfind("{*}Body/*")
    return child


def _list(cursor: str, size: int = 200) -> str:
    asked = f"<Cursor>{cursor}</Cursor><PageSize>{size}</PageSize>"
    return ASK.format("ListContracts", "", "", asked)


def _pages(people: Population, size: int) -> list[etree._Element]:
    """Return every page, from the beginning to the end."""
    cursor, pages = "", []
    while True:
        page = _body(_ask(people, _list(cursor, size)))
        assert SCHEMA.validate(page)
        pages.append(page)
        cursor = page.findtext("{*}NextCursor") or ""
        if not cursor:
            return pages


@pytest.mark.parametrize("size", [50, 100, 200])
def test_every_page_is_valid(people: Population, size: int) -> None:
    """A stand-in that breaks its contract teaches the gateway to accept what nobody will send."""
    pages = _pages(people, size)
    numbers = [int(one.text) for page in pages for one in page.iterfind("{*}Contract/{*}ChangeNo")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(len(page.findall("{*}Contract")) == size for page in pages[:-1])


def test_untidy_as_they_come(people: Population) -> None:
    """Spellings of a day and separators that are not on the wire would never be tested."""
    page = _body(_ask(people, _list("")))
    days = {one.text for one in page.iterfind("{*}Contract/{*}SignDate")}
    assert any("۱" in one for one in days)
    assert any(len(one) < 10 for one in days)
    assert all("," in one.text for one in page.iterfind("{*}Contract/{*}Amount"))


@pytest.mark.parametrize("key", sorted(CURSORS))
def test_magic_cursors_are_valid(people: Population, key: str) -> None:
    """What is wrong with a magic page is its meaning; a wrong shape would be caught before."""
    assert SCHEMA.validate(_body(_ask(people, _list(CURSORS[key].text))))


@pytest.mark.parametrize("key", sorted(PROJECTS.keys() - {"fault"}))
def test_magic_projects_are_valid(people: Population, key: str) -> None:
    """The same for projects."""
    inner = ASK.format("GetProject", "", "", f"<Code>{PROJECTS[key].text}</Code>")
    assert SCHEMA.validate(_body(_ask(people, inner)))


@pytest.mark.parametrize("year", ["1404", *(one.text for one in BAD_YEARS.values())])
def test_years_are_valid(people: Population, year: str) -> None:
    """The same for price lists."""
    inner = ASK.format("ListPriceLists", "", "", f"<Year>{year}</Year>")
    assert SCHEMA.validate(_body(_ask(people, inner)))


@pytest.mark.parametrize(
    ("user", "password", "result"),
    [("", "", "0"), (USER, PASSWORD, "0"), (USER, "wrong", "2"), ("", PASSWORD, "2")],
)
def test_login(people: Population, user: str, password: str, result: str) -> None:
    """An account is checked before anything is told."""
    inner = ASK.format("ListPriceLists", user, password, "<Year>1404</Year>")
    body = _body(_ask(people, inner))
    assert body.findtext("{*}ResultCode") == result
    assert (body.find("{*}PriceList") is not None) == (result == "0")


@pytest.mark.parametrize(
    "inner",
    [
        "<x/>",
        _list("", 0),
        _list("", 201),
        ASK.format("ListPriceLists", "", "", "<Year>soon</Year>"),
        ASK.format("GetProject", "", "", ""),
        ASK.format("ListPriceListsResponse", "", "", ""),
        _list("") * 2,
        "<unclosed>",
    ],
)
def test_malformed_requests_are_our_fault(people: Population, inner: str) -> None:
    """A wrong request gets a Client Fault; an obliging stand-in would let our mistakes pass."""
    reply = _ask(people, inner)
    assert (reply.status, b"S:Client" in reply.body) == (500, True)


@pytest.mark.parametrize("cursor", ["x", "YWZ0ZXI=", "YWZ0ZXIgeA==", "کجا"])
def test_cursors_of_nobodys(people: Population, cursor: str) -> None:
    """A cursor that was never given is not the beginning."""
    assert _body(_ask(people, _list(cursor))).findtext("{*}ResultCode") == "6"


def test_soap_11_only(people: Population) -> None:
    """SOAP 1.2's media type is not this service's."""
    assert _ask(people, _list(""), b"application/soap+xml").status == 415
