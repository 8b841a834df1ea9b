"""The notaries' system: takes signed messages of the hub once each, and signs that it has."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from schemas import contracts
from simulators.kit.asgi import XML, Reply, Request
from simulators.kit.clock import utc_now
from simulators.kit.keys import Holder, Keys, made
from simulators.kit.magic import ORDINARY
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.kit.wss.sign import sign_envelope
from simulators.notary_offices import answers
from simulators.notary_offices.door import Letter, NotAdmitted, admit
from simulators.notary_offices.inbox import Inbox, OtherContent
from simulators.notary_offices.people import MAGIC, MANNERS

_XSD = "notary_offices/v1/answers.xsd"
_OPERATIONS = ("DeliverAnswer", "DeliverStatus")
_UNKNOWN = {"DeliverAnswer": "unknown-inquiry", "DeliverStatus": "unknown-reply"}
_NOBODYS = str(UUID(int=0))
_OTHER = f"urn:uuid:{_NOBODYS}"
_STALE = timedelta(hours=1)


def create_app(population: Population) -> Simulator:
    """Return a system with keys of its own, which trusts the hub that comes with them."""
    return create_signing_app(population, made(), utc_now)


def create_signing_app(
    population: Population, keys: Keys, now: Callable[[], datetime]
) -> Simulator:
    """Return the system that signs with ``keys.notaries`` and hears nobody but ``keys.hub``."""
    system = _System(keys, now)
    return Simulator(
        system.answer,
        population.seed,
        quirks={manner: partial(system.answer, manner=manner) for manner in MANNERS},
        views={"notices": system.inbox.told},
        forget=system.forget,
    )


class _Malformed(Exception):
    """A signed message is not what the contract says."""


class _System:
    """What the notaries' system holds."""

    def __init__(self, keys: Keys, now: Callable[[], datetime]) -> None:
        self.inbox = Inbox()
        self._keys = keys
        self._now = now
        self._schema = contracts.xsd(_XSD)
        self._magic = {magic.number: magic for magic in MAGIC.values()}
        self._signatures: set[str] = set()

    def forget(self) -> None:
        """Forget every message and signature."""
        self.inbox.clear()
        self._signatures.clear()

    def answer(self, request: Request, manner: str = "") -> Reply:
        """Return the signed reply to one message; an unsigned Fault to what is not admitted."""
        if request.method != "POST" or not request.content_type.startswith(b"text/xml"):
            return _plain(415, answers.fault("Client", "SOAP 1.1 is text/xml by POST"))
        try:
            letter = admit(request.body, self._keys.hub, self._now())
            operation, fields = self._read(letter, request)
        except (NotAdmitted, _Malformed) as error:
            return _plain(500, answers.fault("Client", escape(str(error))))
        magic = self._magic.get(fields["ReplyNo"], ORDINARY)
        manner = manner or magic.manner
        return self._reply(letter, operation, fields, manner)._replace(delay=magic.delay)

    def _read(self, letter: Letter, request: Request) -> tuple[str, dict[str, str]]:
        """Return the operation and its texts; `_Malformed` when the contract disagrees."""
        operation = etree.QName(letter.content).localname
        if operation not in _OPERATIONS or not self._schema.validate(letter.content):
            raise _Malformed("not a valid message of the contract")
        fields = {etree.QName(one).localname: one.text or "" for one in letter.content}
        action = f"{answers.NAMESPACE}:{operation}"
        named = dict(request.headers).get(b"soapaction", b"").decode("ascii", "replace")
        if letter.action != action or named != f'"{action}"':
            raise _Malformed("action and content are of two operations")
        if letter.to != answers.NAMESPACE:
            raise _Malformed("it is meant for somebody else")
        if letter.message_id != f"urn:uuid:{fields['NoticeId']}":
            raise _Malformed("MessageID and NoticeId are of two messages")
        if letter.signature in self._signatures:
            raise _Malformed("this very signature was here before")
        self._signatures.add(letter.signature)
        return operation, fields

    def _reply(self, letter: Letter, operation: str, fields: dict[str, str], manner: str) -> Reply:
        """Return the reply to a message, in its manner."""
        match manner:
            case "fault":
                return _plain(500, answers.fault("Server", "not now"))
            case "closed" | "busy":
                return self._signed(answers.refusal(manner), letter, 500)
            case "unknown":
                return self._signed(answers.refusal(_UNKNOWN[operation]), letter, 500)
        try:
            taken, before = self.inbox.take(operation, fields, letter.canonical, self._now())
        except OtherContent:
            return self._signed(answers.refusal("other-content"), letter, 500)
        child = answers.acknowledgement(
            operation,
            _NOBODYS if manner == "other-notice" else taken.notice_id,
            taken.accepted_at,
            duplicate=before or manner == "duplicate",
        )
        return self._signed(child, letter, 200, manner)

    def _signed(self, child: str, letter: Letter, status: int, manner: str = "") -> Reply:
        """Return ``child`` signed as the system does it, or in the manner of a wrong one."""
        if manner == "unsigned":
            return _plain(status, child)
        relates_to = _OTHER if manner == "other-message" else letter.message_id
        envelope = answers.addressed(
            child, f"{letter.action}Response", relates_to, len(self._signatures)
        )
        now = self._now() - (_STALE if manner == "stale" else timedelta(0))
        key, certificate = self._signer(manner)
        body = sign_envelope(envelope, key.key, _der(certificate), now)
        if manner == "changed":
            body = body.replace(b"</AcceptedAt>", b" </AcceptedAt>")
        return Reply(status, XML, body)

    def _signer(self, manner: str) -> tuple[Holder, Holder]:
        """Return whose key signs, and whose certificate says so."""
        own, stranger = self._keys.notaries, self._keys.timestamps
        if manner == "stranger":
            return stranger, stranger
        return (stranger if manner == "wrong-key" else own), own


def _der(holder: Holder) -> bytes:
    """Return the certificate of ``holder``."""
    return holder.certificate.public_bytes(Encoding.DER)


def _plain(status: int, child: str) -> Reply:
    """Return ``child`` in an envelope without a signature."""
    return Reply(status, XML, answers.envelope(child))
