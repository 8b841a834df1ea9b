"""An agency asks the hub: a zeep client built from the WSDL alone, over synchronous HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from uuid import uuid4

import httpx
import zeep
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from lxml import etree
from zeep.proxy import ServiceProxy
from zeep.wsdl.bindings.soap import Soap12Binding, SoapBinding

from simulators.kit.wss.check import check_reply
from simulators.kit.wss.sign import PrivateKey, sign_envelope
from simulators.kit.wss.words import WSA, soap_part, tag


@dataclass(frozen=True, slots=True)
class Reply:
    """One exchange: ``value`` is what zeep read from the checked ``response``.

    ``request`` and ``response`` are the octets as they went over the wire.
    """

    value: Any
    message_id: str
    request: bytes
    response: bytes


def _utc_now() -> datetime:
    return datetime.now(UTC)


class HubClient:
    """One asker with its key; not shared between threads.

    ``wsdl`` is a URL or a path. ``endpoint`` replaces the address that the WSDL gives. ``clock``
    gives the instant that goes into the Timestamp. ``inquiry`` is the operation that asks for a
    document in the contract of a subclass.
    """

    inquiry: ClassVar[str]

    def __init__(
        self,
        wsdl: str,
        key_pem: bytes,
        cert_pem: bytes,
        hub_cert_pem: bytes,
        endpoint: str | None = None,
        *,
        soap12: bool = False,
        clock: Callable[[], datetime] = _utc_now,
        timeout: float = 30.0,
    ) -> None:
        self._zeep = _contract(wsdl, timeout)
        self._key = _private_key(key_pem)
        self._certificate = x509.load_pem_x509_certificate(cert_pem).public_bytes(Encoding.DER)
        self._hub = x509.load_pem_x509_certificate(hub_cert_pem)
        self._clock = clock
        self._http = httpx.Client(timeout=timeout, trust_env=False)
        self._service, self.endpoint = _service(self._zeep, endpoint, soap12)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def inquire(self, message_id: str | None = None, **fields: Any) -> Reply:
        """Ask what an employer owes; see `call`."""
        return self.call(self.inquiry, message_id, **fields)

    def get_answer(self, message_id: str | None = None, **fields: Any) -> Reply:
        """Fetch an answer that was pending (``GetAnswer``); see `call`."""
        return self.call("GetAnswer", message_id, **fields)

    def call(self, operation: str, message_id: str | None = None, **fields: Any) -> Reply:
        """Sign, send and check one message; ``fields`` are the contract's, as nested dicts.

        A given ``message_id`` repeats an earlier message with a new signature.

        Raises:
            zeep.exceptions.Fault: the hub refused; its detail holds the hub's code.
            ReplyUntrusted: an answer that the hub did not sign.
            httpx.HTTPError: no connection, or no answer in time.
        """
        message_id = message_id or f"urn:uuid:{uuid4()}"
        return self.send(operation, self.build(operation, message_id, **fields), message_id)

    def build(self, operation: str, message_id: str, **fields: Any) -> bytes:
        """Return the signed request without sending it."""
        envelope = self._zeep.create_message(self._service, operation, **fields)
        _address(envelope, self._action(operation), message_id, self.endpoint)
        return sign_envelope(envelope, self._key, self._certificate, self._clock())

    def send(self, operation: str, request: bytes, message_id: str) -> Reply:
        """Send a request as it stands and return the checked reply; see `call`."""
        binding: SoapBinding = self._service._binding
        response = self.post(operation, request)
        described = binding.get(operation)
        if response.status_code == httpx.codes.OK:
            check_reply(response.content, self._hub, message_id)
        value = binding.process_reply(self._zeep, described, response)
        return Reply(value, message_id, request, response.content)

    def post(self, operation: str, request: bytes) -> httpx.Response:
        """Send octets of any kind to the endpoint and return the bare HTTP response."""
        return self._http.post(self.endpoint, content=request, headers=self._headers(operation))

    def _action(self, operation: str) -> str:
        described = self._service._binding.get(operation)
        return str(described.abstract.wsa_action or described.soapaction)

    def _headers(self, operation: str) -> dict[str, str]:
        """Return the HTTP headers of the binding: SOAP 1.1 section 6.1, SOAP 1.2 part 2 7.1.4."""
        action = self._action(operation)
        if isinstance(self._service._binding, Soap12Binding):
            return {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}
        return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}


def _contract(wsdl: str, timeout: float) -> zeep.Client:
    """Return a zeep client of ``wsdl``; no proxy of the environment stands in its way."""
    transport = zeep.Transport(timeout=timeout)
    transport.session.trust_env = False
    return zeep.Client(wsdl, transport=transport, settings=zeep.Settings(forbid_dtd=True))


def _service(client: zeep.Client, endpoint: str | None, soap12: bool) -> tuple[ServiceProxy, str]:
    """Return the first port of the wanted SOAP version, and where it is."""
    for service in client.wsdl.services.values():
        for port in service.ports.values():
            if isinstance(port.binding, Soap12Binding) is soap12:
                address = endpoint or port.binding_options["address"]
                return client.create_service(port.binding.name, address), address
    raise ValueError("the WSDL has no port of this SOAP version")


def _private_key(pem: bytes) -> PrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError("an RSA or elliptic curve key is needed")
    return key


def _address(envelope: etree._Element, action: str, message_id: str, to: str) -> None:
    """Put the WS-Addressing headers of this message in place of any that zeep has made."""
    namespace = etree.QName(envelope).namespace or ""
    if envelope.find(tag(namespace, "Header")) is None:
        envelope.insert(0, etree.Element(tag(namespace, "Header")))
    header = soap_part(envelope, "Header")
    for block in [b for b in header if etree.QName(b).namespace == WSA]:
        header.remove(block)
    for name, value in (("To", to), ("Action", action), ("MessageID", message_id)):
        etree.SubElement(header, tag(WSA, name), nsmap={"wsa": WSA}).text = value
