"""SOAP 1.1 to an agency: zeep builds what its WSDL says, libxml2 checks what comes back.

zeep is used for WSDL and XSD alone. Replies are read by each agency's own wire model, after the
hardened parser and the agency's XSD: zeep's deserialization costs more than all the rest of a call.
"""

from collections.abc import Callable, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from lxml import etree
from zeep import Client, Settings
from zeep.transports import Transport

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract, AgencyRefused
from schemas import contracts, xml

ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_MEDIA_TYPE: Final = "text/xml"
_FIRST_MARK: Final = 1_000_000_000
_THEIRS: Final = ("Server", "Receiver")


class _LocalFiles(Transport):
    """A transport without a network: contracts are read from ``schemas/`` and nowhere else."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # zeep's constructors are untyped

    def load(self, url: str) -> bytes:
        """Return the contract at ``url``; ``ValueError`` when it is not one of ours."""
        return local_file(url)


def local_file(url: str) -> bytes:
    """Return the file at the path ``url``; ``ValueError`` when it is not under ``schemas/``."""
    path = Path(url).resolve()
    if not path.is_relative_to(contracts.ROOT.resolve()):
        raise ValueError("a contract may refer to files under schemas/ only")
    return path.read_bytes()


class SoapOperation:
    """One operation of one agency's WSDL.

    ``wsdl`` and ``xsd`` are paths below ``schemas/``; loading costs about 0.1 s and happens once.
    """

    def __init__(self, agency: str, wsdl: str, xsd: str, name: str) -> None:
        self._agency = agency
        self._client = Client(
            str(contracts.ROOT / wsdl),
            transport=_LocalFiles(),
            settings=Settings(strict=True, forbid_dtd=True, forbid_entities=True),
        )
        self._name = name
        self._schema = contracts.xsd(xsd)
        bound = self._client.service._binding.get(name)
        self._answers_with = str(bound.output.body.qname)
        self.action = str(bound.soapaction)
        self.headers = (
            (b"Content-Type", b"text/xml; charset=utf-8"),
            (b"SOAPAction", f'"{self.action}"'.encode()),
        )

    def request(self, **arguments: Any) -> bytes:
        """Return the envelope of a request; zeep holds ``arguments`` against the WSDL."""
        envelope = self._client.create_message(self._client.service, self._name, **arguments)
        return bytes(etree.tostring(envelope, xml_declaration=True, encoding="utf-8"))

    def child(self, **arguments: Any) -> bytes:
        """Return the Body child of a request in exclusive canonical form, to be sealed.

        ``arguments`` are held against the WSDL as in `request`; the envelope is the sealer's.
        """
        envelope = self._client.create_message(self._client.service, self._name, **arguments)
        (element,) = envelope.find(f"{{{ENVELOPE}}}Body")
        return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)

    def reply(self, answer: Answer) -> etree._Element:
        """Return the operation's answer in the Body of ``answer``, valid against the agency's XSD.

        An XSD declares the elements of every operation, requests among them, so the name is held
        too: an echo of the question is valid and no answer.
        Raises `AgencyRefused` for a Fault of theirs, `AgencyUnavailable` for an HTTP error without
        one, `AgencyBrokeContract` for everything that is not the contract's (SOAP 1.1, section 4).
        """
        if answer.media_type != _MEDIA_TYPE:
            if answer.status != 200:
                raise failed_status(self._agency, answer.status)
            raise AgencyBrokeContract(self._agency, "not-xml")
        element = self._body(answer.body)
        if element.tag == f"{{{ENVELOPE}}}Fault":
            raise self._fault(element)
        if answer.status != 200:
            raise failed_status(self._agency, answer.status)
        if element.tag != self._answers_with or not self._schema.validate(element):
            raise AgencyBrokeContract(self._agency, "schema")
        return element

    def _body(self, body: bytes) -> etree._Element:
        """Return the one element in the Body of an envelope."""
        try:
            envelope = xml.parse(body)
        except xml.XmlRefused as error:
            raise AgencyBrokeContract(self._agency, f"xml-{error.code}") from None
        found = envelope.find(f"{{{ENVELOPE}}}Body")
        if envelope.tag != f"{{{ENVELOPE}}}Envelope" or found is None or len(found) != 1:
            raise AgencyBrokeContract(self._agency, "not-an-envelope")
        return found[0]

    def _fault(self, fault: etree._Element) -> AgencyRefused | AgencyBrokeContract:
        """Return what a Fault means: theirs is a refusal, ours a contract misunderstood."""
        code = (fault.findtext("faultcode") or "").rpartition(":")[2]
        if code in _THEIRS:
            return AgencyRefused(self._agency, "soap-fault-server")
        return AgencyBrokeContract(self._agency, "soap-fault-client")


class RequestTemplate:
    """The envelope of one gateway's requests, in which only some numbers differ.

    zeep holds the arguments against the WSDL and builds the envelope when the gateway opens;
    afterwards a request costs a formatting. ``build`` returns the envelope for numbers by name.
    """

    def __init__(self, build: Callable[[dict[str, int]], bytes], names: Sequence[str]) -> None:
        self._names = frozenset(names)
        plain = build(dict.fromkeys(names, 0)).decode()
        marks = islice((mark for mark in count(_FIRST_MARK) if str(mark) not in plain), len(names))
        marked = dict(zip(names, marks, strict=True))
        envelope = build(marked).decode().replace("%", "%%")
        for name, mark in marked.items():
            envelope = envelope.replace(str(mark), f"%({name})d")
        self._envelope = envelope

    def fill(self, numbers: dict[str, int]) -> bytes:
        """Return the envelope with ``numbers``; ``ValueError`` when one is missing or extra."""
        if numbers.keys() != self._names:
            raise ValueError(f"the request takes {', '.join(sorted(self._names))}")
        return (self._envelope % numbers).encode()
