"""The notaries' system told over SOAP: a `Receiver` of the hub."""

from functools import cache

from lxml import etree

from adapters.base.answer import Answer
from adapters.base.connection import Connection
from adapters.base.errors import AgencyBrokeContract, AgencyRefused
from adapters.base.ports import MessageSecurity, Receiver
from adapters.base.soap import SoapOperation
from adapters.notary_offices import translate, wire
from schemas import xml
from schemas.canonical.notice import Notice


@cache
def operation(name: str) -> SoapOperation:
    """Return one of the system's operations, loaded once."""
    contract = "notary_offices/v1/answers"
    return SoapOperation(wire.AGENCY, f"{contract}.wsdl", f"{contract}.xsd", name)


class NotaryOffices:
    """`Receiver` by ``DeliverAnswer`` and ``DeliverStatus``, signed both ways."""

    def __init__(self, connection: Connection, security: MessageSecurity, theirs: bytes) -> None:
        self._connection = connection
        self._security = security
        self._theirs = theirs
        for name in ("DeliverAnswer", "DeliverStatus"):
            operation(name)

    async def deliver(self, notice: Notice) -> bytes:
        """Bring ``notice`` once; return the signed envelope of their acknowledgement.

        Raises the codes of `wire.MEANINGS` for a refusal that they signed, ``soap-fault-server``
        for one they did not, and `AgencyBrokeContract` (``reply-…``, ``other-notice``) for a reply
        that is not theirs, not to this message, or to another notice.
        """
        message = translate.message_of(notice)
        bound = operation(message.operation)
        child = bound.child(**message.fields)
        message_id = notice.id.urn

        async def bring() -> bytes:
            content = self._security.seal(
                child, action=bound.action, message_id=message_id, to=wire.NAMESPACE
            )
            answer = await self._connection.http.post("", bound.headers, content)
            reply = self._proven(bound, answer, message_id)
            translate.check(wire.read(reply), notice)
            return answer.body

        return await self._connection.conduct.once(bring)

    def _proven(self, bound: SoapOperation, answer: Answer, message_id: str) -> etree._Element:
        """Return the acknowledgement as they signed it; an unsigned Fault says no more than no."""
        try:
            bound.reply(answer)
        except AgencyRefused as refused:
            if refused.code != "soap-fault-server":
                raise
            raise self._refusal(answer, message_id, refused) from None
        try:
            return self._signed(answer, message_id)
        except ValueError as error:
            code = str(getattr(error, "code", error)).rpartition(".")[2]
            raise AgencyBrokeContract(wire.AGENCY, f"reply-{code}") from error

    def _refusal(self, answer: Answer, message_id: str, plain: AgencyRefused) -> Exception:
        """Return what a Fault means, by its code where it is signed."""
        try:
            return wire.refusal(self._signed(answer, message_id))
        except ValueError:
            return plain

    def _signed(self, answer: Answer, message_id: str) -> etree._Element:
        """Return the Body child that the system has signed; ``ValueError`` when it has not."""
        opened = self._security.open(answer.body, certificate=self._theirs, relates_to=message_id)
        return xml.parse(opened)


def build(connection: Connection) -> Receiver:
    """Return the system behind ``connection``; the catalog has seen to keys and certificate."""
    if connection.security is None or connection.certificate is None:
        raise ValueError("the notaries' system wants signed messages")
    return NotaryOffices(connection, connection.security, connection.certificate)
