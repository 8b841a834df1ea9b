"""The registry's stand-in against its own contract, and our reading against zeep's."""

from base64 import b64decode
from functools import cache
from typing import Any

import httpx
import pytest
from lxml import etree
from zeep import Client

from adapters.base.answer import Answer
from adapters.civil_registry import gateway, wire
from schemas import contracts
from simulators.civil_registry import answers
from simulators.civil_registry.families import MEMBERS
from simulators.civil_registry.kin import CHILD, FATHER, MOTHER, SPOUSE, Households
from simulators.civil_registry.people import MAGIC
from simulators.civil_registry.server import PASSWORD, USER, create_app
from simulators.kit.asgi import Reply, Request
from simulators.kit.people import Person
from simulators.kit.population import Population
from tests.contract.conftest import Agency

ENVELOPE = (
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>{}</S:Body>'
    "</S:Envelope>"
)
ASK = (
    '<e:getEstelam3 xmlns:e="http://est"><arg0>{}</arg0><arg1>{}</arg1>'
    "<arg4><birthDate>{}</birthDate><nin>{}</nin></arg4></e:getEstelam3>"
)
XSD = "civil_registry/v1/est.xsd"


def _ask(people: Population, inner: str, content_type: bytes = b"text/xml") -> Reply:
    """Return what the stand-in answers to an envelope around ``inner``."""
    registry = create_app(people)
    return registry.answer(Request("POST", "/", content_type, ENVELOPE.format(inner).encode()))


def _element(body: bytes) -> etree._Element:
    """Return the one element in an answer's Body."""
    return etree.fromstring(body)[0][0]


def _asked(operation: str, person: Person, people: Population) -> Reply:
    """Return what the stand-in answers to ``operation`` when asked for ``person``."""
    asked = ASK.replace("getEstelam3", operation)
    return _ask(people, asked.format("", "", person.born, int(person.national_id)))


@pytest.mark.parametrize("operation", ["getEstelam3", "getFamily"])
def test_every_answer_is_valid(operation: str, people: Population) -> None:
    """A stand-in that breaks the contract teaches the gateway to accept what nobody will send."""
    everybody = [*people.people.values(), *MEMBERS, *(one.person for one in MAGIC.values())]
    for person in everybody:
        reply = _asked(operation, person, people)
        element = _element(reply.body)
        if reply.status == 200:
            contracts.xsd(XSD).assertValid(element)
            assert etree.QName(element).localname == f"{operation}Response"
        else:
            assert etree.QName(element).localname == "Fault"


@pytest.mark.parametrize("key", sorted(MAGIC.keys() - {"fault"}))
def test_our_reading_is_zeeps(key: str, people: Population) -> None:
    """Two readers of one answer: ours was written for speed, zeep's follows the WSDL."""
    body = _asked("getEstelam3", MAGIC[key].person, people).body
    ours = wire.read(gateway.operation().reply(Answer(200, "text/xml", body)))
    theirs = _zeep("getEstelam3", body)
    assert _read(ours) == _deserialized(theirs)
    assert ours.messages == tuple(theirs.message)
    assert ours.exception_message == (theirs.exceptionMessage or "")


@pytest.mark.parametrize("key", sorted(MAGIC.keys() - {"fault"}))
def test_our_reading_of_families_is_zeeps(key: str, people: Population) -> None:
    """The rows of a family are read as the WSDL says, each field from its own element."""
    body = _asked("getFamily", MAGIC[key].person, people).body
    ours = wire.read_family(gateway.operation("getFamily").reply(Answer(200, "text/xml", body)))
    theirs = _zeep("getFamily", body)
    assert (ours.nin, ours.birth_date) == (theirs.nin, theirs.birthDate)
    assert ours.messages == tuple(theirs.message)
    assert ours.member_count == theirs.memberCount
    assert [(_read(one), one.relation) for one in ours.members] == [
        (_deserialized(one), one.relation) for one in theirs.member
    ]


def _read(ours: wire.Record) -> tuple[object, ...]:
    """Return what our reader found of somebody, texts decoded."""
    texts = (b64decode(one) for one in (ours.name, ours.family, ours.father_name))
    return (ours.nin, ours.birth_date, ours.death_status, ours.death_date, *texts)


def _deserialized(theirs: Any) -> tuple[object, ...]:
    """Return the same as zeep found it."""
    texts = (one or b"" for one in (theirs.name, theirs.family, theirs.fatherName))
    return (
        theirs.nin,
        theirs.birthDate,
        theirs.deathStatus,
        theirs.deathDate or "",
        *texts,
    )


@cache
def _client() -> Client:
    """Return zeep's client of the registry."""
    return Client(str(contracts.ROOT / "civil_registry/v1/est.wsdl"))


def _zeep(operation: str, body: bytes) -> Any:
    """Return the answer as zeep deserializes it."""
    return _client().service._binding.get(operation).process_reply(etree.fromstring(body))


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<x/>", b"not a valid getEstelam3"),
        ("<!-- nothing -->", b"not a valid getEstelam3"),
        ('<e:getFamilyResponse xmlns:e="http://est"/>', b"not a valid getEstelam3"),
        (ASK.format("", "", "x", "1"), b"not a valid getEstelam3"),
        (ASK.format("", "", "13500401", "1") * 2, b"one element in its Body"),
        ("<unclosed>", b"not well-formed"),
        ('<!DOCTYPE x [<!ENTITY e "e">]>', b"not well-formed"),
    ],
)
def test_malformed_requests_are_our_fault(people: Population, inner: str, said: bytes) -> None:
    """A wrong request gets a Client Fault; an obliging stand-in would let our mistakes pass."""
    reply = _ask(people, inner)
    assert reply.status == 500
    assert b"S:Client" in reply.body
    assert said in reply.body


def test_soap_11_only(people: Population) -> None:
    """SOAP 1.2's media type is not this service's."""
    reply = _ask(people, ASK.format("", "", 1, 1), b"application/soap+xml")
    assert reply.status == 415


@pytest.mark.parametrize(
    ("user", "password", "message"),
    [
        (USER, PASSWORD, b"<message>err.record.not.found"),
        (USER, "wrong", b"<message>login.invalid.user"),
        (USER, "", b"<message>Login.password.required"),
        ("", PASSWORD, b"<message>Login.username.required"),
    ],
)
def test_login(people: Population, user: str, password: str, message: bytes) -> None:
    """An account is checked before anybody is looked for."""
    known = MAGIC["clear-employer"].person.national_id
    assert message in _ask(people, ASK.format(user, password, 13000101, int(known))).body


@pytest.mark.parametrize("nin", [9980010028, 0, -9980010029, 99800100290])
def test_void_number(people: Population, nin: int) -> None:
    """The registry says of a void number that it is void, not that nobody has it."""
    assert b"Nin.Not.Valid" in _ask(people, ASK.format("", "", 13500401, nin)).body


def test_no_person_is_an_error_of_reading(people: Population) -> None:
    """The XSD lets the fifth argument be missing; the registry does not."""
    inner = '<e:getEstelam3 xmlns:e="http://est"/>'
    assert b"Error inPersonInfoReading" in _ask(people, inner).body


async def test_over_sockets(agency: Agency, browser: httpx.AsyncClient) -> None:
    """The stand-in answers any SOAP client, not only our gateway."""
    person = MAGIC["deceased"].person
    content = ENVELOPE.format(ASK.format("", "", person.born, int(person.national_id)))
    reply = await browser.post(
        agency.url, content=content.encode(), headers={"content-type": "text/xml"}
    )
    assert reply.content == answers.record(person)


def test_families_are_consistent(people: Population) -> None:
    """What a parent's answer says of the child, the child's says of the parent; spouses agree."""
    mirrored = {SPOUSE: {SPOUSE}, CHILD: {FATHER, MOTHER}, FATHER: {CHILD}, MOTHER: {CHILD}}
    households = Households(people.people.values)
    rows = 0
    for person in people.people.values():
        for kin in households.kin_of(person):
            back = [one for one in households.kin_of(kin.person) if one.person == person]
            assert len(back) == 1
            assert back[0].relation in mirrored[kin.relation]
            rows += 1
    assert rows > len(people.people)


@pytest.mark.parametrize("message", sorted({one.message for one in MAGIC.values()} - {""}))
def test_a_message_stands_alone(message: str, people: Population) -> None:
    """A stand-in that sent relatives beside a message would hide that we overlook messages."""
    person = next(one.person for one in MAGIC.values() if one.message == message)
    reply = _asked("getFamily", person, people).body
    assert f"<message>{message}</message>".encode() in reply
    assert b"<member>" not in reply
