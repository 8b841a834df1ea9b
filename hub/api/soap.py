"""The SOAP door: bytes in, a verified request along the road, signed bytes out.

The order is fixed and each step refuses before the next one costs anything: transport, size,
parser, envelope, signature, addressee, operation, contract, identifiers. Only then is there an
`InboundRequest`.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from hub.api.consumers import AGE, Consumers
from hub.api.forms.body import received
from hub.api.problems import Problem, TransportRefusal, http_status, problem_of, soap_fault
from hub.api.violations import violation_of
from hub.errors import UnknownOperation, WrongAddressee
from schemas.canonical.case import InboundRequest
from schemas.soap import WSA_ANONYMOUS, Envelope, SoapVersion, read, wrap
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.keys.errors import KeyUnusable
from signing.signer import Signer
from signing.verify.wss import MessageRefused, VerifiedMessage, verify
from signing.wss import seal

log = logging.getLogger("hub.door")

Handler = Callable[[InboundRequest, etree._Element], Awaitable[bytes]]
"""Takes a verified request with its parsed document, returns the canonical response element."""

_MEDIA_TYPES = {"text/xml": SoapVersion.V11, "application/soap+xml": SoapVersion.V12}
_REPLY_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Service:
    """A published service: where it stands, its contract, and who does each operation."""

    duty: str
    path: str
    namespace: str
    schema: etree.XMLSchema
    operations: Mapping[str, Handler]


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """What the door is told from outside: its public address, its limits, its clock."""

    public_url: str
    max_bytes: int
    skew: timedelta
    clock: Callable[[], datetime]


class SoapDoor:
    """One service over SOAP 1.1 and 1.2, behind our WS-Security profile."""

    def __init__(
        self, service: Service, *, consumers: Consumers, signer: Signer, settings: DoorSettings
    ) -> None:
        self._service = service
        self._consumers = consumers
        self._signer = signer
        self._settings = settings
        self._address = f"{settings.public_url}{service.path}"

    async def receive(self, request: Request) -> Response:
        """Return the signed answer, or the Fault that says what is wrong."""
        exchange = _Exchange(_spoken_version(request), str(uuid4()))
        try:
            return await self._answer(request, exchange)
        except Exception as error:  # noqa: BLE001 - the door is where every error becomes a Fault
            return self._refuse(error, exchange)

    async def _answer(self, request: Request, exchange: "_Exchange") -> Response:
        envelope = read(parse(await self._body(request), max_bytes=self._settings.max_bytes))
        exchange.version = envelope.version
        if envelope.version is not _spoken_version(request):
            raise TransportRefusal("request.content-type", 415)
        message = exchange.message = await self._verify(envelope)
        operation, inbound, document = self._inbound(message)
        child = await self._service.operations[operation](inbound, document)
        log.debug(
            "answered",
            extra={"operation": operation, "consumer": inbound.consumer.code},
        )
        return self._sealed(child, f"{operation}Response", message, exchange.version, 200)

    async def _body(self, request: Request) -> bytes:
        """Return the octets of a request that HTTP shows to be a message."""
        if request.method != "POST":
            raise TransportRefusal("request.method", 405)
        if _media_type(request) not in _MEDIA_TYPES:
            raise TransportRefusal("request.content-type", 415)
        return await received(request, self._settings.max_bytes)

    async def _verify(self, envelope: Envelope) -> VerifiedMessage:
        """Return the proven message; an unknown certificate is looked for once more, afresh."""
        await self._consumers.refresh()
        try:
            return self._verified(envelope)
        except MessageRefused as refused:
            if refused.code != "wss.unknown-certificate":
                raise
        await self._consumers.refresh(older_than=AGE / 5)
        return self._verified(envelope)

    def _verified(self, envelope: Envelope) -> VerifiedMessage:
        return verify(
            envelope,
            now=self._settings.clock(),
            registered=self._consumers.certificate,
            skew=self._settings.skew,
        )

    def _inbound(self, message: VerifiedMessage) -> tuple[str, InboundRequest, etree._Element]:
        """Return the operation, the request and its document, checked against the contract."""
        operation, document = self._operation(message), message.body_child
        if (violation := violation_of(document, self._service.schema)) is not None:
            raise violation
        octets = canonical(document)
        request = InboundRequest(
            consumer=self._consumers.owner(message.fingerprint),
            duty=self._service.duty,
            operation=operation,
            message_id=message.message_id,
            document=octets,
            digest=sha256(octets).digest(),
            replay_key=message.replay_key,
            expires_at=message.expires + self._settings.skew,
            received_at=self._settings.clock(),
            signed=True,
        )
        return operation, request, document

    def _operation(self, message: VerifiedMessage) -> str:
        """Return the operation that Body and Action both name, at the address that is ours."""
        if message.to != self._address:
            raise WrongAddressee("addressing.to", field="To")
        name = etree.QName(message.body_child)
        operation = name.localname.removesuffix("Request")
        if name.namespace != self._service.namespace or operation not in self._service.operations:
            raise UnknownOperation("operation.unknown", field="Body")
        if message.action != f"{self._service.namespace}:{operation}":
            raise UnknownOperation("operation.action", field="Action")
        return operation

    def _refuse(self, error: Exception, exchange: "_Exchange") -> Response:
        """Return the Fault of ``error``, signed where the sender is known, and log its code."""
        problem = problem_of(error)
        _log_refusal(problem, exchange, error)
        status = http_status(problem, exchange.version)
        child = soap_fault(problem, exchange.version, self._service.namespace, exchange.reference)
        if exchange.message is not None and problem.subcode is None:
            with suppress(KeyUnusable):  # an unsigned Fault says more than none
                return self._sealed(child, "Refusal", exchange.message, exchange.version, status)
        return _response(wrap(exchange.version, child), exchange.version, status)

    def _sealed(
        self, child: bytes, action: str, message: VerifiedMessage, version: SoapVersion, status: int
    ) -> Response:
        octets = seal(
            child,
            signer=self._signer,
            action=f"{self._service.namespace}:{action}",
            message_id=f"urn:uuid:{uuid4()}",
            to=WSA_ANONYMOUS,
            relates_to=message.message_id,
            version=version,
            now=self._settings.clock(),
            lifetime=_REPLY_LIFETIME,
        )
        return _response(octets, version, status)


@dataclass(slots=True)
class _Exchange:
    """What is known of an exchange while it goes on: enough to answer an error in its own words."""

    version: SoapVersion
    reference: str
    message: VerifiedMessage | None = None


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _spoken_version(request: Request) -> SoapVersion:
    """Return the SOAP version the media type names; a stranger is answered in 1.1."""
    return _MEDIA_TYPES.get(_media_type(request), SoapVersion.V11)


def _response(octets: bytes, version: SoapVersion, status: int) -> Response:
    return Response(octets, status_code=status, headers={"content-type": version.content_type})


def _log_refusal(problem: Problem, exchange: _Exchange, error: Exception) -> None:
    """Log a refusal by its codes; only what nobody expected carries its traceback."""
    facts = {
        "code": problem.code,
        "field": problem.field,
        "rule": problem.rule,
        "reference": exchange.reference,
    }
    unexpected = error if problem.code == "hub.error" else None
    log.log(
        logging.ERROR if unexpected else logging.WARNING,
        "refused",
        extra=facts,
        exc_info=unexpected,
    )
