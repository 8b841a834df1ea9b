"""The registry's stand-in against its own contract, and our reading against zeep's."""

from functools import cache

import httpx
import pytest
from lxml import etree
from zeep import Client

from adapters.base.answer import Answer
from adapters.legal_person_registry import gateway, wire
from schemas import contracts
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_legal_id, parse_postal_code
from simulators.kit import identifiers as ids
from simulators.kit.asgi import Reply, Request
from simulators.kit.population import Population
from simulators.legal_person_registry.people import MAGIC, table
from simulators.legal_person_registry.records import ACTIVE, record_of
from simulators.legal_person_registry.server import ACTION, PASSWORD, USER, create_app
from tests.contract.conftest import Agency

ENVELOPE = (
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>{}</S:Body>'
    "</S:Envelope>"
)
ASK = (
    '<t:InquirySpecialByNationalCode xmlns:t="http://tempuri.org/" xmlns:p="http://schemas.'
    'datacontract.org/2004/07/ilenc.NationalCodeWCF.LegalPersonService"><t:parameter>'
    "<p:NationalCode>{}</p:NationalCode><p:PassWord>{}</p:PassWord><p:UserName>{}</p:UserName>"
    "</t:parameter></t:InquirySpecialByNationalCode>"
)
KNOWN = MAGIC["active"].record.legal_id


def _ask(
    people: Population, inner: str, content_type: bytes = b"text/xml", action: bytes = ACTION
) -> Reply:
    """Return what the stand-in answers to an envelope around ``inner``."""
    content = ENVELOPE.format(inner).encode()
    headers = ((b"soapaction", action),)
    return create_app(people).answer(Request("POST", "/", content_type, content, headers=headers))


def _asked(people: Population, legal_id: str, user: str = "", password: str = "") -> Reply:
    """Return what the stand-in answers when asked for a firm."""
    return _ask(people, ASK.format(legal_id, password, user))


def test_every_answer_is_valid(people: Population) -> None:
    """A stand-in that breaks the contract teaches the gateway to accept what nobody will send."""
    schema = contracts.xsd("legal_person_registry/v1/service.xsd")
    for legal_id in (*people.firms, *(one.record.legal_id for one in MAGIC.values()), "1", ""):
        reply = _asked(people, legal_id)
        element = etree.fromstring(reply.body)[0][0]
        if reply.status == 200:
            schema.assertValid(element)
        else:
            assert etree.QName(element).localname == "Fault"


@pytest.mark.parametrize("key", sorted(MAGIC.keys() - {"fault"}))
def test_our_reading_is_zeeps(key: str, people: Population) -> None:
    """Two readers of one answer: ours was written for speed, zeep's follows the WSDL."""
    body = _asked(people, MAGIC[key].record.legal_id).body
    ours = wire.read(gateway.operation().reply(Answer(200, "text/xml", body)))
    bound = _client().service._binding.get("InquirySpecialByNationalCode")
    theirs = bound.process_reply(etree.fromstring(body))
    assert ours == wire.LegalPerson(
        message=theirs.Message or "",
        national_code=theirs.NationalCode or "",
        name=theirs.Name or "",
        register_number=theirs.RegisterNumber or "",
        register_date=theirs.RegisterDate or "",
        post_code=theirs.PostCode or "",
        state=theirs.State,
    )


@cache
def _client() -> Client:
    """Return zeep's client of the registry."""
    return Client(str(contracts.ROOT / "legal_person_registry/v1/legal_person.wsdl"))


def test_records_are_possible(people: Population) -> None:
    """A synthetic firm with an impossible day or code would fail by its id, and not by a fault."""
    records = [record_of(firm) for firm in people.firms.values()]
    for record in records:
        assert parse_legal_id(record.legal_id) == record.legal_id
        assert parse_jalali(record.registered) < parse_jalali("14050101")
        assert not record.postal_code or parse_postal_code(record.postal_code)
        assert 0 < int(record.number) < 10**6
    assert sum(record.state == ACTIVE for record in records) > len(records) / 2


def test_magic_firms(people: Population) -> None:
    """A magic firm that the door refuses, or that a seed also makes, could not be relied on."""
    for key, magic in MAGIC.items():
        assert key == magic.key
        assert parse_legal_id(magic.record.legal_id) == magic.record.legal_id
        assert magic.record.legal_id not in people.firms
        assert magic.record.legal_id in table()
    assert len({one.record.legal_id for one in MAGIC.values()}) == len(MAGIC)
    assert MAGIC["dissolved"].record.legal_id == "99900200293"


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<x/>", b"not a valid InquirySpecialByNationalCode"),
        (ASK.replace("p:NationalCode", "p:Nonsense"), b"not a valid"),
        (ASK.format("1", "", "") * 2, b"one element in its Body"),
        ("", b"one element in its Body"),
        ("<unclosed>", b"not well-formed"),
    ],
)
def test_malformed_requests_are_our_fault(people: Population, inner: str, said: bytes) -> None:
    """A wrong request gets a Client Fault; an obliging stand-in would let our mistakes pass."""
    reply = _ask(people, inner)
    assert reply.status == 500
    assert b"s:Client" in reply.body
    assert said in reply.body


def test_other_action(people: Population) -> None:
    """WCF finds its operation by the action; what has another is no question of this contract."""
    for action in (b'""', b"urn:mediate", ACTION.strip(b'"')):
        reply = _ask(people, ASK.format(KNOWN, "", ""), action=action)
        assert reply.status == 500
        assert b"s:Client" in reply.body


def test_soap_11_only(people: Population) -> None:
    """SOAP 1.2's media type is not this service's."""
    assert _ask(people, ASK.format(KNOWN, "", ""), b"application/soap+xml").status == 415


@pytest.mark.parametrize(
    ("user", "password", "refused"),
    [("", "", False), (USER, PASSWORD, False), (USER, "", True), ("", "x", True), ("a", "b", True)],
)
def test_login(people: Population, user: str, password: str, refused: bool) -> None:
    """An account is checked before anything is looked for."""
    body = _asked(people, KNOWN, user, password).body.decode()
    assert ("رمز عبور اشتباه" in body) == refused


@pytest.mark.parametrize(
    ("legal_id", "said"),
    [
        ("99900100298", "معتبر نيست"),
        ("9990010029", "معتبر نيست"),
        ("٩٩٩٠٠١٠٠٢٩٧", "معتبر نيست"),
        (ids.legal_id(ids.FIRMS - 1), "يافت نشد"),
        ("", "ناقص"),
    ],
)
def test_no_data(people: Population, legal_id: str, said: str) -> None:
    """Void, nobody's and missing are three different messages."""
    assert said in _asked(people, legal_id).body.decode()


def test_no_parameter(people: Population) -> None:
    """The XSD lets the parameter be missing; the registry does not."""
    reply = _ask(people, '<t:InquirySpecialByNationalCode xmlns:t="http://tempuri.org/"/>')
    assert "ناقص" in reply.body.decode()


async def test_over_sockets(agency: Agency, browser: httpx.AsyncClient) -> None:
    """The stand-in answers any SOAP client, not only our gateway."""
    reply = await browser.post(
        agency.url,
        content=ENVELOPE.format(ASK.format(KNOWN, "", "")).encode(),
        headers={"content-type": "text/xml", "SOAPAction": ACTION.decode()},
    )
    assert reply.status_code == 200
    assert KNOWN.encode() in reply.content
