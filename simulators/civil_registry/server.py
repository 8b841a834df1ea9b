"""The registry's answers: a request held against the XSD, an answer made from a byte template."""

from itertools import chain
from typing import NamedTuple

from lxml import etree

from schemas import contracts
from simulators.civil_registry import answers
from simulators.civil_registry.families import MEMBERS
from simulators.civil_registry.kin import Households
from simulators.civil_registry.people import MAGIC, Magic
from simulators.kit.asgi import XML, Reply, Request
from simulators.kit.identifiers import with_national_check
from simulators.kit.people import Person
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator

USER, PASSWORD = "peyvand", "sandbox"
_XSD = "civil_registry/v1/est.xsd"
_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_PERSON, _FAMILY = "{http://est}getEstelam3", "{http://est}getFamily"


def create_app(population: Population) -> Simulator:
    """Return the registry that knows ``population`` and the magic inputs."""
    return Simulator(_Registry(population).answer, population.seed)


class _Malformed(Exception):
    """The request is not what the contract says."""


class _Question(NamedTuple):
    """What is asked: the name of the operation, and the texts of its leaves."""

    operation: str
    texts: dict[str, str | None]


class _Registry:
    """What the registry knows."""

    def __init__(self, population: Population) -> None:
        self._people = population.people
        self._members = {one.national_id: one for one in MEMBERS}
        self._magic = {magic.person.national_id: magic for magic in MAGIC.values()}
        self._households = Households(lambda: chain(population.people.values(), MEMBERS))
        self._schema = contracts.xsd(_XSD)
        self._parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

    def answer(self, request: Request) -> Reply:
        """Return the answer to a SOAP 1.1 request; a malformed one gets a Client Fault."""
        if request.method != "POST" or not request.content_type.startswith(b"text/xml"):
            return Reply(415, XML, answers.fault("Client", "SOAP 1.1 is text/xml by POST"))
        try:
            asked = self._read(request.body)
        except _Malformed as error:
            return Reply(500, XML, answers.fault("Client", str(error)))
        texts = asked.texts
        refusal = _login(texts.get("arg0") or "", texts.get("arg1") or "")
        if not refusal and "birthDate" not in texts:
            refusal = "Error inPersonInfoReading"
        if refusal:
            return _told(asked.operation, refusal)
        return self._find(asked.operation, int(texts["nin"] or 0), int(texts["birthDate"] or 0))

    def _read(self, body: bytes) -> _Question:
        """Return what is asked; `_Malformed` when the XSD disagrees."""
        try:
            envelope = etree.fromstring(body, self._parser)
        except etree.XMLSyntaxError:
            raise _Malformed("not well-formed") from None
        soap_body = envelope.find(f"{_SOAP}Body")
        if envelope.tag != f"{_SOAP}Envelope" or soap_body is None or len(soap_body) != 1:
            raise _Malformed("not a SOAP 1.1 envelope with one element in its Body")
        operation = soap_body[0]
        if operation.tag not in {_PERSON, _FAMILY} or not self._schema.validate(operation):
            raise _Malformed("not a valid getEstelam3 or getFamily")
        leaves = {leaf.tag: leaf.text for leaf in operation.iter() if len(leaf) == 0}
        return _Question(operation.tag, leaves)

    def _find(self, operation: str, nin: int, born: int) -> Reply:
        """Return what the registry says of ``nin``, for somebody born on ``born``."""
        national_id = f"{nin:010}"
        if not 0 < nin < 10**10 or with_national_check(national_id[:9]) != national_id:
            return _told(operation, "Nin.Not.Valid")
        magic = self._magic.get(national_id)
        if magic is not None and magic.person.born == born:
            return self._magical(operation, magic)
        person = self._people.get(national_id) or self._members.get(national_id)
        if person is None or person.born != born:
            return _told(operation, "err.record.not.found")
        return self._known(operation, person)

    def _known(self, operation: str, person: Person) -> Reply:
        """Return what is asked about somebody like any other."""
        if operation == _PERSON:
            return Reply(200, XML, answers.record(person))
        return Reply(200, XML, answers.family(person, self._households.kin_of(person)))

    def _magical(self, operation: str, magic: Magic) -> Reply:
        """Return what the registry answers when asked for a magic person."""
        person = magic.person
        if magic.message:
            return _told(operation, magic.message)
        if magic.quirk == "fault":
            return Reply(500, XML, answers.fault("Server", "java.lang.NullPointerException"))
        nin = int(person.national_id) + 10 if magic.quirk == "other-person" else None
        if operation == _FAMILY:
            kin = self._households.kin_of(person) if magic.kin is None else magic.kin
            most = 1 if magic.quirk == "rows-missing" else answers.MOST
            return Reply(200, XML, answers.family(person, kin, nin, most), magic.delay)
        name = answers.garbled(person.given_name) if magic.quirk == "garbled" else None
        return Reply(200, XML, answers.record(person, nin, name), magic.delay)


def _told(operation: str, key: str) -> Reply:
    """Return a message key in place of an answer."""
    said = answers.message if operation == _PERSON else answers.no_family
    return Reply(200, XML, said(key))


def _login(user: str, password: str) -> str:
    """Return the message key of a refused login; behind the bus both are empty."""
    if (user, password) in {("", ""), (USER, PASSWORD)}:
        return ""
    if not user:
        return "Login.username.required"
    return "login.invalid.user" if password else "Login.password.required"
