"""The registry's answers: a request held against the XSD, an answer made from a byte template."""

from lxml import etree

from schemas import contracts
from simulators.civil_registry import answers
from simulators.civil_registry.people import MAGIC
from simulators.kit.asgi import XML, Reply, Request
from simulators.kit.identifiers import with_national_check
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator

USER, PASSWORD = "peyvand", "sandbox"
_XSD = "civil_registry/v1/est.xsd"
_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_OPERATION = "{http://est}getEstelam3"


def create_app(population: Population) -> Simulator:
    """Return the registry that knows ``population`` and the magic inputs."""
    return Simulator(_Registry(population).answer, population.seed)


class _Malformed(Exception):
    """The request is not what the contract says."""


class _Registry:
    """What the registry knows."""

    def __init__(self, population: Population) -> None:
        self._people = population.people
        self._magic = {magic.person.national_id: magic for magic in MAGIC.values()}
        self._schema = contracts.xsd(_XSD)
        self._parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

    def answer(self, request: Request) -> Reply:
        """Return the answer to a SOAP 1.1 request; a malformed one gets a Client Fault."""
        if request.method != "POST" or not request.content_type.startswith(b"text/xml"):
            return Reply(415, XML, answers.fault("Client", "SOAP 1.1 is text/xml by POST"))
        try:
            texts = self._read(request.body)
        except _Malformed as error:
            return Reply(500, XML, answers.fault("Client", str(error)))
        user, password = texts.get("arg0") or "", texts.get("arg1") or ""
        refusal = _login(user, password)
        if refusal:
            return Reply(200, XML, answers.message(refusal))
        if "birthDate" not in texts:
            return Reply(200, XML, answers.message("Error inPersonInfoReading"))
        return self._find(int(texts["nin"] or 0), int(texts["birthDate"] or 0))

    def _read(self, body: bytes) -> dict[str, str | None]:
        """Return the texts of the operation's leaves; `_Malformed` when the XSD disagrees."""
        try:
            envelope = etree.fromstring(body, self._parser)
        except etree.XMLSyntaxError:
            raise _Malformed("not well-formed") from None
        soap_body = envelope.find(f"{_SOAP}Body")
        if envelope.tag != f"{_SOAP}Envelope" or soap_body is None or len(soap_body) != 1:
            raise _Malformed("not a SOAP 1.1 envelope with one element in its Body")
        operation = soap_body[0]
        if operation.tag != _OPERATION or not self._schema.validate(operation):
            raise _Malformed("not a valid getEstelam3")
        return {leaf.tag: leaf.text for leaf in operation.iter() if len(leaf) == 0}

    def _find(self, nin: int, born: int) -> Reply:
        """Return what the registry says of ``nin``, for somebody born on ``born``."""
        national_id = f"{nin:010}"
        if not 0 < nin < 10**10 or with_national_check(national_id[:9]) != national_id:
            return Reply(200, XML, answers.message("Nin.Not.Valid"))
        magic = self._magic.get(national_id)
        if magic is not None and magic.person.born == born:
            return answers.magic(magic)
        person = self._people.get(national_id)
        if person is None or person.born != born:
            return Reply(200, XML, answers.message("err.record.not.found"))
        return Reply(200, XML, answers.record(person))


def _login(user: str, password: str) -> str:
    """Return the message key of a refused login; behind the bus both are empty."""
    if (user, password) in {("", ""), (USER, PASSWORD)}:
        return ""
    if not user:
        return "Login.username.required"
    return "login.invalid.user" if password else "Login.password.required"
