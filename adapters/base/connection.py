"""What a gateway is built from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from adapters.base.accounts import NOBODY as NOBODY
from adapters.base.accounts import Credentials as Credentials
from adapters.base.answer import Answer
from adapters.base.fresh import NOTHING_KEPT, Freshness
from adapters.base.http import Channel
from adapters.base.ports import Attested, MessageSecurity
from adapters.base.resilience import Conduct

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Connection:
    """The way to one agency; ``now`` tells UTC.

    ``security`` signs messages to it and opens its replies, which ``certificate`` (DER) signs;
    both are None where it wants neither. ``freshness`` bounds what a gateway keeps (`Fresh`).
    """

    agency: str
    http: Channel
    conduct: Conduct
    now: Callable[[], datetime]
    credentials: Credentials
    security: MessageSecurity | None = None
    certificate: bytes | None = None
    freshness: Freshness = NOTHING_KEPT

    def attest(self, value: T, answer: Answer) -> Attested[T]:
        """Return ``value`` as this agency's word of now, with the SHA-256 of what came."""
        words = answer.body if answer.envelope is None else answer.envelope
        return Attested(value, self.agency, self.now(), sha256(words).digest())
