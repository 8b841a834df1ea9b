"""Messages that the hub sends of its own accord: sealed with its message key, replies proven.

It is the `MessageSecurity` of agencies that take our notices over SOAP; our profile of
WS-Security is `signing.wss` outbound and `signing.verify.wss` inbound (docs/ws-security.md).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from schemas.soap import WSA_ANONYMOUS, SoapVersion, read
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.signer import Signer
from signing.verify.wss import (
    SKEW,
    RegisteredCertificate,
    VerifiedMessage,
    load_certificate,
    verify,
)
from signing.wss import seal

_certificate = lru_cache(maxsize=32)(load_certificate)


class ReplyUnrelated(ValueError):
    """A reply is soundly signed, and not to what was sent.

    ``code`` is ``wsa.relates-to`` for the answer to another message, ``wsa.to`` for one that is
    meant for somebody else.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class HubMessages:
    """`MessageSecurity` by the hub's message key; ``clock`` tells UTC.

    ``skew`` is how far ahead of ours the clock of whoever replies may run.
    """

    def __init__(
        self, signer: Signer, clock: Callable[[], datetime], skew: timedelta = SKEW
    ) -> None:
        self._signer = signer
        self._clock = clock
        self._skew = skew

    def seal(self, child: bytes, *, action: str, message_id: str, to: str) -> bytes:
        """Return a signed SOAP 1.1 envelope around ``child``, with a Timestamp of this instant.

        ``child`` is one element in exclusive canonical form; ``ValueError`` as of `wss.seal`.
        """
        return seal(
            child,
            signer=self._signer,
            action=action,
            message_id=message_id,
            to=to,
            relates_to=None,
            version=SoapVersion.V11,
            now=self._clock(),
        )

    def open(self, reply: bytes, *, certificate: bytes, relates_to: str) -> bytes:
        """Return the canonical Body child of ``reply``, signed with ``certificate`` (DER).

        Raises ``ValueError`` whose ``code`` is stable: those of `XmlRefused`, `SoapRefused`,
        `MessageRefused` and `ReplyUnrelated`. WS-Addressing 1.0, section 3.4: a reply relates to
        the MessageID of what it answers, and goes back where that came from.
        """
        message = self._proven(reply, _certificate(certificate))
        if message.relates_to != relates_to:
            raise ReplyUnrelated("wsa.relates-to")
        if message.to != WSA_ANONYMOUS:
            raise ReplyUnrelated("wsa.to")
        return canonical(message.body_child)

    def _proven(self, reply: bytes, sender: RegisteredCertificate) -> VerifiedMessage:
        """Return what ``sender`` alone has signed."""
        return verify(
            read(parse(reply)),
            now=self._clock(),
            registered={sender.fingerprint: sender}.get,
            skew=self._skew,
        )
