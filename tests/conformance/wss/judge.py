"""Runs a message through parser, codec and verifier, and says how it ended."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from schemas import soap, xml
from signing.verify.wss import MessageRefused, Registered, VerifiedMessage, verify


@dataclass(frozen=True)
class Judge:
    """The receiving side at one instant."""

    registered: Registered
    now: datetime

    def accept(self, octets: bytes, now: datetime | None = None) -> VerifiedMessage:
        """Return the verified message, or raise what refuses it."""
        envelope = soap.read(xml.parse(octets))
        return verify(envelope, now=now or self.now, registered=self.registered)

    def code(self, octets: bytes) -> str:
        """Return the code of the refusal, or ``accepted``."""
        try:
            self.accept(octets)
        except xml.XmlRefused as refused:
            return f"xml.{refused.code}"
        except (soap.SoapRefused, MessageRefused) as refused:
            return refused.code
        return "accepted"


def texts(element: etree._Element) -> list[str]:
    """Return the texts below ``element``, to compare what was asked."""
    return [text for text in element.itertext() if text.strip()]
