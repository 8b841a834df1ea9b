"""The system's words: acknowledgements and refusals, and the envelope they are signed in."""

from datetime import datetime
from uuid import UUID, uuid5

from simulators.kit.wss.words import WSA
from simulators.notary_offices.inbox import instant

NAMESPACE = "urn:notary-offices:answers:1"
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_ENVELOPE = (
    f'<S:Envelope xmlns:S="{_SOAP}"><S:Header>{{0}}</S:Header><S:Body>{{1}}</S:Body></S:Envelope>'
)
_ACKNOWLEDGEMENT = (
    '<{0}Response xmlns="{1}"><NoticeId>{2}</NoticeId><AcceptedAt>{3}</AcceptedAt>'
    "<Duplicate>{4}</Duplicate></{0}Response>"
)
_FAULT = (
    f'<S:Fault xmlns:S="{_SOAP}"><faultcode>S:{{0}}</faultcode><faultstring>{{1}}</faultstring>'
    "{2}</S:Fault>"
)
_REFUSAL = f'<detail><n:Refusal xmlns:n="{NAMESPACE}"><n:Code>{{0}}</n:Code></n:Refusal></detail>'


def acknowledgement(
    operation: str, notice_id: str, accepted_at: datetime, *, duplicate: bool
) -> str:
    """Return what is said of a message that was taken."""
    told = "true" if duplicate else "false"
    return _ACKNOWLEDGEMENT.format(operation, NAMESPACE, notice_id, instant(accepted_at), told)


def refusal(code: str) -> str:
    """Return the Fault that says why a message is not taken."""
    return _FAULT.format("Server", "not taken", _REFUSAL.format(code))


def fault(code: str, reason: str) -> str:
    """Return a Fault without a reason of the contract; ``code`` is Client or Server."""
    return _FAULT.format(code, reason, "")


def envelope(child: str) -> bytes:
    """Return ``child`` in an envelope that nobody signs."""
    return _ENVELOPE.format("", child).encode()


def addressed(child: str, action: str, relates_to: str, number: int) -> bytes:
    """Return ``child`` in an envelope to be signed: the ``number``-th reply to ``relates_to``."""
    blocks = {
        "To": f"{WSA}/anonymous",
        "Action": action,
        "MessageID": uuid5(UUID(int=number), relates_to).urn,
        "RelatesTo": relates_to,
    }
    header = "".join(
        f'<wsa:{name} xmlns:wsa="{WSA}">{value}</wsa:{name}>' for name, value in blocks.items()
    )
    return _ENVELOPE.format(header, child).encode()
