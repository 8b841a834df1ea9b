"""The registry's answers: a request held against the XSD and its action, a record or a message."""

from lxml import etree

from schemas import contracts
from simulators.kit.asgi import XML, Reply, Request, header
from simulators.kit.identifiers import with_legal_check
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.legal_person_registry import answers
from simulators.legal_person_registry.people import MAGIC, Magic
from simulators.legal_person_registry.records import record_of

USER, PASSWORD = "peyvand", "sandbox"
ACTION = b'"http://tempuri.org/ILegalPersonService/InquirySpecialByNationalCode"'
_ACTIONS = frozenset({ACTION, b""})
"""Whoever comes through the government bus has none any more: the bus has read it."""
_XSD = "legal_person_registry/v1/service.xsd"
_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_OPERATION = "{http://tempuri.org/}InquirySpecialByNationalCode"
_LENGTH = 11


def create_app(population: Population) -> Simulator:
    """Return the registry that knows the firms of ``population`` and the magic inputs."""
    return Simulator(_Registry(population).answer, population.seed)


class _Malformed(Exception):
    """The request is not what the contract says."""


class _Registry:
    """What the registry knows."""

    def __init__(self, population: Population) -> None:
        self._firms = population.firms
        self._magic = {magic.record.legal_id: magic for magic in MAGIC.values()}
        self._schema = contracts.xsd(_XSD)
        self._parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )

    def answer(self, request: Request) -> Reply:
        """Return the answer to a SOAP 1.1 request; a malformed one gets a Client Fault."""
        if request.method != "POST" or not request.content_type.startswith(b"text/xml"):
            return Reply(415, XML, answers.fault("Client", "SOAP 1.1 is text/xml by POST"))
        if header(request.headers, b"soapaction") not in _ACTIONS:
            return Reply(500, XML, answers.fault("Client", "no operation has this action"))
        try:
            texts = self._read(request.body)
        except _Malformed as error:
            return Reply(500, XML, answers.fault("Client", str(error)))
        refusal = _login(texts.get("UserName", ""), texts.get("PassWord", ""))
        if not refusal and not texts.get("NationalCode"):
            refusal = "ورودی سرویس ناقص است"
        if refusal:
            return Reply(200, XML, answers.message(refusal))
        return self._find(texts["NationalCode"])

    def _read(self, body: bytes) -> dict[str, str]:
        """Return the texts of the parameter's fields; `_Malformed` when the XSD disagrees."""
        try:
            envelope = etree.fromstring(body, self._parser)
        except etree.XMLSyntaxError:
            raise _Malformed("not well-formed") from None
        soap_body = envelope.find(f"{_SOAP}Body")
        if envelope.tag != f"{_SOAP}Envelope" or soap_body is None or len(soap_body) != 1:
            raise _Malformed("not a SOAP 1.1 envelope with one element in its Body")
        operation = soap_body[0]
        if operation.tag != _OPERATION or not self._schema.validate(operation):
            raise _Malformed("not a valid InquirySpecialByNationalCode")
        fields = operation[0] if len(operation) else ()
        return {etree.QName(one).localname: one.text or "" for one in fields}

    def _find(self, legal_id: str) -> Reply:
        """Return what the registry says of ``legal_id``."""
        magic = self._magic.get(legal_id)
        if magic is not None:
            return _magical(magic)
        if not _well_formed(legal_id):
            return Reply(200, XML, answers.message("شناسه ملی معتبر نیست"))
        firm = self._firms.get(legal_id)
        if firm is None:
            return Reply(200, XML, answers.message("شناسه ملی یافت نشد"))
        return Reply(200, XML, answers.found(record_of(firm), {}))


def _magical(magic: Magic) -> Reply:
    """Return what the registry answers when asked for a magic firm."""
    if magic.fault:
        return Reply(500, XML, answers.fault("Server", "The server was unable to process it"))
    if magic.message:
        return Reply(200, XML, answers.message(magic.message))
    return Reply(200, XML, answers.found(magic.record, magic.fields), magic.delay)


def _well_formed(legal_id: str) -> bool:
    """Tell whether ``legal_id`` is eleven digits, the last of them the check digit."""
    digits = legal_id.isascii() and legal_id.isdigit() and len(legal_id) == _LENGTH
    return digits and with_legal_check(legal_id[:-1]) == legal_id


def _login(user: str, password: str) -> str:
    """Return the message of a refused login; behind the bus both are empty."""
    if (user, password) in {("", ""), (USER, PASSWORD)}:
        return ""
    return "نام کاربری یا رمز عبور اشتباه است"
