"""The door of the notaries' system: who writes, when, to whom, and that all of it is signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from lxml import etree

from simulators.kit.wss.check import check_signed
from simulators.kit.wss.words import WSA, WSSE, WSU, c14n, only, soap_part

LONGEST = timedelta(minutes=5)
AHEAD = timedelta(seconds=60)
"""How long a message may last, and how far the sender's clock may run ahead of ours."""


class NotAdmitted(ValueError):
    """A message is not the hub's, not all of it, or not of now; the text says which."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that the hub has signed: what it is about and the element that says it."""

    to: str
    action: str
    message_id: str
    signature: str
    content: etree._Element

    @property
    def canonical(self) -> bytes:
        """The content's exclusive canonical form: the same letter has the same."""
        return c14n(self.content)


def admit(content: bytes, hub: x509.Certificate, now: datetime) -> Letter:
    """Return the letter in ``content`` when the hub has signed it and it is of ``now``.

    Signed must be Body, Timestamp and every WS-Addressing header. Raises `NotAdmitted`.
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(content, parser)
        header, body = soap_part(root, "Header"), soap_part(root, "Body")
        security = only(header, WSSE, "Security")
        addressing = [one for one in header if etree.QName(one).namespace == WSA]
        timestamp = only(security, WSU, "Timestamp")
        check_signed(security, (body, timestamp, *addressing), hub)
        _check_period(timestamp, now)
        to, action, message_id = (_text(header, name) for name in ("To", "Action", "MessageID"))
        (child,) = body
    except (ValueError, etree.XMLSyntaxError) as error:
        raise NotAdmitted(str(error)) from error
    value = security.findtext(".//{*}SignatureValue") or ""
    return Letter(to, action, message_id, value, child)


def _text(header: etree._Element, name: str) -> str:
    """Return the text of the only WS-Addressing block of that name."""
    return only(header, WSA, name).text or ""


def _check_period(timestamp: etree._Element, now: datetime) -> None:
    """Raise unless ``now`` is between Created and Expires, and they are near enough."""
    created, expires = (_instant(timestamp, name) for name in ("Created", "Expires"))
    if not created - AHEAD <= now < expires:
        raise ValueError("it is not of now")
    if expires - created > LONGEST:
        raise ValueError("it would last too long")


def _instant(timestamp: etree._Element, name: str) -> datetime:
    """Return an instant of the Timestamp, which has a zone."""
    moment = datetime.fromisoformat(only(timestamp, WSU, name).text or "")
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no zone")
    return moment
